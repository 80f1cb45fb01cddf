/** What certificates and requests have in common (RFC 5280, RFC 5758). */
import { type KeyObject, sign } from 'node:crypto';
import { oid, sequence, set, utf8 } from './der.ts';

/** RFC 5758 section 3.2: the only way of signing that is made or taken here. */
export const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
/** RFC 5480 section 2.1.1.1, as Node calls it. */
export const curve = 'prime256v1';

/** A name of one common name. */
export function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));
}

export function spkiOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}

export function signed(bytes: Uint8Array, key: KeyObject): Buffer {
  return sign('sha256', bytes, { key, dsaEncoding: 'der' });
}

export function pemOf(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The octets of the only block of this label; undefined where there is none, or more than `mostBytes` of text. */
export function bytesOfPem(label: string, pem: string, mostBytes: number): Buffer | undefined {
  if (pem.length > mostBytes) return undefined;
  const found = new RegExp(`^\\s*-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----\\s*$`).exec(pem);
  return found?.[1] === undefined ? undefined : Buffer.from(found[1], 'base64');
}

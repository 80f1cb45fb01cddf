/** Certificates (RFC 5280) of the own small authority: its own, the hub's listener's, and those of light collectors. */
import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import { bits, implicit, integer, octets, oid, sequence, tagged, time, yes } from './der.ts';
import { ecdsaWithSha256, nameOf, pemOf, signed, spkiOf } from './parts.ts';

/** What a certificate is for. A collector's one cannot pass for the hub's: each has the extended usage of its side alone. */
export type CertificateUse =
  | { readonly kind: 'authority' }
  | { readonly kind: 'server'; readonly dnsName: string }
  | { readonly kind: 'client'; readonly uri: string };

export interface CertificateWish {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  /** The authority's. */
  readonly issuerPublicKey: KeyObject;
  readonly issuerPrivateKey: KeyObject;
  readonly fromMs: number;
  readonly toMs: number;
  readonly use: CertificateUse;
}

const serialBytes = 16;
/** Bits of KeyUsage by their octet and what of it is not used (RFC 5280 section 4.2.1.3). */
const digitalSignature = bits(Buffer.from([0x80]), 7);
const keyCertSign = bits(Buffer.from([0x04]), 2);

/** A certificate as PEM, with a random serial number that no other has. */
export function makeCertificate(wish: CertificateWish): string {
  const { subject, issuer, publicKey, issuerPublicKey, issuerPrivateKey, fromMs, toMs, use } = wish;
  const serial = randomBytes(serialBytes);
  // Positive, and of full length: what people compare looks alike everywhere.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(time(fromMs), time(toMs)),
    nameOf(subject),
    spkiOf(publicKey),
    tagged(3, sequence(...extensionsOf(use, publicKey, issuerPublicKey))),
  );
  return pemOf('CERTIFICATE', sequence(body, ecdsaWithSha256, bits(signed(body, issuerPrivateKey))));
}

function extensionsOf(use: CertificateUse, publicKey: KeyObject, issuerPublicKey: KeyObject): readonly Buffer[] {
  const isAuthority = use.kind === 'authority';
  return [
    // An authority of length 0: it certifies ends, and no further authority.
    extension('2.5.29.19', isAuthority ? sequence(yes(), integer(Buffer.from([0]))) : sequence(), true),
    extension('2.5.29.15', isAuthority ? keyCertSign : digitalSignature, true),
    extension('2.5.29.14', octets(keyIdentifier(publicKey))),
    extension('2.5.29.35', sequence(implicit(0, keyIdentifier(issuerPublicKey)))),
    ...(isAuthority ? [] : endExtensions(use)),
  ];
}

function endExtensions(use: Exclude<CertificateUse, { kind: 'authority' }>): readonly Buffer[] {
  const isServer = use.kind === 'server';
  const name = isServer ? implicit(2, Buffer.from(use.dnsName, 'latin1')) : implicit(6, Buffer.from(use.uri, 'latin1'));
  return [
    extension('2.5.29.37', sequence(oid(isServer ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2'))),
    extension('2.5.29.17', sequence(name)),
  ];
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [yes()] : []), octets(value));
}

/** RFC 7093 section 2, method 4, of the whole SubjectPublicKeyInfo, its leftmost 160 bits. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256').update(spkiOf(key)).digest().subarray(0, 20);
}

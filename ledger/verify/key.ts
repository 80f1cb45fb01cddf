import { concat, equal, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts';
import type { Sha256 } from './sha256.ts';

/** How a key signs (C2SP signed-note, signature types): Ed25519 over the text, or as a cosignature with its time. */
export const signatureTypes = { note: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes];

/** A public key that notes are checked with: the `vkey` of C2SP signed-note. */
export interface VerifierKey {
  /** `city.fangzhou/ledger/1a2b3c4d`; no spaces, no plus. */
  readonly name: string;
  /** The first four bytes of a hash of name, type and key, in hex. An identifier, no proof. */
  readonly id: string;
  readonly type: SignatureType;
  /** Ed25519, 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array;
}

export const publicKeyBytes = 32;

/** Whether a text may be the name of a key. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s+\p{White_Space}\p{Cc}]/u.test(name);
}

export function verifierKey(
  { name, type, publicKey }: Pick<VerifierKey, 'name' | 'type' | 'publicKey'>,
  sha256: Sha256,
): VerifierKey {
  const id = toHex(sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, 4));
  return { name, id, type, publicKey };
}

/** `name+id+base64(type || key)`. */
export function formatVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${id}+${toBase64(concat(Uint8Array.of(type), publicKey))}`;
}

/** Reads a vkey of a kind that we verify; undefined for any other, or when its id does not belong to its key. */
export function parseVerifierKey(text: string, sha256: Sha256): VerifierKey | undefined {
  const first = text.indexOf('+');
  const second = text.indexOf('+', first + 1);
  if (first < 1 || second < 0) return undefined;
  const [name, id] = [text.slice(0, first), text.slice(first + 1, second)];
  const bytes = fromBase64(text.slice(second + 1));
  const type = Object.values(signatureTypes).find((known) => known === bytes?.[0]);
  if (!isKeyName(name) || bytes === undefined || type === undefined || bytes.length !== 1 + publicKeyBytes)
    return undefined;
  const key = verifierKey({ name, type, publicKey: bytes.slice(1) }, sha256);
  const given = fromHex(id);
  return given !== undefined && given.length === 4 && key.id === id ? key : undefined;
}

/** Two vkeys are the same key when they wrap the same bytes, whatever their names (C2SP tlog-policy). */
export function samePublicKey(a: VerifierKey, b: VerifierKey): boolean {
  return equal(a.publicKey, b.publicKey);
}

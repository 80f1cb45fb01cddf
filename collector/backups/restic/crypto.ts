/** restic's cryptography (its design document, "Keys, Encryption and MAC"): scrypt, AES-256-CTR and Poly1305-AES; for reading alone. */
import { createCipheriv, createDecipheriv, scrypt, timingSafeEqual } from 'node:crypto';

export interface ResticKey {
  /** 32 bytes for AES-256-CTR. */
  readonly encrypt: Buffer;
  /** 16 bytes: the AES key over the nonce, and Poly1305's r. */
  readonly macK: Buffer;
  readonly macR: Buffer;
}

const nonceBytes = 16;
const tagBytes = 16;
/** What encryption adds to a text. */
export const resticOverheadBytes = nonceBytes + tagBytes;
/** A key file that wants more is refused. */
const mostScryptBytes = 512 * 1024 * 1024;

/** The key of a password; undefined when its cost is beyond what is spent on it. */
export function deriveKey(
  password: string,
  salt: Buffer,
  { N, r, p }: { readonly N: number; readonly r: number; readonly p: number },
): Promise<ResticKey | undefined> {
  return new Promise((resolve) => {
    const maxmem = 128 * N * r + 128 * r * p + 1024 * 1024;
    if (!(maxmem > 0 && maxmem <= mostScryptBytes && p <= 64)) return resolve(undefined);
    try {
      scrypt(password, salt, 64, { N, r, p, maxmem }, (error, bytes) =>
        resolve(
          error === null
            ? { encrypt: bytes.subarray(0, 32), macK: bytes.subarray(32, 48), macR: bytes.subarray(48, 64) }
            : undefined,
        ),
      );
    } catch {
      resolve(undefined);
    }
  });
}

/** Poly1305 over the text, with AES-128 of the nonce added (D. J. Bernstein, "The Poly1305-AES message-authentication code"). */
export function poly1305Aes(text: Buffer, nonce: Buffer, { macK, macR }: ResticKey): Buffer {
  const prime = (1n << 130n) - 5n;
  const r = littleEndian(macR) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < text.length; at += 16) {
    const block = text.subarray(at, at + 16);
    sum = ((sum + littleEndian(block) + (1n << BigInt(8 * block.length))) * r) % prime;
  }
  const cipher = createCipheriv('aes-128-ecb', macK, null).setAutoPadding(false);
  const tag = (sum + littleEndian(cipher.update(nonce))) & ((1n << 128n) - 1n);
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}

function littleEndian(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

/** The text without its nonce and tag; the content's own hash is checked by who asks. Undefined when it is too short to be one. */
export function decrypt(sealed: Buffer, key: ResticKey): Buffer | undefined {
  if (sealed.length < resticOverheadBytes) return undefined;
  const cipher = createDecipheriv('aes-256-ctr', key.encrypt, sealed.subarray(0, nonceBytes));
  return Buffer.concat([cipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), cipher.final()]);
}

/** Whether the tag fits: the password is right and nothing was changed. */
export function isAuthentic(sealed: Buffer, key: ResticKey): boolean {
  if (sealed.length < resticOverheadBytes) return false;
  const tag = sealed.subarray(sealed.length - tagBytes);
  const text = sealed.subarray(nonceBytes, sealed.length - tagBytes);
  return timingSafeEqual(tag, poly1305Aes(text, sealed.subarray(0, nonceBytes), key));
}

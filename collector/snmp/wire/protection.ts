import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EngineKeys } from './engine-keys.ts';
import { authentication } from './password-key.ts';

type Auth = NonNullable<EngineKeys['auth']>;
type Priv = NonNullable<EngineKeys['priv']>;

/** The engine's clock as a message names it. */
export interface EngineTime {
  readonly boots: number;
  readonly timeSeconds: number;
}

/** RFC 3414 section 8.1.1.1 and RFC 3826 section 3.1.2.1: msgPrivacyParameters have eight octets. */
export const saltOctets = 8;

/** msgAuthenticationParameters of a message in which their place is filled with zeros (RFC 3414 section 6.3.1). */
export function digestOf(message: Uint8Array, { protocol, key }: Auth): Buffer {
  const { hash, digestOctets } = authentication[protocol];
  return createHmac(hash, key).update(message).digest().subarray(0, digestOctets);
}

/** Whether the digest at this place of a message is right. Leaves zeros there. */
export function isAuthentic(message: Buffer, at: number, octets: number, auth: Auth): boolean {
  if (octets !== authentication[auth.protocol].digestOctets) return false;
  const place = message.subarray(at, at + octets);
  const claimed = Buffer.from(place);
  place.fill(0);
  return timingSafeEqual(claimed, digestOf(message, auth));
}

const cipherName = {
  des: 'des-ede3-cbc',
  aes: 'aes-128-cfb',
  aes192b: 'aes-192-cfb',
  aes192r: 'aes-192-cfb',
  aes256b: 'aes-256-cfb',
  aes256r: 'aes-256-cfb',
} as const satisfies Record<Priv['protocol'], string>;

function initialVector({ protocol, preIv }: Priv, salt: Uint8Array, { boots, timeSeconds }: EngineTime): Buffer {
  if (protocol === 'des') return Buffer.from(salt.map((octet, i) => octet ^ (preIv[i] ?? 0)));
  const vector = Buffer.allocUnsafe(16);
  vector.writeUInt32BE(boots, 0);
  vector.writeUInt32BE(timeSeconds, 4);
  vector.set(salt, 8);
  return vector;
}

/** A source of salts that never come twice with one key (RFC 3826 section 3.1.2.1): a counter from a random start. */
export function createSalts(): () => Buffer {
  let next = randomBytes(saltOctets).readBigUInt64BE();
  return () => {
    next = BigInt.asUintN(64, next + 1n);
    const salt = Buffer.allocUnsafe(saltOctets);
    salt.writeBigUInt64BE(next);
    return salt;
  };
}

/** Encrypts a scopedPDU. DES pads to its blocks (RFC 3414 section 8.1.1.2). */
export function encrypt(plain: Buffer, priv: Priv, salt: Uint8Array, time: EngineTime): Buffer {
  const cipher = createCipheriv(cipherName[priv.protocol], priv.key, initialVector(priv, salt, time));
  if (priv.protocol !== 'des') return cipher.update(plain);
  const padded = Buffer.alloc(Math.ceil(plain.length / 8) * 8);
  padded.set(plain);
  return cipher.setAutoPadding(false).update(padded);
}

/** Decrypts; undefined when the lengths are impossible. A wrong key gives nonsense, which the decoder finds out. */
export function decrypt(secret: Buffer, priv: Priv, salt: Uint8Array, time: EngineTime): Buffer | undefined {
  const isDes = priv.protocol === 'des';
  if (salt.length !== saltOctets || secret.length === 0 || (isDes && secret.length % 8 !== 0)) return undefined;
  const decipher = createDecipheriv(cipherName[priv.protocol], priv.key, initialVector(priv, salt, time));
  return isDes ? decipher.setAutoPadding(false).update(secret) : decipher.update(secret);
}

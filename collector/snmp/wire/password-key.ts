import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { SnmpCredential } from '../../../inventory/index.ts';

type V3Credential = Extract<SnmpCredential, { version: 'v3' }>;
export type AuthProtocol = V3Credential['authProtocol'];

/** Hash and truncated digest length in octets of each protocol (RFC 3414 sections 6 and 7, RFC 7860 section 4). */
export const authentication: Readonly<Record<AuthProtocol, { readonly hash: string; readonly digestOctets: number }>> =
  {
    md5: { hash: 'md5', digestOctets: 12 },
    sha: { hash: 'sha1', digestOctets: 12 },
    sha224: { hash: 'sha224', digestOctets: 16 },
    sha256: { hash: 'sha256', digestOctets: 24 },
    sha384: { hash: 'sha384', digestOctets: 32 },
    sha512: { hash: 'sha512', digestOctets: 48 },
  };

const megabyte = 1 << 20;
/** User keys that are kept: one per password and hash, so a handful; making one costs a megabyte of hashing. */
const keptKeys = 64;
const userKeys = new Map<string, Buffer>();
const cacheSecret = randomBytes(32);

/** The key Ku of a password (RFC 3414 A.2, RFC 7860 section 9.3): the hash of the password repeated up to a megabyte. */
export function userKey(protocol: AuthProtocol, password: string | Buffer): Buffer {
  const octets = Buffer.from(password);
  // Kept under a digest, so that the passwords themselves lie nowhere else.
  const name = `${protocol} ${createHmac('sha256', cacheSecret).update(octets).digest('base64')}`;
  const known = userKeys.get(name);
  if (known !== undefined) return known;
  const repeated = octets.length === 0 ? Buffer.alloc(megabyte) : Buffer.alloc(megabyte, octets);
  const key = createHash(authentication[protocol].hash).update(repeated).digest();
  if (userKeys.size >= keptKeys) userKeys.clear();
  userKeys.set(name, key);
  return key;
}

/** The key Kul of one engine (RFC 3414 section 2.6). */
export function localizedKey(protocol: AuthProtocol, key: Buffer, engineId: Buffer): Buffer {
  return createHash(authentication[protocol].hash).update(key).update(engineId).update(key).digest();
}

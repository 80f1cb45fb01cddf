import { createHash } from 'node:crypto';
import type { SnmpCredential } from '../../inventory/index.ts';
import { library, type SnmpUser } from './codec.ts';

/** RFC 3414 appendix A.2: the password is repeated to one MiB before it is hashed. */
const passwordStretchOctets = 1_048_576;

const levels = { noAuthNoPriv: 1, authNoPriv: 2, authPriv: 3 } as const;

/** net-snmp's form of a v3 credential. */
export function userOf(credential: Extract<SnmpCredential, { version: 'v3' }>): SnmpUser {
  return {
    name: credential.user,
    level: levels[credential.level],
    authProtocol: library.AuthProtocols[credential.authProtocol] ?? 0,
    authKey: credential.authKey,
    privProtocol: library.PrivProtocols[credential.privProtocol] ?? 0,
    privKey: credential.privKey,
  };
}

const stretched = new Map<string, Buffer>();
/** A process has a handful of credentials; more than this means that it is fed nonsense. */
const maxStretched = 64;

function stretch(algorithm: string, password: string): Buffer {
  const key = `${algorithm} ${password}`;
  const known = stretched.get(key);
  if (known !== undefined) return known;
  const digest = createHash(algorithm).update(Buffer.alloc(passwordStretchOctets, password)).digest();
  if (stretched.size < maxStretched) stretched.set(key, digest);
  return digest;
}

/**
 * Puts a user's localised keys where net-snmp looks for them. Stretching a password takes 2 ms; it is done once for all
 * engines, not once for each, so that 164 agents do not need 0.7 s of it.
 */
export function prepareKeys(user: SnmpUser, engineId: Buffer): void {
  const { Authentication } = library;
  const algorithm = Authentication.algorithms[user.authProtocol]?.CRYPTO_ALGORITHM;
  if (algorithm === undefined || user.level === levels.noAuthNoPriv) return;
  for (const password of user.level === levels.authPriv ? [user.authKey, user.privKey] : [user.authKey]) {
    const cacheKey = Authentication.computeCacheKey(user.authProtocol, password, engineId);
    if (Authentication.authToKeyCache[cacheKey] !== undefined) continue;
    const master = stretch(algorithm, password);
    Authentication.authToKeyCache[cacheKey] = createHash(algorithm)
      .update(master)
      .update(engineId)
      .update(master)
      .digest();
  }
}

/** Forgets an engine's keys when its agent stops. */
export function forgetKeys(user: SnmpUser, engineId: Buffer): void {
  const { Authentication } = library;
  for (const password of [user.authKey, user.privKey])
    delete Authentication.authToKeyCache[Authentication.computeCacheKey(user.authProtocol, password, engineId)];
}

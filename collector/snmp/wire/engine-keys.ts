import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import type { SnmpCredential } from '../../../inventory/index.ts';
import { type AuthProtocol, authentication, localizedKey, userKey } from './password-key.ts';

type V3Credential = Extract<SnmpCredential, { version: 'v3' }>;
export type PrivProtocol = V3Credential['privProtocol'];

/**
 * The keys of one user at one engine. They are key objects: a cipher or digest made with one costs a quarter of one made
 * with the key's octets.
 */
export interface EngineKeys {
  readonly auth: { readonly protocol: AuthProtocol; readonly key: KeyObject } | undefined;
  readonly priv:
    | {
        readonly protocol: PrivProtocol;
        readonly key: KeyObject /** Only for DES (RFC 3414 section 8.1.1.1). */;
        readonly preIv: Buffer;
      }
    | undefined;
}

/** Derives the keys for an engine; the costly part is shared by all engines with the same password. */
export function engineKeys(credential: V3Credential, engineId: Buffer): EngineKeys {
  const { level, authProtocol, authKey, privProtocol, privKey } = credential;
  if (level === 'noAuthNoPriv') return { auth: undefined, priv: undefined };
  const authOctets = localizedKey(authProtocol, userKey(authProtocol, authKey), engineId);
  const auth = { protocol: authProtocol, key: createSecretKey(authOctets) };
  if (level === 'authNoPriv') return { auth, priv: undefined };
  const first = localizedKey(authProtocol, userKey(authProtocol, privKey), engineId);
  const key = createSecretKey(cipherKey(privProtocol, authProtocol, first, engineId));
  return { auth, priv: { protocol: privProtocol, key, preIv: first.subarray(8, 16) } };
}

function cipherKey(protocol: PrivProtocol, authProtocol: AuthProtocol, first: Buffer, engineId: Buffer): Buffer {
  switch (protocol) {
    case 'des': {
      // OpenSSL 3 keeps single DES among the legacy ciphers; triple DES with three equal keys is the same function.
      const des = first.subarray(0, 8);
      return Buffer.concat([des, des, des]);
    }
    case 'aes':
      return first.subarray(0, 16);
    case 'aes192b':
      return blumenthal(authProtocol, first, 24);
    case 'aes256b':
      return blumenthal(authProtocol, first, 32);
    case 'aes192r':
      return reeder(authProtocol, first, engineId, 24);
    case 'aes256r':
      return reeder(authProtocol, first, engineId, 32);
  }
}

/** draft-blumenthal-aes-usm-04 section 3.1.2.1: each further part is the hash of all before. */
function blumenthal(authProtocol: AuthProtocol, first: Buffer, octets: number): Buffer {
  let key = first;
  while (key.length < octets) {
    key = Buffer.concat([key, createHash(authentication[authProtocol].hash).update(key).digest()]);
  }
  return key.subarray(0, octets);
}

/** draft-reeder-snmpv3-usm-3desede-00 section 2.1: each further part has the one before as its password. */
function reeder(authProtocol: AuthProtocol, first: Buffer, engineId: Buffer, octets: number): Buffer {
  let [key, last] = [first, first];
  while (key.length < octets) {
    last = localizedKey(authProtocol, userKey(authProtocol, last), engineId);
    key = Buffer.concat([key, last]);
  }
  return key.subarray(0, octets);
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type snmp from 'net-snmp';

/** What net-snmp knows of the engine whose key is used. */
interface LibraryEngine {
  readonly engineID: Buffer;
}
interface Sealed {
  readonly encryptedPdu: Buffer;
  readonly msgPrivacyParameters: Buffer;
}

/** The parts of net-snmp that keys and ciphers live in; it exports them "for testing". */
export type LibraryPrivacy = Pick<typeof snmp, 'PrivProtocols' | 'Authentication' | 'Encryption'>;

const blockOctets = 8;
/** Localised keys that the library may keep, two for each of 5,000 agents; by itself it never forgets one. */
export const keptLibraryKeys = 10_000;
/** Numbers that the library leaves free between those of its own protocols. */
const numbers = { aes192b: 5, aes192r: 7 } as const;

/**
 * Amends net-snmp 3.29 where it fails: DES asks OpenSSL 3 for a cipher that it no longer has; AES-192 is missing; the cache
 * of keys grows with every engine id that a device names.
 */
export function amendPrivacy(library: LibraryPrivacy): void {
  const { PrivProtocols, Encryption } = library;
  for (const [name, number] of Object.entries(numbers)) {
    PrivProtocols[name] = number;
    Encryption.algorithms[number] = {
      CRYPTO_ALGORITHM: 'aes-192-cfb',
      KEY_LENGTH: 24,
      BLOCK_LENGTH: 16,
      encryptPdu: Encryption.encryptPduAes,
      decryptPdu: Encryption.decryptPduAes,
      localizationAlgorithm:
        name === 'aes192b' ? Encryption.generateLocalizedKeyBlumenthal : Encryption.generateLocalizedKeyReeder,
    };
  }
  amendDes(library);
  boundKeys(library);
}

/** RFC 3414 section 8.1.1: triple DES with three equal keys is single DES, and OpenSSL 3 has the former. */
function amendDes({ PrivProtocols, Encryption, Authentication }: LibraryPrivacy): void {
  const number = Number(PrivProtocols.des);
  const keysOf = (authProtocol: number, password: string, { engineID }: LibraryEngine, salt: Uint8Array) => {
    const localized = Authentication.passwordToKey(authProtocol, password, engineID);
    const des = localized.subarray(0, blockOctets);
    const vector = Buffer.from(salt.map((octet, at) => octet ^ (localized[blockOctets + at] ?? 0)));
    return { key: Buffer.concat([des, des, des]), vector };
  };
  Encryption.algorithms[number] = {
    ...Encryption.algorithms[number],
    encryptPdu(plain: Buffer, _: number, password: string, authProtocol: number, engine: LibraryEngine): Sealed {
      const salt = randomBytes(blockOctets);
      const { key, vector } = keysOf(authProtocol, password, engine, salt);
      const padded = Buffer.alloc(Math.ceil(plain.length / blockOctets) * blockOctets);
      padded.set(plain);
      const cipher = createCipheriv('des-ede3-cbc', key, vector).setAutoPadding(false);
      return { encryptedPdu: cipher.update(padded), msgPrivacyParameters: salt };
    },
    decryptPdu(
      secret: Buffer,
      _: number,
      salt: Buffer,
      password: string,
      authProtocol: number,
      engine: LibraryEngine,
    ): Buffer {
      if (salt.length !== blockOctets || secret.length % blockOctets !== 0) throw new Error('impossible lengths');
      const { key, vector } = keysOf(authProtocol, password, engine, salt);
      return createDecipheriv('des-ede3-cbc', key, vector).setAutoPadding(false).update(secret);
    },
  };
}

function boundKeys({ Authentication }: LibraryPrivacy): void {
  const derive = Authentication.passwordToKey;
  let made = 0;
  Authentication.passwordToKey = (authProtocol, password, engineId) => {
    const known = Authentication.authToKeyCache[Authentication.computeCacheKey(authProtocol, password, engineId)];
    if (known !== undefined) return known;
    if (made >= keptLibraryKeys) {
      Authentication.authToKeyCache = {};
      made = 0;
    }
    made++;
    return derive(authProtocol, password, engineId);
  };
}

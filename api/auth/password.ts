import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a hash: N (memory), r (block size), p (passes). */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and three passes (OWASP password storage, scrypt): about 0.3 s on one core, and small enough for 150 MB in all. */
export const passwordCost: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };
export const minimumPasswordLength = 12;
/** Longer ones would only cost time; 128 characters hold any passphrase. */
export const maximumPasswordLength = 128;

/** What is stored of a password; never the password. */
export interface PasswordHash extends ScryptCost {
  readonly algorithm: 'scrypt';
  /** Base64. */
  readonly salt: string;
  readonly hash: string;
}

/** NFC first, so that the same characters typed on another machine are the same password. */
function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const maxmem = 128 * cost.N * cost.r * 2 + 2 ** 20;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, { ...cost, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

export async function hashPassword(password: string, cost: ScryptCost = passwordCost): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return { algorithm: 'scrypt', ...cost, salt: salt.toString('base64'), hash: key.toString('base64') };
}

/** Compares in constant time. */
export async function passwordMatches(password: string, stored: PasswordHash): Promise<boolean> {
  const expected = Buffer.from(stored.hash, 'base64');
  const { N, r, p } = stored;
  const key = await derive(password, Buffer.from(stored.salt, 'base64'), { N, r, p });
  return key.length === expected.length && timingSafeEqual(key, expected);
}

/** 20 characters without those that look alike: 5 bits each, 100 bits in all, grouped by five to be typed. */
export function oneTimePassword(): string {
  const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
  let characters = '';
  while (characters.length < 20) {
    for (const byte of randomBytes(32)) {
      const symbol = alphabet[byte & 31];
      if (symbol !== undefined && characters.length < 20) characters += symbol;
    }
  }
  return characters.replace(/(.{5})(?=.)/g, '$1-');
}

/** Whether a new password will do. */
export function passwordIsGoodEnough(password: string, user: string): boolean {
  const length = [...password].length;
  const distinct = new Set(password).size;
  return (
    length >= minimumPasswordLength &&
    length <= maximumPasswordLength &&
    distinct > 3 &&
    password.toLowerCase() !== user.toLowerCase()
  );
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authProtocols, privProtocols } from '../../../inventory/index.ts';
import { engineKeys } from './engine-keys.ts';
import { authentication } from './password-key.ts';
import { createSalts, decrypt, digestOf, encrypt, isAuthentic } from './protection.ts';

const engineId = Buffer.from('8000000001020304', 'hex');
const credential = {
  version: 'v3',
  user: 'u',
  level: 'authPriv',
  authKey: 'a'.repeat(8),
  privKey: 'p'.repeat(8),
  context: '',
} as const;
const time = { boots: 7, timeSeconds: 1_234 };
const octets = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const salt = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes));

function privOf(privProtocol: (typeof privProtocols)[number], privKey: string = credential.privKey) {
  const { priv } = engineKeys({ ...credential, authProtocol: 'sha', privProtocol, privKey }, engineId);
  if (priv === undefined) throw new Error('authPriv has a privacy key');
  return priv;
}
function authOf(authProtocol: (typeof authProtocols)[number]) {
  const { auth } = engineKeys({ ...credential, authProtocol, privProtocol: 'aes' }, engineId);
  if (auth === undefined) throw new Error('authPriv has an authentication key');
  return auth;
}

describe.each(privProtocols)('privacy with %s', (protocol) => {
  const priv = privOf(protocol);

  it('gives the plain octets back, padded to whole blocks with DES, and hides them', () => {
    fc.assert(
      fc.property(octets, salt, (plain, with_) => {
        const secret = encrypt(plain, priv, with_, time);
        const back = decrypt(secret, priv, with_, time) ?? Buffer.alloc(0);
        expect(back.subarray(0, plain.length)).toEqual(plain);
        expect(back.length).toBe(protocol === 'des' ? Math.ceil(plain.length / 8) * 8 : plain.length);
        if (plain.length > 8) expect(secret.subarray(0, plain.length)).not.toEqual(plain);
      }),
    );
  });

  it('gives nonsense or nothing with another key or salt, and never throws', () => {
    const other = privOf(protocol, 'q'.repeat(8));
    fc.assert(
      fc.property(octets, fc.uint8Array({ maxLength: 12 }), (secret, anySalt) => {
        const plain = decrypt(secret, other, anySalt, time);
        if (anySalt.length !== 8) expect(plain).toBeUndefined();
      }),
    );
    const plain = Buffer.from('30'.repeat(32), 'hex');
    const [one, two] = [Buffer.alloc(8, 1), Buffer.alloc(8, 2)];
    expect(decrypt(encrypt(plain, priv, one, time), priv, two, time)).not.toEqual(plain);
    expect(decrypt(encrypt(plain, priv, one, time), other, one, time)).not.toEqual(plain);
  });

  it('refuses lengths that cannot be', () => {
    expect(decrypt(Buffer.alloc(0), priv, Buffer.alloc(8), time)).toBeUndefined();
    expect(decrypt(Buffer.alloc(16), priv, Buffer.alloc(7), time)).toBeUndefined();
    expect(decrypt(Buffer.alloc(9), priv, Buffer.alloc(8), time) === undefined).toBe(protocol === 'des');
  });
});

it('privacy with AES hangs on the boots and time of the engine (RFC 3826 section 3.1.2.1)', () => {
  const [plain, with_] = [Buffer.alloc(32, 0x30), Buffer.alloc(8, 1)];
  const secret = encrypt(plain, privOf('aes'), with_, time);
  expect(decrypt(secret, privOf('aes'), with_, { ...time, boots: 8 })).not.toEqual(plain);
  expect(decrypt(secret, privOf('aes'), with_, { ...time, timeSeconds: 1_235 })).not.toEqual(plain);
});

describe.each(authProtocols)('authentication with %s', (protocol) => {
  const auth = authOf(protocol);
  const { digestOctets } = authentication[protocol];

  function signed(head: Buffer, tail: Buffer): Buffer {
    const message = Buffer.concat([head, Buffer.alloc(digestOctets), tail]);
    message.set(digestOf(message, auth), head.length);
    return message;
  }

  it('takes what was signed and nothing that differs in one bit, wherever', () => {
    fc.assert(
      fc.property(octets, octets, fc.nat(), fc.nat(7), (head, tail, where, bit) => {
        const message = signed(head, tail);
        expect(isAuthentic(Buffer.from(message), head.length, digestOctets, auth)).toBe(true);
        const at = where % message.length;
        message[at] = (message[at] ?? 0) ^ (1 << bit);
        expect(isAuthentic(message, head.length, digestOctets, auth)).toBe(false);
      }),
    );
  });

  it('refuses a digest of another length, so that a short one is not easier to guess', () => {
    const message = signed(Buffer.from('head'), Buffer.from('tail'));
    for (const length of [0, 1, 12, 16, 24, 32, 48].filter((each) => each !== digestOctets))
      expect(isAuthentic(Buffer.from(message), 4, length, auth)).toBe(false);
  });
});

describe('salts', () => {
  it('never come twice and start anywhere', () => {
    const next = createSalts();
    const seen = new Set(Array.from({ length: 1_000 }, () => next().toString('hex')));
    expect(seen.size).toBe(1_000);
    expect(createSalts()()).not.toEqual(createSalts()());
  });
});

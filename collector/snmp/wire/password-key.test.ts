import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AuthProtocol, authentication, localizedKey, userKey } from './password-key.ts';

const engineId = Buffer.from('000000000000000000000002', 'hex');

/** The password `maplesyrup`: RFC 3414 A.3; for SHA-2 (RFC 7860 has no vectors) what other implementations agree upon. */
const vectors: readonly (readonly [AuthProtocol, string, string])[] = [
  ['md5', '9faf3283884e92834ebc9847d8edd963', '526f5eed9fcce26f8964c2930787d82b'],
  ['sha', '9fb5cc0381497b3793528939ff788d5d79145211', '6695febc9288e36282235fc7151f128497b38f3f'],
  [
    'sha224',
    '282a5867ee9aac639ad59df9572c7d3ac0fbc13a905b6df07dbbf00b',
    '0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674',
  ],
  [
    'sha256',
    'ab51014d1e077f6017df2b12bee5f5aa72993177e9bb569c4dff5a4ca0b4afac',
    '8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b',
  ],
  [
    'sha384',
    'e06eccdf2c68a06ed034723c9c26e0db3b669e1e2efed49150b55377a2e98f383c86fb836857444654b287c93f51ff64',
    '3b298f16164a11184279d5432bf169e2d2a48307de02b3d3f7e2b4f36eb6f0455a53689a3937eea07319a633d2ccba78',
  ],
  [
    'sha512',
    '7e4396de5aadc77be853819b98c9406265b3a9c37cc3176569847a4e4f6fba63dd3a73d04924d31a63f95a601f9385af6be4ed1b37f87d040f7c6ed6f8d38a91',
    '22a5a36cedfcc085807a128d7bc6c2382167ad6c0dbc5fdff856740f3d84c099ad1ea87a8db096714d9788bd544047c9021e4229ce27e4c0a69250adfcffbb0b',
  ],
];

describe('a password', () => {
  it.each(vectors)('gives with %s the user key and its localised key', (protocol, ku, kul) => {
    const key = userKey(protocol, 'maplesyrup');
    expect(key.toString('hex')).toBe(ku);
    expect(localizedKey(protocol, key, engineId).toString('hex')).toBe(kul);
  });

  it.each([
    ['md5', '87021d7bd9d101ba05ea6e3bf9d9bd4a', '8805615141676cc9196174e742a32551'],
    ['sha', '78e2dcce79d59403b58c1bbaa5bff46391f1cd25', '9c1017f4fd483d2de8d5fadbf84392cb06457051'],
  ] as const)(
    'that is changed to newsyrup gives with %s the key and the change of RFC 3414 A.5',
    (protocol, kul, change) => {
      const before = localizedKey(protocol, userKey(protocol, 'maplesyrup'), engineId);
      const after = localizedKey(protocol, userKey(protocol, 'newsyrup'), engineId);
      expect(after.toString('hex')).toBe(kul);
      // The change with a random part of zeros: what the old key hashes to, against the new one.
      const hashed = createHash(authentication[protocol].hash)
        .update(before)
        .update(Buffer.alloc(before.length))
        .digest();
      expect(Buffer.from(hashed.map((octet, at) => octet ^ (after[at] ?? 0))).toString('hex')).toBe(change);
    },
  );

  it('may have any length, none included, and any octets', () => {
    for (const password of ['', 'x', 'x'.repeat(3_000), '密码密码密码', Buffer.from('ff00fe', 'hex')]) {
      expect(userKey('sha256', password)).toHaveLength(32);
    }
    expect(userKey('sha', '密码')).toEqual(userKey('sha', Buffer.from('密码')));
    expect(userKey('sha', 'ab')).not.toEqual(userKey('sha256', 'ab'));
  });

  it('is hashed once, however many engines ask, until many others came', () => {
    const first = userKey('md5', 'kept-password');
    expect(userKey('md5', 'kept-password')).toBe(first);
    for (let i = 0; i < 70; i++) userKey('md5', `other-${i}`);
    expect(userKey('md5', 'kept-password')).not.toBe(first);
    expect(userKey('md5', 'kept-password')).toEqual(first);
  });
});

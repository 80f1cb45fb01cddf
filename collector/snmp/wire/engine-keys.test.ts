import { describe, expect, it } from 'vitest';
import { authProtocols, privProtocols } from '../../../inventory/index.ts';
import { type EngineKeys, engineKeys } from './engine-keys.ts';

const engineId = Buffer.from('000000000000000000000002', 'hex');
const credential = {
  version: 'v3',
  user: 'u',
  level: 'authPriv',
  authProtocol: 'sha',
  authKey: 'maplesyrup',
  privProtocol: 'aes',
  privKey: 'maplesyrup',
  context: '',
} as const;
const keyOf = ({ priv }: EngineKeys) => priv?.key.export().toString('hex');

/**
 * Reeder's are those of draft-reeder-snmpv3-usm-3desede-00 appendix B, which gives them for 32 octets; Blumenthal's draft
 * has none, so these are what other implementations agree upon; `protocols.test.ts` tries all of them on Net-SNMP.
 */
const vectors = [
  ['md5', 'aes', '526f5eed9fcce26f8964c2930787d82b'],
  ['sha', 'aes', '6695febc9288e36282235fc7151f1284'],
  ['md5', 'aes192r', '526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0'],
  ['md5', 'aes256r', '526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12'],
  ['sha', 'aes192r', '6695febc9288e36282235fc7151f128497b38f3f9b8b6d78'],
  ['sha', 'aes256r', '6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c'],
  ['md5', 'aes192b', '526f5eed9fcce26f8964c2930787d82bfa24a92467426c2f'],
  ['sha', 'aes192b', '6695febc9288e36282235fc7151f128497b38f3f505e07eb'],
  ['sha', 'aes256b', '6695febc9288e36282235fc7151f128497b38f3f505e07eb9af25568fa1f5dbe'],
  // Long enough by itself: both extensions are the same.
  ['sha256', 'aes256b', '8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b'],
  ['sha256', 'aes256r', '8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b'],
  // Three equal parts make triple DES single DES.
  ['md5', 'des', '526f5eed9fcce26f'.repeat(3)],
] as const;

describe('the keys of a user at an engine', () => {
  it.each(vectors)('with %s and %s are %s', (authProtocol, privProtocol, key) => {
    expect(keyOf(engineKeys({ ...credential, authProtocol, privProtocol }, engineId))).toBe(key);
  });

  it('have the length of their cipher for every pair of protocols, and differ from engine to engine', () => {
    const lengths = { des: 24, aes: 16, aes192b: 24, aes192r: 24, aes256b: 32, aes256r: 32 };
    for (const authProtocol of authProtocols) {
      for (const privProtocol of privProtocols) {
        const asked = { ...credential, authProtocol, privProtocol };
        const { priv } = engineKeys(asked, engineId);
        expect(priv?.key.symmetricKeySize).toBe(lengths[privProtocol]);
        expect(priv?.preIv).toHaveLength(8);
        expect(keyOf(engineKeys(asked, Buffer.from('8000000001', 'hex')))).not.toBe(keyOf(engineKeys(asked, engineId)));
      }
    }
  });

  it('are only those that the level needs', () => {
    expect(engineKeys({ ...credential, level: 'noAuthNoPriv' }, engineId)).toEqual({
      auth: undefined,
      priv: undefined,
    });
    expect(engineKeys({ ...credential, level: 'authNoPriv' }, engineId).priv).toBeUndefined();
  });
});

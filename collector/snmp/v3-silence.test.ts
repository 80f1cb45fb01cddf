import { describe, expect, it } from 'vitest';
import type { SnmpCredential } from '../../inventory/index.ts';
import type { FaultReason } from '../observation.ts';
import { whySilent } from './v3-silence.ts';

type V3 = Extract<SnmpCredential, { version: 'v3' }>;
const credential: V3 = {
  version: 'v3',
  user: 'u',
  level: 'authPriv',
  authProtocol: 'sha',
  authKey: 'auth-password',
  privProtocol: 'aes',
  privKey: 'priv-password',
  context: 'c',
};

/** An agent by what it says to a level and context; silent to the rest. */
async function asked(change: Partial<V3>, agent: Readonly<Record<string, FaultReason | 'answered'>>) {
  const probes: string[] = [];
  const meaning = await whySilent(
    { ...credential, ...change },
    async ({ level, context }) => {
      const name = `${level}/${context}`;
      probes.push(name);
      return agent[name] ?? 'timeout';
    },
    false,
  );
  return { reason: meaning?.reason, probes };
}

describe('an agent that told its engine id and then keeps silent', () => {
  it('answers a small question after all: the credential is not to blame', async () => {
    expect(await asked({}, { 'authPriv/c': 'answered' })).toEqual({ reason: undefined, probes: ['authPriv/c'] });
  });

  it('answers without the context: it does not have that', async () => {
    const { reason, probes } = await asked({}, { 'authPriv/': 'answered', 'authNoPriv/': 'answered' });
    expect(reason).toBe('unknown-context');
    expect(probes).toEqual(['authPriv/c', 'authPriv/', 'authPriv/c']);
  });

  it.each(['answered', 'authorization-error', 'unsupported-security-level'] as const)(
    'says %s without encryption: it cannot decrypt',
    async (said) => {
      expect((await asked({ context: '' }, { 'authNoPriv/': said })).reason).toBe('decryption-error');
    },
  );

  it.each(['wrong-digest', 'unknown-user'] as const)('says %s without encryption: that is it', async (said) => {
    expect((await asked({ context: '' }, { 'authNoPriv/': said })).reason).toBe(said);
  });

  it('is silent to all: it fell silent', async () => {
    expect(await asked({}, {})).toEqual({
      reason: undefined,
      probes: ['authPriv/c', 'authPriv/', 'authNoPriv/'],
    });
  });

  it('is not asked without authentication, and nothing where there is nothing to leave out', async () => {
    expect(await asked({ level: 'authNoPriv', context: '' }, {})).toEqual({ reason: undefined, probes: [] });
    expect((await asked({ level: 'noAuthNoPriv' }, { 'noAuthNoPriv/': 'answered' })).reason).toBe('unknown-context');
    expect((await asked({ level: 'authNoPriv' }, {})).probes).toEqual(['authNoPriv/c', 'authNoPriv/']);
  });

  it('is slow, and only lost messages: it is asked again before the credential is blamed, more often where that has served', async () => {
    for (const [hasServed, again, reason] of [
      [true, ['answered'], undefined],
      [true, ['timeout', 'timeout', 'answered'], undefined],
      [true, ['timeout', 'timeout', 'timeout'], 'decryption-error'],
      [false, ['answered'], undefined],
      [false, ['timeout'], 'decryption-error'],
    ] as const) {
      const said = ['timeout', 'answered', ...again] as const;
      const levels: string[] = [];
      const probe = async ({ level }: V3) => said[levels.push(level) - 1] ?? 'timeout';
      expect((await whySilent({ ...credential, context: '' }, probe, hasServed))?.reason).toBe(reason);
      expect(levels).toEqual(['authPriv', 'authNoPriv', ...again.map(() => 'authPriv')]);
    }
  });

  it('cannot be reached any more: that is no word of the agent', async () => {
    for (const said of ['unreachable', 'unknown-host'] as const)
      expect((await asked({ context: '' }, { 'authNoPriv/': said })).reason).toBeUndefined();
  });
});

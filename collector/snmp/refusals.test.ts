import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { type Agent, startAgent, timeTicks, viewOf } from '../../lab/agent/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import type { FaultReason } from '../observation.ts';
import { pollTarget } from './one-shot/poll-target.ts';
import { pollDevice } from './poll-device.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import { type Snmpd, startSnmpd, userLines } from './snmpd.fake.ts';
import { agentTarget, type SnmpTarget } from './target.ts';

type V3 = Extract<SnmpCredential, { version: 'v3' }>;
const good: V3 = {
  version: 'v3',
  user: 'sha-aes',
  level: 'authPriv',
  authProtocol: 'sha',
  authKey: 'auth-password',
  privProtocol: 'aes',
  privKey: 'priv-password',
  context: '',
};
const onlyAuth: V3 = { ...good, user: 'only-auth', level: 'authNoPriv' };
const nobody: V3 = { ...good, user: 'clear', level: 'noAuthNoPriv' };
const users = [good, onlyAuth, nobody, { ...good, user: 'des', privProtocol: 'des' }] as const;

/** What is wrong with a credential, and the reason that the poll must give; by name where the agents differ. */
const wrong: readonly (readonly [string, V3, FaultReason | { snmpd: FaultReason; lab: FaultReason }])[] = [
  ['an unknown user', { ...good, user: 'nobody' }, 'unknown-user'],
  ['a wrong authentication password', { ...good, authKey: 'other-password' }, 'wrong-digest'],
  ['another authentication protocol', { ...good, authProtocol: 'sha256' }, 'wrong-digest'],
  ['the same without privacy', { ...onlyAuth, authKey: 'other-password' }, 'wrong-digest'],
  ['a wrong privacy password', { ...good, privKey: 'other-password' }, 'decryption-error'],
  [
    'a wrong privacy password of DES',
    { ...good, user: 'des', privProtocol: 'des', privKey: 'x'.repeat(8) },
    'decryption-error',
  ],
  ['another privacy protocol', { ...good, privProtocol: 'aes256r' }, 'decryption-error'],
  ['privacy for a user without', { ...onlyAuth, level: 'authPriv' }, 'unsupported-security-level'],
  [
    'too low a level',
    { ...good, level: 'noAuthNoPriv' },
    { snmpd: 'authorization-error', lab: 'unsupported-security-level' },
  ],
  ['an unknown context', { ...good, context: 'nowhere' }, 'unknown-context'],
  ['an unknown context without privacy', { ...onlyAuth, context: 'nowhere' }, 'unknown-context'],
  ['an unknown context without anything', { ...nobody, context: 'nowhere' }, 'unknown-context'],
];

suiteNeeding(['snmpd'], 'wrong credentials are told apart from silence and from each other', () => {
  let daemon: Snmpd;
  const agents: Agent[] = [];

  beforeAll(async () => {
    daemon = await startSnmpd(users.map(userLines));
    const view = viewOf([{ oid: '1.3.6.1.2.1.1.3.0', value: timeTicks(42) }]);
    for (const host of ['127.0.0.1', '::1'])
      agents.push(await startAgent({ view, credentials: users, host, contexts: ['', 'vlan-7'] }));
  });
  afterAll(async () => {
    await Promise.all([daemon.stop(), ...agents.map((agent) => agent.stop())]);
  });

  const targets = (): readonly (readonly ['snmpd' | 'lab', SnmpTarget])[] => [
    ['snmpd', daemon.v4],
    ['snmpd', daemon.v6],
    ...agents.map((agent) => ['lab', agentTarget(agent)] as const),
  ];

  describe.each(sessionKinds)('%s', (_, open) => {
    const poll = async (target: SnmpTarget, credential: V3) => {
      const session = open({ target, credential, clock: systemClock, timeoutMs: 600, retries: 0 });
      const said = await pollDevice({ session, clock: systemClock, deviceId: 'D', kind: 'switch' });
      session.close();
      return said;
    };

    it.each(wrong)('%s', async (_, credential, expected) => {
      for (const [kind, target] of targets()) {
        const said = await poll(target, credential);
        const reason = typeof expected === 'string' ? expected : expected[kind];
        expect(said).toMatchObject({ outcome: 'refused', faults: [{ reason, part: 'system' }] });
        expect(JSON.stringify(said)).not.toMatch(/-password|xxxxxxxx/);
      }
    });

    it('nothing is wrong with a context that exists', async () => {
      for (const agent of agents) {
        const session = open({
          target: agentTarget(agent),
          credential: { ...good, context: 'vlan-7' },
          clock: systemClock,
        });
        expect(await session.get('system', ['1.3.6.1.2.1.1.3.0'])).toMatchObject({
          ok: true,
          varbinds: [{ value: 42 }],
        });
        session.close();
      }
    });

    it('an agent that is not there is silent, whatever the credential', async () => {
      const silent = await startAgent({ view: viewOf([]), credentials: users, behaviour: { silent: true } });
      const said = await poll(agentTarget(silent), { ...good, context: 'nowhere' });
      await silent.stop();
      expect(said).toMatchObject({ outcome: 'silent', faults: [{ reason: 'timeout' }], requests: 1 });
    });

    it('an agent that falls silent after its discovery is not blamed on the credential', async () => {
      const falling = await startAgent({ view: viewOf([]), credentials: users });
      const session = open({
        target: agentTarget(falling),
        credential: good,
        clock: systemClock,
        timeoutMs: 60,
        retries: 0,
      });
      // The discovery is answered, the request not, and nothing afterwards.
      const asked = session.get('system', ['1.3.6.1.2.1.1.3.0']);
      while (falling.stats.reports === 0) await new Promise((resolve) => setImmediate(resolve));
      falling.behave({ silent: true });
      expect(await asked).toMatchObject({ ok: false, fault: { reason: 'timeout' } });
      session.close();
      await falling.stop();
    });
  });

  it('fangzhou poll says it too', async () => {
    const credential = { ...good, privKey: 'other-password' };
    const told = await pollTarget({ target: daemon.v4, credential, clock: systemClock, timeoutMs: 250, retries: 0 });
    expect(told).toMatchObject({ outcome: 'refused', missing: [{ reason: 'decryption-error', part: 'system' }] });
  });
});

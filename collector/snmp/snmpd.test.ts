import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { pollTarget } from './one-shot/poll-target.ts';
import { pollDevice } from './poll-device.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import { type Snmpd, startSnmpd, userLines } from './snmpd.fake.ts';

type V3 = Extract<SnmpCredential, { version: 'v3' }>;
const keys = { authKey: 'auth-password', privKey: 'priv-password' };

function v3(user: string, authProtocol: V3['authProtocol'], change: Partial<V3> = {}): V3 {
  return { version: 'v3', user, level: 'authPriv', authProtocol, privProtocol: 'aes', context: '', ...keys, ...change };
}

suiteNeeding(['snmpd'], "Debian's snmpd", () => {
  let daemon: Snmpd;
  const target = () => daemon.v4;

  beforeAll(async () => {
    daemon = await startSnmpd(['sysLocation 镇财政所', userLines(v3('sha', 'sha')), userLines(v3('sha256', 'sha256'))]);
  });
  afterAll(() => daemon.stop());

  const good: readonly (readonly [string, SnmpCredential])[] = [
    ['v2c', { version: 'v2c', community: 'public' }],
    ['v3 with SHA and AES-128', v3('sha', 'sha')],
    ['v3 with SHA-256 and AES-128', v3('sha256', 'sha256')],
  ];

  describe.each(sessionKinds)('%s', (_, open) => {
    it.each(good)('is polled over %s: identity, interfaces and host load', async (_, credential) => {
      const session = open({ target: target(), credential, clock: systemClock });
      const first = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'host' });
      const second = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'host' });
      session.close();
      for (const said of [first, second]) {
        expect(said).toMatchObject({ outcome: 'answered', identity: { sysLocation: '镇财政所' } });
        expect(said.identity?.sysObjectID).toMatch(/^1\.3\.6\.1\.4\.1\.8072\./);
        expect(typeof said.identity?.engineBoots).toBe(credential.version === 'v3' ? 'number' : 'undefined');
        expect(said.interfaces?.find(({ name }) => name === 'lo')).toMatchObject({
          operStatus: 'up',
          counters: { inOctets: { bits: 64 } },
        });
        expect(said.host?.memoryTotalBytes).toBeGreaterThan(0);
      }
      expect(second.requests).toBeLessThanOrEqual(6);
    });

    const refused: readonly (readonly [string, SnmpCredential, string])[] = [
      ['an unknown user', v3('nobody', 'sha'), 'unknown-user'],
      ['a wrong password', v3('sha', 'sha', { authKey: 'other-password' }), 'wrong-digest'],
      ['too low a level', v3('sha', 'sha', { level: 'authNoPriv' }), 'authorization-error'],
    ];

    it.each(refused)('refuses %s, and the poll says so', async (_, credential, reason) => {
      const session = open({ target: target(), credential, clock: systemClock, timeoutMs: 500, retries: 0 });
      const said = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'switch' });
      session.close();
      expect(said).toMatchObject({ outcome: 'refused', faults: [{ reason, part: 'system' }] });
      expect(JSON.stringify(said)).not.toContain('-password');
    });

    it('restarts between two polls: the session finds it again by itself, with more boots', async () => {
      const session = open({ target: target(), credential: v3('sha', 'sha'), clock: systemClock });
      const before = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'switch' });
      await daemon.restart();
      const after = await pollDevice({ session, clock: systemClock, deviceId: 'H1', kind: 'switch' });
      session.close();
      expect(after.outcome).toBe('answered');
      expect(after.identity?.engineBoots).toBeGreaterThan(before.identity?.engineBoots ?? Number.NaN);
    });
  });

  it('tells everything once, as one JSON document', async () => {
    const said = await pollTarget({ target: target(), credential: v3('sha256', 'sha256'), clock: systemClock });
    expect(said.identity?.sysObjectID).toMatch(/^1\.3\.6\.1/);
    expect(said.interfaces.some((row) => row.ifName === 'lo' && row.ifOperStatus === 'up')).toBe(true);
    expect(said.addresses).toContainEqual(expect.objectContaining({ address: '127.0.0.1' }));
    expect(said.host).not.toBeNull();
    expect(JSON.parse(JSON.stringify(said))).toMatchObject({ version: 'v3', bridge: [], lldp: [] });
  });
});

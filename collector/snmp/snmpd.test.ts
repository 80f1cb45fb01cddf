import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { pollTarget } from './one-shot/poll-target.ts';
import { pollDevice } from './poll-device.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import { type Snmpd, startSnmpd, userLines } from './snmpd.fake.ts';
import { openWireTransport } from './wire/transport.ts';
import { openWireSession } from './wire/wire-session.ts';

const run = promisify(execFile);

type V3 = Extract<SnmpCredential, { version: 'v3' }>;
const keys = { authKey: 'auth-password', privKey: 'priv-password' };

function v3(user: string, authProtocol: V3['authProtocol'], change: Partial<V3> = {}): V3 {
  return { version: 'v3', user, level: 'authPriv', authProtocol, privProtocol: 'aes', context: '', ...keys, ...change };
}

suiteNeeding(['snmpd', 'snmpget'], "Debian's snmpd", () => {
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

  it('is walked whole by both sessions and by snmpbulkwalk, and all find the same names and types', async () => {
    const walks = await Promise.all(
      sessionKinds.map(async ([, open]) => {
        const session = open({ target: target(), credential: v3('sha256', 'sha256'), clock: systemClock });
        const walked: string[] = [];
        for (let at = '1.3.6.1.2.1.1'; ; ) {
          const result = await session.getBulk('walk', [at], 40);
          if (!result.ok) throw new Error(result.fault.detail);
          const inside = result.varbinds.filter(
            ({ oid, type }) => /^1\.3\.6\.1\.2\.1\.[12]\./.test(oid) && type !== 'endOfMibView',
          );
          walked.push(...inside.map(({ oid, type }) => `${oid} ${type}`));
          if (inside.length < result.varbinds.length) break;
          at = inside.at(-1)?.oid ?? '';
        }
        session.close();
        return walked;
      }),
    );
    expect(walks[0]?.length).toBeGreaterThan(40);
    expect(walks[1]).toEqual(walks[0]);
    const place = `udp:127.0.0.1:${target().port}`;
    const walk = (root: string) =>
      run(toolPath('snmpbulkwalk'), ['-v2c', '-c', 'public', '-Onq', place, root], { maxBuffer: 1 << 24 });
    const stdout = (await walk('1.3.6.1.2.1.1')).stdout + (await walk('1.3.6.1.2.1.2')).stdout;
    const theirs = [...stdout.matchAll(/^\.(\S+) /gm)].map(([, oid]) => oid);
    expect(walks[0]?.map((line) => line.split(' ')[0])).toEqual(theirs);
  });

  it('reports our time as wrong when our clock has jumped, and is asked at its own', async () => {
    const clock = new FakeClock();
    const transport = openWireTransport({ clock });
    const session = openWireSession({ target: target(), credential: v3('sha', 'sha'), clock, transport });
    const ask = () => session.get('system', ['1.3.6.1.2.1.1.6.0']);
    expect((await ask()).ok).toBe(true);
    const before = session.tally.requests;
    await clock.advance(7_200_000);
    expect((await ask()).ok).toBe(true);
    // The refused request, and the request at the time that the report proved.
    expect(session.tally.requests - before).toBe(2);
    session.close();
    transport.close();
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

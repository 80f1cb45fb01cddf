import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { FaultReason } from '../observation.ts';
import type { FakeSession } from '../snmp/session.fake.ts';
import { type VrrpFacts, vrrpStates } from './model.ts';
import { readVrrp } from './read-vrrp.ts';
import {
  addKeepalived,
  addRfc2787,
  addRfc6527,
  bareHost,
  integer,
  keepalived,
  octets,
  rfc2787,
} from './vrrp-agent.fake.ts';

const clock = new FakeClock();

async function factsOf(session: FakeSession): Promise<VrrpFacts> {
  const asked = await readVrrp({ session, clock });
  if (asked.outcome !== 'answered') throw new Error(`${asked.outcome}: ${JSON.stringify(asked.reason)}`);
  return asked.facts;
}

function hostWith(...parts: readonly ((session: FakeSession) => void)[]): FakeSession {
  const session = bareHost();
  for (const part of parts) part(session);
  return session;
}

describe('a number of a VRRP table', () => {
  it.each([
    [0, 'initialize', 'unknown'],
    [1, 'backup', 'initialize'],
    [2, 'master', 'backup'],
    [3, 'fault', 'master'],
    [4, 'unknown', 'unknown'],
    [5, 'shutdown', 'unknown'],
    [6, 'deleted', 'unknown'],
    [98, 'unknown', 'unknown'],
  ])('%d is %s in KEEPALIVED-MIB and %s in RFC 2787 and RFC 6527', async (state, ours, theirs) => {
    const own = await factsOf(hostWith((session) => addKeepalived(session, { state })));
    const older = await factsOf(hostWith((session) => addRfc2787(session, { state })));
    const newer = await factsOf(hostWith((session) => addRfc6527(session, { state })));
    const words = [own, older, newer].map(({ instances }) => instances.map((each) => each.state));
    expect(words).toEqual([[ours], [theirs], [theirs]]);
  });
});

describe('an instance', () => {
  it('that three MIBs tell is one: the state by keepalived, counters and reason by the others', async () => {
    const session = hostWith(
      (host) => addKeepalived(host, { state: 2 }),
      (host) => addRfc2787(host, { state: 2 }),
      (host) => addRfc6527(host, { state: 1 }),
    );
    expect((await factsOf(session)).instances).toEqual([
      {
        vrid: 51,
        name: 'VI_51',
        state: 'master',
        mib: 'keepalived',
        oid: `${keepalived}.2.3.1.4.1`,
        basePriority: 100,
        effectivePriority: 100,
        addressesSet: true,
        virtualAddresses: ['192.0.2.100'],
        preempt: false,
        advertIntervalMs: 1000,
        interfaceName: 'eth0',
        becomeMaster: 7,
        advertisementsReceived: 11,
        newMasterReason: 'master-no-response',
      },
    ]);
  });

  it('whose VRID another interface uses too stays apart from that one', async () => {
    const session = hostWith(
      (host) => addKeepalived(host, { instance: 1, state: 2 }, 'eth0'),
      (host) => addKeepalived(host, { instance: 2, state: 1 }, 'eth1'),
      (host) => addRfc6527(host, { ifIndex: 3, state: 2, reason: 1 }),
      (host) => addRfc6527(host, { ifIndex: 2, state: 3, reason: 3 }),
    );
    session.set('1.3.6.1.2.1.2.2.1.2.2', octets('eth0'));
    session.set('1.3.6.1.2.1.2.2.1.2.3', octets('eth1'));
    const { instances } = await factsOf(session);
    expect(
      instances.map(({ interfaceName, state, newMasterReason }) => [interfaceName, state, newMasterReason]),
    ).toEqual([
      ['eth0', 'master', 'master-no-response'],
      ['eth1', 'backup', 'priority'],
    ]);
  });

  it('of IPv6 is not the one of IPv4 with the same VRID', async () => {
    const session = hostWith(
      (host) => addRfc6527(host, { family: 1, state: 3 }),
      (host) => addRfc6527(host, { family: 2, state: 2, address: `16.32.1.13.184.${'0.'.repeat(11)}9` }),
    );
    const { instances } = await factsOf(session);
    expect(instances.map(({ virtualAddresses, state }) => [...virtualAddresses, state])).toEqual([
      ['192.0.2.100', 'master'],
      ['2001:db8::9', 'backup'],
    ]);
  });

  it.each(['192.0.2.100', '4.192.0.2.100'])(
    'has its address whether the index has its length or not: %s',
    async (address) => {
      const { instances } = await factsOf(hostWith((host) => addRfc6527(host, { address })));
      expect(instances[0]?.virtualAddresses).toEqual(['192.0.2.100']);
    },
  );

  it('has not all addresses set when one of them is not', async () => {
    const session = hostWith((host) => addKeepalived(host, { vips: 1 }));
    session.set(`${keepalived}.2.6.1.3.1.2`, octets(Buffer.from('c0000265', 'hex')));
    session.set(`${keepalived}.2.6.1.10.1.2`, integer(2));
    const [instance] = (await factsOf(session)).instances;
    expect(instance).toMatchObject({ addressesSet: false, virtualAddresses: ['192.0.2.100', '192.0.2.101'] });
  });

  it('is a word of ours whatever the numbers, and none is lost or doubled', async () => {
    const rows = fc.uniqueArray(fc.record({ vrid: fc.integer({ min: 1, max: 255 }), state: fc.integer() }), {
      selector: ({ vrid }) => vrid,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(rows, rows, async (own, others) => {
        const session = bareHost();
        for (const [at, row] of own.entries()) addKeepalived(session, { instance: at + 1, ...row });
        for (const row of others) addRfc6527(session, row);
        const asked = await readVrrp({ session, clock });
        const vrids = [...new Set([...own, ...others].map(({ vrid }) => vrid))].sort((a, b) => a - b);
        if (asked.outcome !== 'answered') return void expect(vrids).toEqual([]);
        const { instances } = asked.facts;
        expect(instances.map(({ vrid }) => vrid).sort((a, b) => a - b)).toEqual(vrids);
        for (const { state } of instances) expect(vrrpStates).toContain(state);
      }),
    );
  });
});

describe('a host', () => {
  it('that answers and shows no VRRP has none, which is not silence', async () => {
    const asked = await readVrrp({ session: bareHost(), clock });
    expect(asked).toMatchObject({ outcome: 'absent', reason: { key: 'collector.pairs.absent' } });
  });

  it('whose daemon runs without an instance has answered', async () => {
    const session = bareHost();
    session.set(`${keepalived}.1.1.0`, octets('Keepalived v2.2.7'));
    expect(await factsOf(session)).toEqual({ instances: [], scripts: [], version: 'Keepalived v2.2.7' });
  });

  it.each([
    ['timeout', 'silent'],
    ['unreachable', 'silent'],
    ['unknown-user', 'refused'],
    ['authorization-error', 'refused'],
    ['malformed', 'malformed'],
  ] as const)('that ends with %s is %s, never without VRRP', async (reason: FaultReason, outcome) => {
    const session = bareHost();
    session.failNext(reason);
    expect(await readVrrp({ session, clock })).toMatchObject({
      outcome,
      reason: { params: { what: `key:collector.fault.${reason}` } },
    });
  });

  it('that falls silent while its tables are read is silent, not without VRRP', async () => {
    const session = bareHost();
    const get = session.get.bind(session);
    session.get = async (...asked) => {
      const answer = await get(...asked);
      session.habits.silentAbove = 0;
      return answer;
    };
    expect(await readVrrp({ session, clock })).toMatchObject({ outcome: 'silent' });
  });

  it('that fails at KEEPALIVED-MIB alone is told by the others', async () => {
    const session = hostWith(
      (host) => addKeepalived(host, { state: 2 }),
      (host) => addRfc2787(host, { state: 2 }),
    );
    session.habits.failingColumn = `${keepalived}.2.3.1.4`;
    const { instances } = await factsOf(session);
    expect(instances).toMatchObject([
      { mib: 'rfc2787', state: 'backup', oid: `${rfc2787}.1.3.1.3.2.51`, becomeMaster: 4 },
    ]);
  });

  it('tells its track scripts, and passes over what has no word', async () => {
    const session = hostWith((host) => addKeepalived(host, {}));
    for (const [at, result] of [1, 2, 3, 4, 5].entries()) {
      session.set(`${keepalived}.2.9.1.2.${at + 1}`, octets(`chk_${result}`));
      session.set(`${keepalived}.2.9.1.6.${at + 1}`, integer(result));
    }
    expect((await factsOf(session)).scripts).toEqual([
      { name: 'chk_1', result: 'init' },
      { name: 'chk_2', result: 'bad' },
      { name: 'chk_3', result: 'good' },
      { name: 'chk_5', result: 'init-failed' },
    ]);
  });
});

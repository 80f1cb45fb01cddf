import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { DeviceKind } from '../../inventory/index.ts';
import { pollDevice } from './poll-device.ts';
import { FakeSession } from './session.fake.ts';
import type { SnmpValue } from './varbind.ts';

const integer = (value: number): SnmpValue => ({ type: 'integer', value });
const gauge = (value: number): SnmpValue => ({ type: 'gauge32', value });
const ticks = (value: number): SnmpValue => ({ type: 'timeTicks', value });
const narrow = (value: number): SnmpValue => ({ type: 'counter32', value });
const wide = (value: bigint): SnmpValue => ({ type: 'counter64', value });
const text = (value: string | Buffer): SnmpValue => ({ type: 'octets', value: Buffer.from(value) });

const ifEntry = '1.3.6.1.2.1.2.2.1';
const ifXEntry = '1.3.6.1.2.1.31.1.1.1';
const upTime = '1.3.6.1.2.1.1.3.0';

/** A device with the given ports: ifIndex to ifName. */
function device(ports: Readonly<Record<number, string>>, { withIfX = true } = {}): FakeSession {
  const session = new FakeSession({
    '1.3.6.1.2.1.1.1.0': text('switch\r\nsecond line'),
    '1.3.6.1.2.1.1.2.0': { type: 'oid', value: '1.3.6.1.4.1.9999.1' },
    [upTime]: ticks(1_000),
    '1.3.6.1.2.1.1.5.0': text(iconv.encode('镇财政所', 'gb18030')),
    '1.3.6.1.2.1.2.1.0': integer(Object.keys(ports).length),
  });
  setPorts(session, ports, withIfX);
  return session;
}

function setPorts(session: FakeSession, ports: Readonly<Record<number, string>>, withIfX = true): void {
  for (const [index, name] of Object.entries(ports)) {
    session.set(`${ifEntry}.2.${index}`, text(`description ${name}`));
    session.set(`${ifEntry}.3.${index}`, integer(6));
    session.set(`${ifEntry}.5.${index}`, gauge(100_000_000));
    session.set(`${ifEntry}.6.${index}`, text(Buffer.from([0, 1, 2, 3, 4, Number(index)])));
    session.set(`${ifEntry}.7.${index}`, integer(1));
    session.set(`${ifEntry}.8.${index}`, integer(1));
    session.set(`${ifEntry}.10.${index}`, narrow(77));
    session.set(`${ifEntry}.14.${index}`, narrow(3));
    if (!withIfX) continue;
    session.set(`${ifXEntry}.1.${index}`, text(name));
    session.set(`${ifXEntry}.6.${index}`, wide(2n ** 40n));
    session.set(`${ifXEntry}.10.${index}`, wide(2n ** 41n));
    session.set(`${ifXEntry}.15.${index}`, gauge(1_000));
    session.set(`${ifXEntry}.18.${index}`, text(`to ${name}`));
  }
}

const poll = (session: FakeSession, kind: DeviceKind = 'switch') =>
  pollDevice({ session, clock: new FakeClock(), deviceId: 'SW-1', kind });

describe('the scheduled poll', () => {
  it('tells identity and interfaces with their 64-bit counters, and text that a page can show', async () => {
    const session = device({ 1: 'ge0/1', 2: 'ge0/2' });
    session.boots = 7;
    const said = await poll(session);
    expect(said).toMatchObject({ deviceId: 'SW-1', outcome: 'answered', faults: [], requests: 2, responses: 2 });
    expect(said.identity).toMatchObject({
      sysDescr: 'switch␍␊second line',
      sysName: '镇财政所',
      sysObjectID: '1.3.6.1.4.1.9999.1',
      sysUpTimeTicks: 1_000,
      engineBoots: 7,
    });
    expect(said.interfaces?.[0]).toEqual({
      ifIndex: 1,
      name: 'ge0/1',
      ifDescr: 'description ge0/1',
      ifName: 'ge0/1',
      ifAlias: 'to ge0/1',
      ifType: 6,
      ifPhysAddress: '00:01:02:03:04:01',
      adminStatus: 'up',
      operStatus: 'up',
      speedBitsPerSecond: 1_000_000_000,
      counters: {
        inOctets: { value: 2n ** 40n, bits: 64 },
        outOctets: { value: 2n ** 41n, bits: 64 },
        inErrors: { value: 3n, bits: 32 },
      },
    });
  });

  it('asks again only for what changes, and still tells everything', async () => {
    const session = device({ 1: 'ge0/1', 2: 'ge0/2' });
    const first = await poll(session);
    const second = await poll(session);
    expect(second.interfaces).toEqual(first.interfaces);
    expect(second.values).toBeLessThan(first.values * 0.6);
  });

  it('never mixes up two ports when a device renumbers without a word', async () => {
    const session = device({ 1: 'ge0/1', 2: 'ge0/2' });
    await poll(session);
    setPorts(session, { 1: 'ge0/2', 2: 'ge0/1' });
    const said = await poll(session);
    expect(said.interfaces?.map(({ ifIndex, name, ifAlias }) => [ifIndex, name, ifAlias])).toEqual([
      [1, 'ge0/2', 'to ge0/2'],
      [2, 'ge0/1', 'to ge0/1'],
    ]);
  });

  it('reads everything anew after a restart, when a port comes, and at the latest after ten polls', async () => {
    const session = device({ 1: 'ge0/1' });
    await poll(session);
    session.set(`${ifXEntry}.18.1`, text('new alias'));
    session.set(upTime, ticks(5));
    expect((await poll(session)).interfaces?.[0]?.ifAlias).toBe('new alias');
    setPorts(session, { 3: 'ge0/3' });
    expect((await poll(session)).interfaces?.map(({ name }) => name)).toEqual(['ge0/1', 'ge0/3']);
    session.set(`${ifXEntry}.18.1`, text('newer alias'));
    const aliases = new Set<string | undefined>();
    for (let i = 0; i < 10; i++) aliases.add((await poll(session)).interfaces?.[0]?.ifAlias);
    expect(aliases).toContain('newer alias');
  });

  it('uses 32-bit counters where there is no ifXTable, and says so', async () => {
    const session = device({ 1: 'eth0' }, { withIfX: false });
    await poll(session);
    const said = await poll(session);
    expect(said.outcome).toBe('answered');
    expect(said.faults).toEqual([expect.objectContaining({ reason: 'not-offered', part: 'ifXTable' })]);
    expect(said.interfaces?.[0]).toMatchObject({
      name: 'description eth0',
      speedBitsPerSecond: 100_000_000,
      counters: { inOctets: { value: 77n, bits: 32 } },
    });
  });

  it('names ports apart that share a name or have none', async () => {
    const session = device({ 1: 'port', 2: 'port' });
    session.set(`${ifEntry}.2.2`, text('description port'));
    const said = await poll(session);
    expect(said.interfaces?.map(({ name }) => name)).toEqual(['if1', 'if2']);
  });

  it('counts values that cannot be, and shows none of them', async () => {
    const session = device({ 1: 'ge0/1', 4294967295: 'odd' });
    session.set(`${ifXEntry}.6.1`, text('not a counter'));
    session.set(`${ifXEntry}.15.1`, gauge(4_294_967_295));
    session.set(`${ifEntry}.5.1`, integer(-1));
    session.set(`${ifEntry}.8.1`, integer(99));
    const said = await poll(session);
    expect(said.outcome).toBe('answered');
    expect(said.faults).toEqual(
      [expect.objectContaining({ reason: 'bad-value', part: 'ifTable' })].concat(said.faults.slice(1)),
    );
    expect(said.interfaces?.[0]).toMatchObject({ operStatus: 'unknown', speedBitsPerSecond: 0 });
    expect(said.interfaces?.[0]?.counters.inOctets).toEqual({ value: 77n, bits: 32 });
    expect(said.interfaces?.[1]?.ifIndex).toBe(4_294_967_295);
  });

  it.each([
    ['timeout', 'silent'],
    ['unreachable', 'refused'],
    ['wrong-digest', 'refused'],
    ['authorization-error', 'refused'],
  ] as const)('that ends at once with %s is %s', async (reason, outcome) => {
    const session = device({ 1: 'ge0/1' });
    session.failNext(reason);
    expect(await poll(session)).toMatchObject({ outcome, faults: [{ reason, part: 'system' }] });
  });

  it('that loses the table on the way is partial, keeps identity, and recovers', async () => {
    const session = device({ 1: 'ge0/1' });
    await poll(session);
    const silence = session.getBulk.bind(session);
    session.getBulk = (part, oids, repetitions) => {
      session.failNext('timeout');
      return silence(part, oids, repetitions);
    };
    const lost = await poll(session);
    expect(lost).toMatchObject({
      outcome: 'partial',
      identity: { sysUpTimeTicks: 1_000 },
      faults: [{ reason: 'timeout' }],
    });
    expect(lost.interfaces).toBeUndefined();
    session.getBulk = silence;
    expect((await poll(session)).outcome).toBe('answered');
  });

  it('never rejects, not even when our own code fails', async () => {
    const session = device({ 1: 'ge0/1' });
    session.getBulk = () => Promise.reject(new Error('a mistake of ours'));
    expect(await poll(session)).toMatchObject({ outcome: 'partial', faults: [{ reason: 'internal' }] });
  });

  it('reads the load of a host: processors, memory without buffers and cache, storage', async () => {
    const session = device({ 1: 'eth0' });
    const scalars: Record<string, SnmpValue> = {
      '1.3.6.1.2.1.25.1.1.0': ticks(99),
      '1.3.6.1.2.1.25.1.5.0': gauge(2),
      '1.3.6.1.2.1.25.1.6.0': gauge(180),
      '1.3.6.1.4.1.2021.4.5.0': integer(1000),
      '1.3.6.1.4.1.2021.4.6.0': integer(400),
      '1.3.6.1.4.1.2021.4.14.0': integer(50),
      '1.3.6.1.4.1.2021.4.15.0': integer(150),
      '1.3.6.1.4.1.2021.10.1.3.1': text('0.42'),
      '1.3.6.1.2.1.25.3.3.1.2.196608': integer(30),
      '1.3.6.1.2.1.25.3.3.1.2.196609': integer(50),
      '1.3.6.1.2.1.25.2.3.1.3.31': text('/'),
      '1.3.6.1.2.1.25.2.3.1.4.31': integer(4096),
      '1.3.6.1.2.1.25.2.3.1.5.31': integer(1000),
      '1.3.6.1.2.1.25.2.3.1.6.31': integer(250),
      '1.3.6.1.2.1.25.2.3.1.4.32': integer(4096),
      '1.3.6.1.2.1.25.2.3.1.5.32': integer(-5),
      '1.3.6.1.2.1.25.2.3.1.6.32': integer(1),
    };
    for (const [oid, value] of Object.entries(scalars)) session.set(oid, value);
    const said = await poll(session, 'host');
    expect(said.host).toEqual({
      users: 2,
      processes: 180,
      loadAverage1: 0.42,
      memoryTotalBytes: 1_024_000,
      memoryUsedBytes: 409_600,
      cpuRatio: 0.4,
      storage: [{ name: '/', totalBytes: 4_096_000, usedBytes: 1_024_000 }],
    });
    expect(said.faults).toEqual([{ reason: 'bad-value', part: 'hrStorageTable', detail: 'hrStorageSize' }]);
  });
});

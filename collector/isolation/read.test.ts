import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { FaultReason } from '../observation.ts';
import type { FakeSession } from '../snmp/session.fake.ts';
import {
  addInterface,
  addNeighbour,
  addNewAddress,
  addNewNeighbour,
  addNewRoute,
  addRoute,
  smallRouter,
} from './agent.fake.ts';
import { readIsolation } from './read.ts';

const read = (session: FakeSession) => readIsolation({ session, clock: new FakeClock(), deviceId: 'r1' });
const defaultRoute = { destination: '0.0.0.0', mask: '0.0.0.0', nextHop: '10.1.0.1', type: 4, ifIndex: 1 };

describe('a device read for isolation', () => {
  it('tells each fact with the instance that decides', async () => {
    const told = await read(smallRouter());
    expect(told).toMatchObject({
      outcome: 'answered',
      sysName: 'router',
      upTimeBeforeTicks: 100,
      upTimeAfterTicks: 100,
    });
    expect(told.forwarding).toEqual({ on: true, source: { oid: '1.3.6.1.2.1.4.1.0', value: '1' } });
    expect(told.interfaces.rows[0]).toMatchObject({
      ifIndex: 1,
      name: 'wan1',
      operStatus: 'up',
      source: { oid: '1.3.6.1.2.1.2.2.1.3.1', value: '6' },
    });
    expect(told.neighbours.rows).toEqual([
      {
        address: '10.1.0.1',
        mac: '02:f5:00:00:00:01',
        ifIndex: 1,
        kind: 'dynamic',
        source: { oid: '1.3.6.1.2.1.4.22.1.3.1.10.1.0.1', value: '10.1.0.1' },
      },
    ]);
    expect(told.routes.rows).toEqual([
      {
        prefix: '0.0.0.0/0',
        nextHop: '10.1.0.1',
        ifIndex: 1,
        kind: 'remote',
        protocol: 'netmgmt',
        source: { oid: '1.3.6.1.2.1.4.21.1.1.0.0.0.0', value: '0.0.0.0' },
        nextHopSource: { oid: '1.3.6.1.2.1.4.21.1.7.0.0.0.0', value: '10.1.0.1' },
      },
      // Over an address of its own: the device's own net.
      expect.objectContaining({ prefix: '10.2.0.0/24', kind: 'local' }),
    ]);
    expect(told.routes.rows[1]).not.toHaveProperty('nextHop');
    expect([told.interfaces, told.addresses, told.neighbours, told.routes].map(({ outcome }) => outcome)).toEqual(
      Array(4).fill('read'),
    );
    expect(told.connections.outcome).toBe('not-offered');
  });

  it('tells once what old and new tables both tell, and keeps what only one of them has', async () => {
    const session = smallRouter();
    addNewAddress(session, '10.1.0.2', 1);
    addNewAddress(session, '10.3.0.1', 2);
    addNewNeighbour(session, { ifIndex: 1, address: '10.1.0.1', mac: '02f500000001' });
    addNewNeighbour(session, { ifIndex: 2, address: '10.2.0.9', mac: '02f500000009' });
    addNewRoute(session, defaultRoute, 0);
    // The newer tables write the device's own net without a next hop.
    addNewRoute(
      session,
      { ...defaultRoute, destination: '10.2.0.0', mask: '255.255.255.0', nextHop: '0.0.0.0', type: 3, ifIndex: 2 },
      24,
    );
    addNewRoute(session, { ...defaultRoute, nextHop: '8.8.8.8' }, 0);
    const told = await read(session);
    expect(told.addresses.rows.map(({ address }) => address)).toEqual(['10.1.0.2', '10.2.0.1', '10.3.0.1']);
    expect(told.neighbours.rows.map(({ address }) => address)).toEqual(['10.1.0.1', '10.2.0.9']);
    expect(told.routes.rows.map(({ prefix, nextHop }) => `${prefix} ${nextHop}`)).toEqual([
      '0.0.0.0/0 10.1.0.1',
      '10.2.0.0/24 undefined',
      '0.0.0.0/0 8.8.8.8',
    ]);
    expect(told.routes.walks.map(({ table, rows }) => `${table} ${rows}`)).toEqual([
      'ipRouteTable 2',
      'ipCidrRouteTable 3',
      'inetCidrRouteTable 3',
      'ipForwardTable 0',
      'ipDefaultRouterTable 0',
    ]);
  });

  it('tells a network once whose port the old table does not know, and twice where it is at two ports', async () => {
    const session = smallRouter();
    const local = { ...defaultRoute, destination: '61.1.0.0', mask: '255.255.0.0', nextHop: '0.0.0.0', type: 3 };
    addRoute(session, { ...local, ifIndex: 0 });
    addNewRoute(session, { ...local, ifIndex: 2 }, 16);
    addRoute(session, { ...local, destination: '61.2.0.0', ifIndex: 1 });
    addNewRoute(session, { ...local, destination: '61.2.0.0', ifIndex: 2 }, 16);
    const { routes } = await read(session);
    expect(
      routes.rows.filter(({ prefix }) => prefix.startsWith('61.')).map(({ prefix, ifIndex }) => [prefix, ifIndex]),
    ).toEqual([
      ['61.1.0.0/16', 0],
      ['61.2.0.0/16', 1],
      ['61.2.0.0/16', 2],
    ]);
  });

  it('keeps both when the tables disagree about a MAC', async () => {
    const session = smallRouter();
    addNewNeighbour(session, { ifIndex: 1, address: '10.1.0.1', mac: '02f5000000ff' });
    expect((await read(session)).neighbours.rows.map(({ mac }) => mac)).toEqual([
      '02:f5:00:00:00:01',
      '02:f5:00:00:00:ff',
    ]);
  });

  it('reads a mask that is written back to front', async () => {
    const session = smallRouter();
    addNewRoute(session, { ...defaultRoute, destination: '10.9.0.0', mask: '0.0.255.255' }, 16);
    expect((await read(session)).routes.rows.map(({ prefix }) => prefix)).toEqual([
      '0.0.0.0/0',
      '10.2.0.0/24',
      '10.9.0.0/16',
    ]);
  });

  it.each([
    ['neighbours', '1.3.6.1.2.1.4.22.1.2', 'ipNetToMediaTable'],
    ['routes', '1.3.6.1.2.1.4.21.1.7', 'ipRouteTable'],
    ['interfaces', '1.3.6.1.2.1.2.2.1.3', 'ifTable'],
    ['addresses', '1.3.6.1.2.1.4.20.1.1', 'ipAddrTable'],
  ] as const)(
    'says refused where the agent fails at a column of %s, and keeps what came',
    async (name, column, table) => {
      const session = smallRouter();
      session.habits.failingColumn = column;
      const told = await read(session);
      expect(told[name].outcome).toBe('refused');
      expect(told[name].walks).toContainEqual(expect.objectContaining({ table, outcome: 'refused' }));
      expect(told.outcome).toBe('partial');
    },
  );

  it.each([
    ['1.3.6.1.2.1.4.22.1.4.2.10.2.0.7', 'neighbours'],
    ['1.3.6.1.2.1.4.22.1.2.2.10.2.0.7', 'neighbours'],
    ['1.3.6.1.2.1.4.21.1.11.10.2.0.0', 'routes'],
    ['1.3.6.1.2.1.2.2.1.8.2', 'interfaces'],
    ['1.3.6.1.2.1.4.20.1.2.10.2.0.1', 'addresses'],
  ] as const)('takes a table for cut whose last row lacks a column: without %s, %s', async (oid, name) => {
    const session = smallRouter();
    addNeighbour(session, { ifIndex: 2, address: '10.2.0.7', mac: '02f500000007' });
    expect((await read(session))[name].outcome).toBe('read');
    session.set(oid, undefined);
    expect((await read(session))[name].outcome).toBe('truncated');
  });

  it('lets single rows come and go while they are read', async () => {
    const session = smallRouter();
    for (let i = 1; i <= 20; i++) addNeighbour(session, { ifIndex: 2, address: `10.2.0.${i}`, mac: '02f500000007' });
    session.set('1.3.6.1.2.1.4.22.1.4.2.10.2.0.5', undefined);
    expect((await read(session)).neighbours).toMatchObject({ outcome: 'read', rows: { length: 21 } });
  });

  it('takes a table for cut that has fewer rows than the device counts', async () => {
    const session = smallRouter();
    session.set('1.3.6.1.2.1.2.1.0', { type: 'integer', value: 3 });
    session.set('1.3.6.1.2.1.4.24.6.0', { type: 'gauge32', value: 2 });
    expect(await read(session)).toMatchObject({ interfaces: { outcome: 'read' }, routes: { outcome: 'read' } });
    session.set('1.3.6.1.2.1.2.1.0', { type: 'integer', value: 4 });
    session.set('1.3.6.1.2.1.4.24.6.0', { type: 'gauge32', value: 3 });
    expect(await read(session)).toMatchObject({
      interfaces: { outcome: 'truncated' },
      routes: { outcome: 'truncated' },
    });
  });

  it('takes ifXTable for cut that names less than nine in ten', async () => {
    const session = smallRouter();
    for (let i = 3; i <= 20; i++) addInterface(session, i, { name: `ge-${i}`, type: 6 });
    const unname = (i: number) => {
      for (const column of [1, 18]) session.set(`1.3.6.1.2.1.31.1.1.1.${column}.${i}`, undefined);
    };
    for (const i of [19, 20]) unname(i);
    expect((await read(session)).interfaces.outcome).toBe('read');
    unname(18);
    const { interfaces } = await read(session);
    expect(interfaces).toMatchObject({ outcome: 'truncated', walks: [{ outcome: 'read' }, { outcome: 'truncated' }] });
    for (let i = 1; i <= 17; i++) unname(i);
    expect((await read(session)).interfaces.outcome).toBe('read');
  });

  it('says malformed where an address cannot be read, and reads the column where only the index is odd', async () => {
    const session = smallRouter();
    for (let i = 1; i <= 20; i++) addNeighbour(session, { ifIndex: 2, address: `10.2.0.${i}`, mac: '02f500000007' });
    session.set('1.3.6.1.2.1.4.22.1.1.0', { type: 'integer', value: 1 });
    session.set('1.3.6.1.2.1.4.22.1.2.0', { type: 'octets', value: Buffer.alloc(6) });
    session.set('1.3.6.1.2.1.4.22.1.3.0', { type: 'octets', value: Buffer.from('who?!') });
    session.set('1.3.6.1.2.1.4.22.1.4.0', { type: 'integer', value: 3 });
    expect((await read(session)).neighbours).toMatchObject({ outcome: 'malformed', rows: { length: 21 } });
    session.set('1.3.6.1.2.1.4.22.1.3.0', { type: 'ipAddress', value: '10.1.0.9' });
    expect((await read(session)).neighbours).toMatchObject({ outcome: 'read', rows: { length: 22 } });
  });

  it('finds a routed IPv6 default in what the device heard advertised', async () => {
    const session = smallRouter();
    const index = '2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1.1';
    session.set(`1.3.6.1.2.1.4.37.1.4.${index}`, { type: 'gauge32', value: 1800 });
    session.set(`1.3.6.1.2.1.4.37.1.5.${index}`, { type: 'integer', value: 0 });
    expect((await read(session)).routes.rows.at(-1)).toEqual({
      prefix: '::/0',
      nextHop: '2001:db8::1',
      ifIndex: 1,
      kind: 'remote',
      source: { oid: `1.3.6.1.2.1.4.37.1.5.${index}`, value: '0' },
      nextHopSource: { oid: `1.3.6.1.2.1.4.37.1.5.${index}`, value: '0' },
    });
  });

  it('never takes a table of IPv6 alone for the neighbours, nor advertised routers for the routes', async () => {
    const session = smallRouter();
    session.set('1.3.6.1.2.1.4.22.1.1.1.10.1.0.1', undefined);
    for (const column of [2, 3, 4]) session.set(`1.3.6.1.2.1.4.22.1.${column}.1.10.1.0.1`, undefined);
    for (const destination of ['0.0.0.0', '10.2.0.0'])
      for (const column of [1, 2, 7, 8, 9, 11]) session.set(`1.3.6.1.2.1.4.21.1.${column}.${destination}`, undefined);
    const link = '254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.9';
    session.set(`1.3.6.1.2.1.55.1.12.1.2.1.${link}`, { type: 'octets', value: Buffer.alloc(6, 2) });
    session.set(`1.3.6.1.2.1.55.1.12.1.3.1.${link}`, { type: 'integer', value: 2 });
    session.set(`1.3.6.1.2.1.4.37.1.5.2.16.${link}.1`, { type: 'integer', value: 0 });
    const { neighbours, routes } = await read(session);
    expect([neighbours, routes]).toMatchObject([
      { outcome: 'not-offered', rows: [{ address: 'fe80::9' }] },
      { outcome: 'not-offered', rows: [{ prefix: '::/0', nextHop: 'fe80::9' }] },
    ]);
  });

  it('never takes ifXTable alone for the interfaces', async () => {
    const session = smallRouter();
    for (const index of [1, 2])
      for (const column of [2, 3, 6, 7, 8]) session.set(`1.3.6.1.2.1.2.2.1.${column}.${index}`, undefined);
    expect((await read(session)).interfaces).toMatchObject({ outcome: 'not-offered', rows: [] });
  });

  it('is not asked on when it has fallen silent, and says so of every table', async () => {
    const session = smallRouter();
    session.habits.silentAbove = 8;
    const told = await read(session);
    expect(told.outcome).toBe('partial');
    expect([told.interfaces.outcome, told.addresses.outcome, told.neighbours.outcome, told.routes.outcome]).toEqual(
      Array(4).fill('silent'),
    );
    expect(session.asked.length).toBeLessThan(30);
  });

  it.each(['timeout', 'unknown-user', 'wrong-digest'] as const)(
    'is silent when its first word is %s',
    async (reason) => {
      const session = smallRouter();
      session.failNext(reason);
      const told = await read(session);
      expect(told).toMatchObject({ outcome: 'silent', faults: [{ reason }] });
      expect(session.asked).toHaveLength(1);
    },
  );

  it('never rejects, and never calls a table whole that a fault broke off, whatever goes wrong when', async () => {
    const reasons: readonly FaultReason[] = [
      'timeout',
      'general-error',
      'authorization-error',
      'malformed',
      'too-big',
      'internal',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.array(fc.constantFrom(...reasons), { minLength: 1, maxLength: 30 }),
        async (good, bad) => {
          const session = smallRouter();
          let left = good;
          const { getBulk } = session;
          session.getBulk = (part, oids, repetitions) => {
            if (left-- === 0) session.failNext(...bad);
            return getBulk.call(session, part, oids, repetitions);
          };
          const told = await read(session);
          for (const name of ['interfaces', 'addresses', 'neighbours', 'routes', 'connections'] as const) {
            const broken = told.faults.some(
              ({ part, reason }) =>
                reason !== 'not-offered' &&
                reason !== 'bad-value' &&
                told[name].walks.some(({ table }) => table === part),
            );
            expect(broken && told[name].outcome === 'read').toBe(false);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('reads many tables and rows of a real size at once', async () => {
    const session = smallRouter();
    for (let i = 0; i < 300; i++) addInterface(session, i + 3, { name: `ge-${i}`, type: 6 });
    for (let i = 0; i < 300; i++)
      addRoute(session, {
        destination: `10.3.${i >> 8}.${i & 255}`,
        mask: '255.255.255.255',
        nextHop: '10.1.0.1',
        type: 4,
        ifIndex: 1,
      });
    const told = await read(session);
    expect([told.interfaces.rows.length, told.routes.rows.length]).toEqual([302, 302]);
  });
});

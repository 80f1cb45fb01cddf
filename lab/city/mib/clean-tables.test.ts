import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OneShot, type OneShotRow, openSession, parseTarget, pollTarget } from '../../../collector/index.ts';
import { contains, type IpPrefix, parseAddress, parsePrefix, systemClock } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import { referenceCity, testCredentials } from '../../testing/reference.fake.ts';
import { type RunningCity, startCity } from '../running.ts';

const credential = { version: 'v2c', community: 'lab-test' } as const;
const atOnce = 8;

/** What a clean city tells over real sockets, held against its inventory. */
describe('the tables of a clean city', () => {
  let city: City;
  let running: RunningCity;
  const told = new Map<string, OneShot>();

  function targetOf(deviceId: string) {
    const at = running.targets.get(deviceId);
    const target = at === undefined ? undefined : parseTarget(`${at.host}:${at.port}`);
    if (target === undefined) throw new Error(`no agent ${deviceId}`);
    return target;
  }

  beforeAll(async () => {
    city = await referenceCity();
    running = await startCity({ city, credentials: testCredentials, clock: systemClock, seed: 5, utcOffsetMs: 0 });
    const waiting = [...city.devices.keys()];
    const work = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
        told.set(id, await pollTarget({ target: targetOf(id), credential, clock: systemClock }));
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }, 120_000);
  afterAll(() => running?.stop());

  function of(deviceId: string): OneShot {
    const found = told.get(deviceId);
    if (found === undefined) throw new Error(`nothing told by ${deviceId}`);
    return found;
  }
  const everybody = () => [...told.entries()];
  const kindOf = (deviceId: string) => city.devices.get(deviceId)?.kind;
  const rowsOf = (rows: readonly OneShotRow[], table: string) => rows.filter((row) => row.table === table);
  const column = (rows: readonly OneShotRow[], name: string) => rows.map((row) => String(row[name]));
  const addressesOf = (deviceId: string) =>
    [...city.devices.values()].filter(({ id }) => id === deviceId).map(({ address }) => address);
  const pointOf = (deviceId: string) => city.devices.get(deviceId)?.pointId;

  it('are whole: every device answers all it has, without a row that lacks a part', () => {
    for (const [id, { outcome, incompleteRows }] of everybody()) {
      expect(outcome, id).toBe('answered');
      expect(incompleteRows, id).toEqual([]);
    }
  });

  it('hold no address that is not in a declared prefix', () => {
    const prefixes = [...city.prefixes, ...[...city.districts.values()].flatMap((district) => district.prefixes)]
      .map((text) => parsePrefix(text)?.prefix)
      .filter((prefix): prefix is IpPrefix => prefix !== undefined);
    for (const [id, { addresses, neighbours, routes, tcp, repeatedRows }] of everybody()) {
      const all = [
        ...column([...addresses, ...neighbours], 'address'),
        ...column(routes, 'destination'),
        ...column(routes, 'nextHop'),
        ...[...tcp, ...repeatedRows].flatMap(({ localAddress, remoteAddress, address }) =>
          [localAddress, remoteAddress, address].flatMap((each) => (typeof each === 'string' ? [each] : [])),
        ),
      ];
      for (const text of all) {
        const address = parseAddress(text);
        const inside = address !== undefined && prefixes.some((prefix) => contains(prefix, address));
        expect(inside || text === '0.0.0.0' || text === '', `${id} tells ${text}`).toBe(true);
      }
    }
  });

  it('give each device its declared address, in the old table and again in the new one', () => {
    for (const [id, { addresses, repeatedRows }] of everybody()) {
      const [own = ''] = addressesOf(id);
      expect(column(addresses, 'address'), id).toContain(own);
      expect(column(rowsOf(repeatedRows, 'ipAddressTable'), 'address'), id).toEqual(column(addresses, 'address'));
      const lengths = (rows: readonly OneShotRow[]) => column(rows, 'prefixLength');
      expect(lengths(rowsOf(repeatedRows, 'ipAddressTable')), id).toEqual(lengths(addresses));
    }
  });

  it('let a UTM know the terminals of its point, its switch and the district, and nobody else', () => {
    for (const [id, { neighbours }] of everybody()) {
      if (kindOf(id) !== 'utm') continue;
      const here = [...city.terminals.values()].filter(({ pointId }) => pointId === pointOf(id));
      const gear = [...city.devices.values()].filter((device) => device.pointId === pointOf(id) && device.id !== id);
      const up = [...city.links.values()].filter(({ b }) => b.deviceId === id).map(({ a }) => a.deviceId);
      const expected = [
        ...here.map(({ address }) => address ?? ''),
        ...gear.map(({ address }) => address),
        ...addressesOf(up[0] ?? ''),
      ];
      expect(column(neighbours, 'address').sort(), id).toEqual(expected.sort());
      const macs = new Map(neighbours.map(({ address, mac }) => [address, mac]));
      for (const { address = '', mac } of here) expect(macs.get(address), `${id} ${address}`).toBe(mac);
    }
  });

  it('let no address have two MACs anywhere, and no MAC be that of two devices', () => {
    const macs = new Map<string, Set<string>>();
    for (const [, { neighbours }] of everybody())
      for (const { address, mac } of neighbours)
        macs.set(String(address), (macs.get(String(address)) ?? new Set()).add(String(mac)));
    expect([...macs].filter(([, each]) => each.size !== 1)).toEqual([]);
    const owners = everybody().flatMap(([id, { interfaces }]) =>
      column(rowsOf(interfaces, 'ifTable'), 'ifPhysAddress').map((mac) => [mac, id] as const),
    );
    const real = owners.filter(([mac]) => mac !== '' && mac !== 'undefined');
    expect(real.length).toBeGreaterThan(2_000);
    expect(new Set(real.map(([mac]) => mac)).size).toBe(real.length);
  });

  it('let aggregation switches know their UTMs and hosts, and hosts their gateway', () => {
    for (const { id, locationId, kind, districtId } of city.devices.values()) {
      const known = column(of(id).neighbours, 'address');
      if (kind === 'host') {
        const gateway = [...city.devices.values()].filter(
          (device) => device.kind === 'switch' && device.locationId === locationId,
        );
        expect(known, id).toEqual(gateway.map(({ address }) => address));
      }
      if (kind !== 'switch' || pointOf(id) !== undefined || !city.districts.has(districtId)) continue;
      const utms = [...city.devices.values()].filter(
        (device) => device.kind === 'utm' && device.districtId === districtId,
      );
      for (const { address } of utms) expect(known, id).toContain(address);
    }
  });

  it('send every default route over a declared device that stands next to it, and the core has none', () => {
    for (const [id, { routes, repeatedRows }] of everybody()) {
      const defaults = routes.filter(({ destination }) => destination === '0.0.0.0');
      if (id === 'city-core-1') expect(defaults).toEqual([]);
      else expect(defaults.length, id).toBeGreaterThan(0);
      const declared = new Set([...city.devices.values()].map(({ address }) => address));
      for (const { nextHop } of defaults) expect(declared, id).toContain(nextHop);
      const tables = new Set(routes.map(({ table }) => table));
      expect([...tables], id).toEqual(kindOf(id) === 'utm' ? ['ipRouteTable'] : ['ipCidrRouteTable']);
      const again = rowsOf(repeatedRows, 'inetCidrRouteTable');
      if (kindOf(id) !== 'utm') expect(again, id).toHaveLength(routes.length);
    }
    const ways = column(of('jintan-agg-1').routes, 'destination');
    expect(ways).toEqual(expect.arrayContaining(['10.10.10.0', '10.10.11.0', '0.0.0.0']));
    expect(column(of('city-core-1').routes, 'destination')).toEqual(expect.arrayContaining(['10.10.0.0', '10.70.0.0']));
  });

  it('let both ends of a TCP connection tell the same, and only routers forward', () => {
    const open = everybody().flatMap(([, { tcp }]) =>
      rowsOf(tcp, 'tcpConnTable').filter(({ state }) => state === 'established'),
    );
    expect(open.length).toBeGreaterThan(100);
    const text = (a: unknown, b: unknown, c: unknown, d: unknown) => [a, b, c, d].join(' ');
    const told = new Set(open.map((row) => text(row.localAddress, row.localPort, row.remoteAddress, row.remotePort)));
    const hosts = new Set(
      [...city.hostPairs.values()].flatMap(({ memberA, memberB, virtualAddress }) => [
        virtualAddress,
        ...addressesOf(memberA),
        ...addressesOf(memberB),
      ]),
    );
    for (const row of open) {
      if (!hosts.has(String(row.remoteAddress))) continue;
      expect(told).toContain(text(row.remoteAddress, row.remotePort, row.localAddress, row.localPort));
    }
    for (const [id, { identity }] of everybody()) {
      const routes = kindOf(id) === 'utm' || (kindOf(id) === 'switch' && pointOf(id) === undefined);
      expect(identity?.ipForwarding, id).toBe(routes ? 1 : 2);
    }
  });

  it('name every neighbour that LLDP tells, with what it does', () => {
    for (const [id, { lldp }] of everybody()) {
      for (const row of lldp) {
        expect(city.devices.has(String(row.sysName)), `${id} ${row.sysName}`).toBe(true);
        expect(row.capabilitiesEnabled, id).toMatch(/^(08|20|28)$/);
      }
    }
    expect(of('jincheng-1-sw').lldp.map(({ sysName }) => sysName)).toEqual(['jincheng-1-utm']);
  });

  it('let each socket of an access switch ask who plugs in, and have it say who may', async () => {
    const session = openSession({ target: targetOf('rulin-1-sw'), credential, clock: systemClock });
    try {
      const base = '1.0.8802.1.1.1.1';
      const got = await session.getNext('dot1x', [`${base}.1.1`, `${base}.2.1.1.5`, `${base}.2.1.1.6`]);
      if (!got.ok || !('varbinds' in got)) throw new Error('no answer');
      expect(got.varbinds.map(({ oid }) => oid)).toEqual([`${base}.1.1.0`, `${base}.2.1.1.5.1`, `${base}.2.1.1.6.1`]);
      expect(got.varbinds.map(({ value }) => value)).toEqual([1, 1, 2]);
    } finally {
      session.close();
    }
  });
});

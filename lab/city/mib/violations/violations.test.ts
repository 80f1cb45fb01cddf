import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../core/clock.fake.ts';
import type { City } from '../../../../inventory/index.ts';
import { violations } from '../../../faults/violations/catalogue.ts';
import { differences, dumpOf } from '../../../testing/dump.fake.ts';
import { referenceCity, testCredentials } from '../../../testing/reference.fake.ts';
import { type RunningCity, startCity } from '../../running.ts';

/** Where a table or group begins. */
const roots = {
  ifNumber: '1.3.6.1.2.1.2.1',
  ifTable: '1.3.6.1.2.1.2.2',
  ifXTable: '1.3.6.1.2.1.31.1.1',
  forwarding: '1.3.6.1.2.1.4.1',
  ipAddr: '1.3.6.1.2.1.4.20',
  ipAddress: '1.3.6.1.2.1.4.34',
  arp: '1.3.6.1.2.1.4.22',
  physical: '1.3.6.1.2.1.4.35',
  routers: '1.3.6.1.2.1.4.37',
  oldRoutes: '1.3.6.1.2.1.4.21',
  routeCount: '1.3.6.1.2.1.4.24.3',
  inetRouteCount: '1.3.6.1.2.1.4.24.6',
  cidrRoutes: '1.3.6.1.2.1.4.24.4',
  inetRoutes: '1.3.6.1.2.1.4.24.7',
  tcpCount: '1.3.6.1.2.1.6.9',
  oldTcp: '1.3.6.1.2.1.6.13',
  tcp: '1.3.6.1.2.1.6.19',
  bridge: '1.3.6.1.2.1.17.4.3',
  vlanCount: '1.3.6.1.2.1.17.7.1.2.1',
  vlanBridge: '1.3.6.1.2.1.17.7.1.2.2',
  bgp: '1.3.6.1.2.1.15',
  ospf: '1.3.6.1.2.1.14',
  tunnel: '1.3.6.1.2.1.10.131',
  nat: '1.3.6.1.2.1.123',
  ntp: '1.3.6.1.2.1.197',
  entity: '1.3.6.1.2.1.47',
  lldp: '1.0.8802.1.1.2.1.4.1',
  dot1x: '1.0.8802.1.1.1',
  signatures: '1.3.6.1.4.1.12356.101.4.2',
  contracts: '1.3.6.1.4.1.12356.101.4.6',
} as const;
type Root = keyof typeof roots;
const ifLastChange = '1.3.6.1.2.1.2.2.1.9.';

const fdb: readonly Root[] = ['bridge', 'vlanCount', 'vlanBridge'];
const portUp: readonly Root[] = ['ifTable', 'dot1x'];
const extra: readonly Root[] = ['ifNumber', 'ifTable', 'ifXTable'];
const newRoutes: readonly Root[] = ['routeCount', 'inetRouteCount', 'cidrRoutes', 'inetRoutes'];

/** A violation, the tables of its device that tell it, and those of others at the place. */
interface Case {
  readonly command: string;
  readonly tells: readonly Root[];
  readonly others?: Readonly<Record<string, readonly Root[]>>;
}

const [sw, utm, agg, app, core] = ['rulin-1-sw', 'rulin-1-utm', 'jintan-agg-1', 'jintan-app-a', 'city-core-1'] as const;
const cases: readonly Case[] = [
  { command: `foreign-mac ${sw}/ge-0-22`, tells: [...portUp, ...fdb], others: { [utm]: ['arp'] } },
  { command: `foreign-mac ${sw}/ge-0-1 02:fc:00:00:00:09`, tells: fdb, others: { [utm]: ['arp'] } },
  { command: `foreign-mac ${agg}/srv-1`, tells: fdb },
  { command: `outer-terminal ${sw}/ge-0-2 02:f5:99:00:00:01`, tells: fdb },
  { command: `hub ${sw}/ge-0-3 4`, tells: fdb },
  { command: `hub ${core}/srv-2`, tells: fdb },
  { command: `foreign-neighbour ${sw}/ge-0-1`, tells: ['lldp'] },
  { command: `radio ${utm}`, tells: extra },
  { command: `radio ${app} wlan`, tells: extra },
  { command: `radio ${sw} ppp`, tells: extra },
  { command: `sim ${utm}`, tells: ['entity'] },
  { command: `sim ${app} module`, tells: ['entity'] },
  { command: `leak-route ${utm}`, tells: ['oldRoutes'] },
  { command: `leak-route ${sw} outside`, tells: newRoutes },
  { command: `leak-route ${app}`, tells: newRoutes },
  { command: `public-neighbour ${utm}`, tells: ['arp'] },
  { command: `public-neighbour ${app}`, tells: ['arp', 'physical'] },
  { command: `public-address ${agg}`, tells: ['ipAddr', 'ipAddress'] },
  { command: `outside-session ${app}`, tells: ['tcpCount', 'oldTcp', 'tcp'] },
  { command: `nat ${utm}`, tells: ['nat'] },
  { command: `tunnel ${utm}`, tells: [...extra, 'tunnel'] },
  { command: `adjacency ${agg}`, tells: ['bgp'] },
  { command: `adjacency ${utm} ospf`, tells: ['ospf'] },
  { command: `forwarding ${app}`, tells: ['forwarding'] },
  { command: `second-subnet ${app}`, tells: [...extra, 'ipAddr', 'ipAddress', ...newRoutes] },
  { command: `second-subnet ${sw}`, tells: [...extra, 'ipAddr', 'ipAddress', ...newRoutes] },
  { command: `ipv6 ${utm}`, tells: ['ipAddress'] },
  { command: `ipv6 ${sw} router`, tells: ['routers'] },
  { command: `outside-ntp ${agg}`, tells: ['ntp'] },
  { command: `open-port ${sw}/ge-0-4`, tells: ['dot1x'] },
  { command: `unused-port-up ${sw}/ge-0-24`, tells: portUp },
  { command: `swap-terminal ${sw}/ge-0-1`, tells: ['ifTable', 'bridge', 'vlanBridge'], others: { [utm]: ['arp'] } },
  { command: `unplug ${sw}/ge-0-1`, tells: [...portUp, ...fdb], others: { [utm]: ['arp'] } },
  { command: `arp-conflict ${utm}`, tells: ['arp'] },
  { command: `arp-conflict ${sw}`, tells: ['arp'] },
  { command: `arp-conflict ${app}`, tells: ['arp', 'physical'] },
  { command: `consumer-router ${sw}/ge-0-23`, tells: [...portUp, ...fdb] },
  { command: `refuse-table ${utm} ipNetToMediaTable`, tells: ['arp'] },
  { command: `truncate-table ${sw} dot1dTpFdbTable`, tells: ['bridge'] },
  { command: `scrapped-alive ${sw}/ge-0-2 02:f5:98:00:00:01`, tells: fdb },
  { command: `boundary ${utm}/dmz`, tells: ['oldRoutes'] },
  { command: `signatures-old ${utm} 500`, tells: ['signatures'] },
  { command: `licence-expired ${utm}`, tells: ['contracts'] },
];

/** Real sockets and a clock that stands still, so that nothing is different that the violation did not change. */
describe('a violation in the lab', () => {
  let city: City;
  let running: RunningCity;
  const before = new Map<string, ReadonlyMap<string, string>>();

  beforeAll(async () => {
    city = await referenceCity();
    const clock = new FakeClock(Date.UTC(2026, 5, 1, 2));
    running = await startCity({ city, credentials: testCredentials, clock, seed: 2, utcOffsetMs: 0 });
    for (const id of watched()) before.set(id, await dump(id));
  }, 60_000);
  afterEach(() => void running.apply('repair all'));
  afterAll(() => running?.stop());

  /** All devices of the places that the cases touch, and a place apart. */
  function watched(): readonly string[] {
    const places = new Set(['rulin-1', 'jincheng-1', 'jintan-dc', 'city-dc']);
    return [...city.devices.values()].filter(({ locationId }) => places.has(locationId)).map(({ id }) => id);
  }

  function dump(deviceId: string) {
    const target = running.targets.get(deviceId);
    if (target === undefined) throw new Error(`no agent ${deviceId}`);
    return dumpOf(target);
  }

  /** The tables of each of the devices that are not as they were; what is told now is what later tables are compared with when `keep`. */
  async function told(
    ids: readonly string[],
    { keep }: { readonly keep: boolean },
  ): Promise<Record<string, readonly string[]>> {
    const changed: Record<string, readonly string[]> = {};
    for (const id of ids) {
      const now = await dump(id);
      // A port that went up and down again did so at a later time, as a real device says.
      const oids = differences(before.get(id) ?? new Map(), now).filter(
        (oid) => !keep || !oid.startsWith(ifLastChange),
      );
      if (keep) before.set(id, now);
      const names = oids.map((oid) => Object.entries(roots).find(([, root]) => oid.startsWith(`${root}.`))?.[0] ?? oid);
      if (names.length > 0) changed[id] = [...new Set(names)].sort();
    }
    return changed;
  }

  it.each(cases)(
    '$command shows in the tables that tell it, in those alone, and is gone after its repair',
    async (each) => {
      const [verb = '', target = ''] = each.command.split(' ');
      const result = running.apply(each.command);
      expect(result).toMatchObject({ ok: true, faults: [{ verb, target }] });
      const device = target.split('/')[0] ?? target;
      const expected = { [device]: each.tells, ...each.others };
      const sorted = Object.fromEntries(Object.entries(expected).map(([id, names]) => [id, [...names].sort()]));
      expect(await told(watched(), { keep: false })).toEqual(sorted);
      running.apply(`repair ${target} ${verb}`);
      expect(running.faults().violations).toEqual([]);
      // All others were as before while it was there; the next case looks at them again, and the last test at all of them.
      expect(await told(Object.keys(expected), { keep: true })).toEqual({});
    },
  );

  it('leaves nothing anywhere once all of them were there and are gone', async () => {
    expect(await told(watched(), { keep: true })).toEqual({});
  });

  it('of every kind of the catalogue is tried', () => {
    const tried = new Set(cases.map(({ command }) => command.split(' ')[0]));
    expect([...tried].sort()).toEqual(Object.keys(violations).sort());
  });
});

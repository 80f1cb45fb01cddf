import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { IsolationReading } from '../../collector/index.ts';
import type { City, Device, Terminal } from '../../inventory/index.ts';
import { referenceCity } from '../city.fake.ts';
import type { Declaration, Scene, SceneDevice } from './model.ts';
import { emptyReading, neighbour, ownAddress, plus, port, station } from './reading.fake.ts';
import { declarationWith } from './scene.fake.ts';
import { createStations } from './stations.ts';

/** When every clean scene is judged, and when its readings ended. */
export const sceneNow = Date.UTC(2026, 0, 5, 8);
export const sceneReadAt = sceneNow - 60_000;
const day = 86_400_000;

type Row = Readonly<Record<string, string>>;

function terminals(): ReadonlyMap<string, Terminal> {
  const file = join(import.meta.dirname, '..', '..', 'inventory', 'city', 'terminals.csv');
  const rows: readonly Row[] = parse(readFileSync(file), { columns: true, bom: true, skip_empty_lines: true });
  const inner = rows.map(
    (row): Terminal => ({
      id: row.id ?? '',
      pointId: row.point ?? '',
      network: 'inner',
      mac: row.mac ?? '',
      address: row.address,
      switchId: row.switch,
      port: row.port,
      state: 'in-use',
      barcode: row.barcode ?? '',
    }),
  );
  return new Map([...inner, outerTerminal].map((terminal) => [terminal.id, terminal]));
}

/** The reference city has no outer terminals; this one stands in an office beside it. */
export const outerTerminal: Terminal = {
  id: 'jincheng-1-o01',
  pointId: 'jincheng-1',
  network: 'outer',
  mac: '02:f5:99:00:00:01',
  address: '192.168.0.7',
  switchId: undefined,
  port: undefined,
  state: 'in-use',
  barcode: 'FZ99001',
};

let made: City | undefined;
export function sceneCity(): City {
  made ??= { ...referenceCity(), prefixes: ['10.8.0.0/16'], terminals: terminals() };
  return made;
}

/** A MAC of a declared device's interface. */
export function deviceMac(deviceId: string, ifIndex: number): string {
  const number = [...sceneCity().devices.keys()].indexOf(deviceId) + 1;
  return [0x02, 0xfa, 0, number >> 8, number & 255, ifIndex]
    .map((part) => part.toString(16).padStart(2, '0'))
    .join(':');
}

/** The VRRP MAC of the application pair of a district. */
export const virtualMac = '00:00:5e:00:01:0a';
export const uplinkPort = 'ge-0-25';
/** A port of every access switch that is declared as unused. */
export const unusedPort = 'ge-0-24';

export function sceneDeclaration(city: City = sceneCity()): Declaration {
  const roles = new Map<string, 'uplink' | 'access' | 'unused'>();
  for (const { a, b } of city.links.values()) {
    for (const end of [a, b]) roles.set(`${end.deviceId}/${end.interfaceName}`, 'uplink');
  }
  for (const { switchId, port: name } of city.terminals.values()) {
    if (switchId !== undefined && name !== undefined) roles.set(`${switchId}/${name}`, 'access');
  }
  for (const { id, kind, pointId } of city.devices.values()) {
    if (kind === 'switch' && pointId !== undefined) roles.set(`${id}/${unusedPort}`, 'unused');
  }
  const gear = [...city.devices.values()].filter(({ kind }) => kind === 'utm' || kind === 'switch');
  return declarationWith({
    prefixes: [...city.prefixes, ...[...city.districts.values()].flatMap(({ prefixes }) => prefixes)].map((prefix) => ({
      prefix,
    })),
    routers: new Set(gear.map(({ address }) => address)),
    routingPeers: new Set(['10.10.0.2']),
    ntpServers: new Set(['10.8.1.5']),
    dnsServers: new Set(['10.8.1.6']),
    forbiddenMedia: new Set([23, 71, 243, 244]),
    forbiddenNames: [/wwan/i],
    forbiddenMakers: new Set(['50:c7:bf']),
    portRoles: roles,
    periods: { tables: 900_000, probes: day, outer: 7 * day, register: day, survey: 90 * day },
  });
}

function utmReading(device: Device, city: City, at: number): IsolationReading {
  const point = device.locationId;
  const links = [...city.links.values()].filter(({ b }) => b.deviceId === device.id);
  const here = [...city.devices.values()].filter(({ locationId, kind }) => locationId === point && kind === 'switch');
  const lan = 10;
  let reading = plus(emptyReading(device.id, at), 'interfaces', port(lan, 'lan1', deviceMac(device.id, lan)));
  reading = plus(reading, 'addresses', ownAddress(device.address, 24, lan));
  for (const [index, { a, b }] of links.entries()) {
    const ifIndex = index + 1;
    reading = plus(reading, 'interfaces', port(ifIndex, b.interfaceName, deviceMac(device.id, ifIndex)));
    const far = city.devices.get(a.deviceId);
    if (index === 0 && far !== undefined)
      reading = plus(reading, 'neighbours', neighbour(far.address, deviceMac(far.id, 50 + index), ifIndex));
  }
  for (const each of here) reading = plus(reading, 'neighbours', neighbour(each.address, deviceMac(each.id, 26), lan));
  for (const { network, pointId, address, mac } of city.terminals.values()) {
    if (network === 'inner' && pointId === point && address !== undefined)
      reading = plus(reading, 'neighbours', neighbour(address, mac, lan));
  }
  return { ...reading, forwarding: { on: true, source: { oid: '1.3.6.1.2.1.4.1.0', value: '1' } } };
}

function accessReading(device: Device, city: City, at: number): IsolationReading {
  const utm = [...city.devices.values()].find(
    ({ locationId, kind }) => locationId === device.locationId && kind === 'utm',
  );
  const attached = new Map(
    [...city.terminals.values()].filter(({ switchId }) => switchId === device.id).map((each) => [each.port, each]),
  );
  let reading = emptyReading(device.id, at);
  for (let number = 1; number <= 25; number++) {
    const name = `ge-0-${number}`;
    const terminal = attached.get(name);
    const operStatus = terminal !== undefined || name === uplinkPort ? 'up' : 'down';
    reading = plus(reading, 'interfaces', port(number, name, deviceMac(device.id, number), { operStatus }));
    if (terminal === undefined) continue;
    reading = plus(reading, 'stations', station(terminal.mac, name));
    const source = { oid: `1.0.8802.1.1.1.1.2.1.1.6.${number}`, value: '2' };
    reading = plus(reading, 'portAccess', { port: name, control: 'auto', authorized: true, source });
  }
  reading = plus(reading, 'interfaces', port(26, 'Vlan1', deviceMac(device.id, 26), { ifType: 53 }));
  reading = plus(reading, 'addresses', ownAddress(device.address, 24, 26));
  if (utm !== undefined) {
    reading = plus(reading, 'stations', station(deviceMac(utm.id, 10), uplinkPort));
    reading = plus(reading, 'neighbours', neighbour(utm.address, deviceMac(utm.id, 10), 26));
  }
  return { ...reading, forwarding: { on: false, source: { oid: '1.3.6.1.2.1.4.1.0', value: '2' } } };
}

function aggregationReading(device: Device, city: City, at: number): IsolationReading {
  let reading = emptyReading(device.id, at);
  const links = [...city.links.values()].filter(({ a }) => a.deviceId === device.id);
  for (const [index, { a, b }] of links.entries()) {
    reading = plus(reading, 'interfaces', port(50 + index, a.interfaceName, deviceMac(device.id, 50 + index)));
    const wan = Number(b.interfaceName.replace(/\D/g, '')) || 1;
    reading = plus(reading, 'stations', station(deviceMac(b.deviceId, wan), a.interfaceName));
    const far = city.devices.get(b.deviceId);
    if (far !== undefined)
      reading = plus(reading, 'neighbours', neighbour(far.address, deviceMac(far.id, wan), 50 + index));
  }
  const hosts = [...city.devices.values()].filter(
    ({ locationId, kind }) => locationId === device.locationId && kind === 'host',
  );
  for (const [index, host] of hosts.entries()) {
    const name = `srv-${index + 1}`;
    reading = plus(reading, 'interfaces', port(100 + index, name, deviceMac(device.id, 100 + index)));
    reading = plus(reading, 'stations', station(deviceMac(host.id, 2), name));
    reading = plus(reading, 'neighbours', neighbour(host.address, deviceMac(host.id, 2), 100 + index));
    const pair = [...city.hostPairs.values()].find(({ memberA, standby }) => memberA === host.id && standby === 'vrrp');
    if (pair === undefined) continue;
    reading = plus(reading, 'stations', station(virtualMac, name));
    reading = plus(reading, 'neighbours', neighbour(pair.virtualAddress, virtualMac, 100 + index));
  }
  return { ...reading, forwarding: { on: true, source: { oid: '1.3.6.1.2.1.4.1.0', value: '1' } } };
}

function hostReading(device: Device, at: number): IsolationReading {
  let reading = emptyReading(device.id, at);
  reading = plus(reading, 'interfaces', port(1, 'lo', '', { ifType: 24 }), port(2, 'eth0', deviceMac(device.id, 2)));
  reading = plus(reading, 'interfaces', port(3, 'eth1', deviceMac(device.id, 3), { alias: 'heartbeat' }));
  reading = plus(reading, 'addresses', ownAddress('127.0.0.1', 8, 1), ownAddress(device.address, 24, 2));
  return { ...reading, forwarding: { on: false, source: { oid: '1.3.6.1.2.1.4.1.0', value: '2' } } };
}

/** What a device of the reference city tells when all is well. */
export function cleanReading(device: Device, at: number = sceneReadAt, city: City = sceneCity()): IsolationReading {
  if (device.kind === 'utm') return utmReading(device, city, at);
  if (device.kind === 'host') return hostReading(device, at);
  return device.pointId === undefined ? aggregationReading(device, city, at) : accessReading(device, city, at);
}

export type Turn = (clean: IsolationReading) => IsolationReading | undefined;

export interface SceneChange extends Partial<Pick<Scene, 'outer' | 'register' | 'probes' | 'configurations'>> {
  readonly placeId?: string;
  /** What is different in the newest reading of a device. */
  readonly now?: Readonly<Record<string, Turn>>;
  /** The reading before; without it the same as a clean newest one, a period older. */
  readonly before?: Readonly<Record<string, Turn>>;
  readonly city?: City;
  readonly declaration?: Partial<Declaration>;
  readonly device?: (each: SceneDevice) => SceneDevice;
}

/** A place of the reference city as it is when all is well, with what a test changes in it. */
export function sceneOf(change: SceneChange = {}): Scene {
  const { placeId = 'jincheng-1', city = sceneCity() } = change;
  const declaration = { ...sceneDeclaration(city), ...change.declaration };
  const all = [...city.devices.values()];
  const here = all.filter(({ locationId }) => locationId === placeId);
  const first = here[0];
  const districtId = first?.districtId ?? 'city';
  const same: Turn = (reading) => reading;
  const told = (device: Device, at: number, turns: SceneChange['now']): IsolationReading | undefined =>
    (turns?.[device.id] ?? same)(cleanReading(device, at, city));
  const stations = createStations({ city, declaration });
  const district = all.filter((device) => device.districtId === districtId);
  for (const device of district) {
    for (const reading of [told(device, sceneReadAt - 300_000, change.before), told(device, sceneReadAt, change.now)])
      if (reading !== undefined) stations.take(reading);
  }
  return {
    placeId,
    districtId,
    now: sceneNow,
    declaration,
    city,
    devices: here.map((device) => {
      const each: SceneDevice = {
        device,
        reading: told(device, sceneReadAt, change.now),
        earlier: told(device, sceneReadAt - 300_000, change.before),
      };
      return change.device?.(each) ?? each;
    }),
    stations: stations.view(),
    ...(change.outer === undefined ? {} : { outer: change.outer }),
    ...(change.register === undefined ? {} : { register: change.register }),
    ...(change.probes === undefined ? {} : { probes: change.probes }),
    ...(change.configurations === undefined ? {} : { configurations: change.configurations }),
  };
}

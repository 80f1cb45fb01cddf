import type { RegisterView } from '../../audit/index.ts';
import { emptyReading, neighbour, ownAddress, plus, port, station } from '../../audit/isolation/reading.fake.ts';
import type { IsolationReading, SeenPeer, SeenRoute } from '../../collector/index.ts';
import type { City, Device, Inventory, Terminal } from '../../inventory/index.ts';

/** Ports of an access switch beside those of its terminals. */
const accessPorts = 24;
/** Declared as unused, and dark. */
export const unusedPort = 'ge-0-24';
/** Nobody said what it is for. */
export const freePort = 'ge-0-23';
/** The interface of every district's aggregation switch that leads to the bank. */
export const bankPort = 'ge-99-1';
const bankPrefix = '172.20.8.0/24';
/** Where the interfaces of a UTM's inner side, of a switch itself and of hosts are in their ifTables. */
export const lanIndex = 20;
export const switchIndex = 100;
const bankIndex = 199;

/** The inventory with what the proof declares beside it: unused ports, a boundary to the bank, an outer terminal at each point. */
export function declaredModel(inventory: Inventory): Inventory {
  const { city, settings } = inventory;
  const outer = [...city.points.keys()].map((pointId, index): Terminal => {
    const mac = `02:f5:99:00:00:${hex(index + 1)}`;
    const id = `${pointId}-o01`;
    const base = { id, pointId, network: 'outer', mac, state: 'in-use', barcode: `FZ99${index}` } as const;
    return { ...base, address: undefined, switchId: undefined, port: undefined };
  });
  const unused = [...city.devices.values()].filter(({ kind, pointId }) => kind === 'switch' && pointId !== undefined);
  const aggregations = new Set([...city.links.values()].map(({ a }) => a.deviceId));
  const isolation = {
    ...settings.isolation,
    ports: unused.map(({ id }) => ({ deviceId: id, interfaceName: unusedPort, role: 'unused' as const, stations: 0 })),
    boundaries: [...aggregations].map((deviceId) => ({
      id: `bank-${deviceId}`,
      deviceId,
      interfaceName: bankPort,
      prefixes: [bankPrefix],
      reason: 'treasury payments',
    })),
  };
  const terminals = new Map([...city.terminals, ...outer.map((each) => [each.id, each] as const)]);
  return { ...inventory, city: { ...city, terminals }, settings: { ...settings, isolation } };
}

/** What every device of the city tells when all is well, made of the inventory alone. */
export function modelCity(city: City): ReadonlyMap<string, IsolationReading> {
  const ground = groundOf(city);
  const told = new Map<string, IsolationReading>();
  for (const device of city.devices.values()) {
    if (device.snmp !== 'none') told.set(device.id, readingOf(device, ground));
  }
  return told;
}

interface Ground {
  readonly city: City;
  readonly numbers: ReadonlyMap<string, number>;
  readonly at: ReadonlyMap<string, readonly Device[]>;
  readonly terminals: ReadonlyMap<string, readonly Terminal[]>;
}

function groundOf(city: City): Ground {
  const devices = [...city.devices.values()];
  const inner = [...city.terminals.values()].filter(({ network, state }) => network === 'inner' && state === 'in-use');
  return {
    city,
    numbers: new Map(devices.map(({ id }, index) => [id, index + 1])),
    at: Map.groupBy(devices, ({ locationId }) => locationId),
    terminals: Map.groupBy(inner, ({ pointId }) => pointId),
  };
}

const hex = (value: number): string => value.toString(16).padStart(2, '0');

/** A MAC of a declared device's interface. */
function macOf({ numbers }: Ground, deviceId: string, ifIndex: number): string {
  const number = numbers.get(deviceId) ?? 0;
  return ['02', 'fa', '00', hex(number >> 8), hex(number & 255), hex(ifIndex)].join(':');
}

export function route(prefix: string, nextHop: string | undefined, ifIndex: number): SeenRoute {
  const [address = ''] = prefix.split('/');
  const source = { oid: `1.3.6.1.2.1.4.21.1.7.${address}`, value: nextHop ?? '0.0.0.0' };
  const kind = nextHop === undefined ? 'local' : 'remote';
  return { prefix, kind, ifIndex, source, ...(nextHop === undefined ? {} : { nextHop }) };
}

function peer(name: string, at: string, chassisId: string, capabilities: readonly string[], row: number): SeenPeer {
  const source = { oid: `1.0.8802.1.1.2.1.4.1.1.9.0.${row}.1`, value: name };
  return { protocol: 'lldp', port: at, chassisId, portId: at, sysName: name, sysDescription: '', capabilities, source };
}

function forwarding(on: boolean): Pick<IsolationReading, 'forwarding'> {
  return { forwarding: { on, source: { oid: '1.3.6.1.2.1.4.1.0', value: on ? '1' : '2' } } };
}

function readingOf(device: Device, ground: Ground): IsolationReading {
  if (device.kind === 'utm') return utm(device, ground);
  if (device.kind === 'host') return host(device, ground);
  return device.pointId === undefined ? aggregation(device, ground) : access(device, ground);
}

/** Real UTMs have no forwarding table, LLDP or 802.1X. */
function withoutBridge(reading: IsolationReading): IsolationReading {
  const none = (table: string) => ({
    outcome: 'not-offered' as const,
    walks: [{ table, outcome: 'not-offered' as const, rows: 0 }],
    rows: [],
  });
  return {
    ...reading,
    stations: none('dot1dTpFdbTable'),
    peers: none('lldpRemTable'),
    portAccess: none('dot1xAuthConfigTable'),
  };
}

function utm(device: Device, ground: Ground): IsolationReading {
  const { city } = ground;
  let reading = plus(emptyReading(device.id, 0), 'addresses', ownAddress(device.address, 24, lanIndex));
  reading = plus(reading, 'interfaces', port(lanIndex, 'lan1', macOf(ground, device.id, lanIndex)));
  const links = [...city.links.values()].filter(({ b }) => b.deviceId === device.id);
  for (const [index, { a, b }] of links.entries()) {
    const far = city.devices.get(a.deviceId);
    reading = plus(reading, 'interfaces', port(index + 1, b.interfaceName, macOf(ground, device.id, index + 1)));
    if (far === undefined || index > 0) continue;
    reading = plus(reading, 'neighbours', neighbour(far.address, macOf(ground, far.id, switchIndex), index + 1));
    reading = plus(reading, 'routes', route('0.0.0.0/0', far.address, index + 1));
  }
  for (const prefix of city.points.get(device.locationId)?.prefixes ?? []) {
    reading = plus(reading, 'routes', route(prefix, undefined, lanIndex));
  }
  for (const near of ground.at.get(device.locationId) ?? []) {
    if (near.id === device.id) continue;
    reading = plus(reading, 'neighbours', neighbour(near.address, macOf(ground, near.id, switchIndex), lanIndex));
  }
  for (const { address, mac } of ground.terminals.get(device.locationId) ?? []) {
    if (address !== undefined) reading = plus(reading, 'neighbours', neighbour(address, mac, lanIndex));
  }
  return { ...withoutBridge(reading), ...forwarding(true) };
}

function access(device: Device, ground: Ground): IsolationReading {
  const gateway = (ground.at.get(device.locationId) ?? []).find(({ kind }) => kind === 'utm');
  const uplink = `ge-0-${accessPorts + 1}`;
  const attached = new Map((ground.terminals.get(device.locationId) ?? []).map((each) => [each.port, each]));
  let reading = emptyReading(device.id, 0);
  for (let number = 1; number <= accessPorts + 1; number += 1) {
    const name = `ge-0-${number}`;
    const terminal = attached.get(name);
    const operStatus = terminal !== undefined || name === uplink ? 'up' : 'down';
    reading = plus(reading, 'interfaces', port(number, name, macOf(ground, device.id, number), { operStatus }));
    if (terminal === undefined) continue;
    reading = plus(reading, 'stations', station(terminal.mac, name));
    const source = { oid: `1.0.8802.1.1.1.1.2.1.1.6.${number}`, value: '2' };
    reading = plus(reading, 'portAccess', { port: name, control: 'auto', authorized: true, source });
  }
  const self = port(switchIndex, 'Vlan1', macOf(ground, device.id, switchIndex), { ifType: 53 });
  reading = plus(reading, 'interfaces', self);
  reading = plus(reading, 'addresses', ownAddress(device.address, 24, switchIndex));
  if (gateway !== undefined) {
    const mac = macOf(ground, gateway.id, lanIndex);
    reading = plus(reading, 'stations', station(mac, uplink));
    reading = plus(reading, 'neighbours', neighbour(gateway.address, mac, switchIndex));
    reading = plus(reading, 'routes', route('0.0.0.0/0', gateway.address, switchIndex));
    reading = plus(reading, 'peers', peer(gateway.id, uplink, mac, ['router'], accessPorts + 1));
  }
  return { ...reading, ...forwarding(false) };
}

function aggregation(device: Device, ground: Ground): IsolationReading {
  const { city } = ground;
  let reading = emptyReading(device.id, 0);
  const self = port(switchIndex, 'Vlan1', macOf(ground, device.id, switchIndex), { ifType: 53 });
  reading = plus(reading, 'interfaces', self);
  reading = plus(reading, 'addresses', ownAddress(device.address, 24, switchIndex));
  const links = [...city.links.values()].filter(({ a }) => a.deviceId === device.id);
  for (const [index, { a, b }] of links.entries()) {
    const ifIndex = index + 1;
    const far = city.devices.get(b.deviceId);
    const wan =
      [...city.links.values()]
        .filter((link) => link.b.deviceId === b.deviceId)
        .findIndex((link) => link.b.interfaceName === b.interfaceName) + 1;
    const mac = macOf(ground, b.deviceId, wan);
    reading = plus(reading, 'interfaces', port(ifIndex, a.interfaceName, macOf(ground, device.id, ifIndex)));
    reading = plus(reading, 'stations', station(mac, a.interfaceName));
    if (far === undefined) continue;
    reading = plus(reading, 'neighbours', neighbour(far.address, mac, ifIndex));
    for (const prefix of city.points.get(far.locationId)?.prefixes ?? []) {
      reading = plus(reading, 'routes', route(prefix, far.address, ifIndex));
    }
  }
  const hosts = (ground.at.get(device.locationId) ?? []).filter(({ kind }) => kind === 'host');
  for (const [index, { id, address }] of hosts.entries()) {
    const ifIndex = 120 + index;
    const name = `srv-${index + 1}`;
    reading = plus(reading, 'interfaces', port(ifIndex, name, macOf(ground, device.id, ifIndex)));
    reading = plus(reading, 'stations', station(macOf(ground, id, 2), name));
    reading = plus(reading, 'neighbours', neighbour(address, macOf(ground, id, 2), ifIndex));
  }
  if (links.length > 0) {
    reading = plus(reading, 'interfaces', port(bankIndex, bankPort, macOf(ground, device.id, bankIndex)));
    reading = plus(reading, 'routes', route(bankPrefix, undefined, bankIndex));
  }
  return { ...reading, ...forwarding(true) };
}

function host(device: Device, ground: Ground): IsolationReading {
  let reading = emptyReading(device.id, 0);
  reading = plus(reading, 'interfaces', port(1, 'lo', '', { ifType: 24 }));
  reading = plus(reading, 'interfaces', port(2, 'eth0', macOf(ground, device.id, 2)));
  reading = plus(reading, 'addresses', ownAddress('127.0.0.1', 8, 1), ownAddress(device.address, 24, 2));
  const gateway = (ground.at.get(device.locationId) ?? []).find(({ kind }) => kind === 'switch');
  if (gateway !== undefined) {
    reading = plus(reading, 'neighbours', neighbour(gateway.address, macOf(ground, gateway.id, switchIndex), 2));
    reading = plus(reading, 'routes', route('0.0.0.0/0', gateway.address, 2));
  }
  return { ...withoutBridge(reading), ...forwarding(false) };
}

/** The register as the inventory has it: nothing is missing, everybody is seen. */
export function registerOf(city: City, placeId: string, now: number): RegisterView {
  return {
    terminals: [...city.terminals.values()]
      .filter(({ pointId }) => pointId === placeId)
      .map(({ id, network, mac, switchId, port: name }) => ({
        id,
        placeId,
        network,
        everInner: network === 'inner',
        macs: [mac],
        diskSerials: [`disk-${id}`],
        state: 'in-use' as const,
        since: now,
        missingRecord: [],
        lastSeenAt: now,
        ...(switchId === undefined ? {} : { switchId }),
        ...(name === undefined ? {} : { port: name }),
      })),
  };
}

import type { TopologyReading } from '../../collector/index.ts';
import type { City, Device, Link, Terminal } from '../../inventory/index.ts';

/** A device as the small network of these tests has it. */
export interface StageDevice {
  readonly id: string;
  readonly serial: string;
  /** Two digits of its MACs; interfaces follow from 01. */
  readonly number: string;
  /** In the order of their ifIndex. */
  readonly ports: readonly string[];
  readonly speaksLldp: boolean;
}

/** What is plugged where: pairs of `device/port`, and MACs that are heard at a port. */
export interface StageNetwork {
  readonly devices: readonly StageDevice[];
  readonly cables: readonly (readonly [string, string])[];
  readonly stations: readonly (readonly [port: string, mac: string])[];
}

export const terminalMac = (number: number): string => `02:f5:00:00:00:0${number}`;

/** One district, two points with UTM and switch, a host, two circuits, three terminals. */
export const soundNetwork: StageNetwork = {
  devices: [
    { id: 'agg', serial: 'S-AGG', number: '01', ports: ['ge-1', 'ge-2', 'ge-3', 'srv-1'], speaksLldp: true },
    { id: 'east-utm', serial: 'S-EU', number: '02', ports: ['wan1', 'lan1'], speaksLldp: true },
    { id: 'east-sw', serial: 'S-ES', number: '03', ports: ['p1', 'p2', 'p3', 'up'], speaksLldp: true },
    { id: 'west-utm', serial: 'S-WU', number: '04', ports: ['wan1', 'lan1'], speaksLldp: true },
    { id: 'west-sw', serial: 'S-WS', number: '05', ports: ['p1', 'p2', 'up'], speaksLldp: true },
    { id: 'host', serial: '', number: '06', ports: ['eth0'], speaksLldp: false },
  ],
  cables: [
    ['agg/ge-1', 'east-utm/wan1'],
    ['agg/ge-2', 'west-utm/wan1'],
    ['east-utm/lan1', 'east-sw/up'],
    ['west-utm/lan1', 'west-sw/up'],
    ['agg/srv-1', 'host/eth0'],
  ],
  stations: [
    ['east-sw/p1', terminalMac(1)],
    ['east-sw/p2', terminalMac(2)],
    ['west-sw/p1', terminalMac(3)],
  ],
};

const byId = <T extends { readonly id: string }>(entries: readonly T[]) =>
  new Map(entries.map((entry) => [entry.id, entry]));

export function stageCity(change: { readonly devices?: Readonly<Record<string, Partial<Device>>> } = {}): City {
  const device = (id: string, kind: Device['kind'], locationId: string): Device => ({
    id,
    kind,
    locationId,
    pointId: locationId.endsWith('-dc') ? undefined : locationId,
    districtId: 'd',
    address: '',
    snmp: 'v2c',
    note: '',
    ...change.devices?.[id],
  });
  const link = (id: string, pointId: string, port: string): Link => ({
    id,
    pointId,
    districtId: 'd',
    a: { deviceId: 'agg', interfaceName: port },
    b: { deviceId: `${pointId}-utm`, interfaceName: 'wan1' },
    role: 'primary',
    bandwidthBitsPerSecond: 100_000_000,
    circuit: id,
  });
  const terminal = (number: number, pointId: string, port: string): Terminal => ({
    id: `t${number}`,
    pointId,
    network: 'inner',
    mac: terminalMac(number),
    address: undefined,
    switchId: `${pointId}-sw`,
    port,
    state: 'in-use',
    barcode: '',
  });
  const point = (id: string) => ({ id, officeId: id, districtId: 'd', prefixes: [] });
  return {
    id: 'city',
    nameZh: '',
    nameEn: '',
    prefixes: [],
    districts: byId([{ id: 'd', nameZh: '', nameEn: '', prefixes: [] }]),
    offices: new Map(),
    points: byId([point('east'), point('west')]),
    devices: byId([
      device('agg', 'switch', 'd-dc'),
      device('host', 'host', 'd-dc'),
      ...['east', 'west'].flatMap((at) => [device(`${at}-utm`, 'utm', at), device(`${at}-sw`, 'switch', at)]),
    ]),
    links: byId([link('F1', 'east', 'ge-1'), link('F2', 'west', 'ge-2')]),
    hostPairs: new Map(),
    services: new Map(),
    backups: new Map(),
    contracts: new Map(),
    terminals: byId([terminal(1, 'east', 'p1'), terminal(2, 'east', 'p2'), terminal(3, 'west', 'p1')]),
  };
}

const macOf = ({ number }: StageDevice, port: number): string =>
  `02:fa:00:00:${number}:${port.toString(16).padStart(2, '0')}`;

/** What each device would tell at a time; a port keeps its MAC by its name, whatever its ifIndex. */
export function tell(network: StageNetwork, at: number, names: readonly string[] = []): readonly TopologyReading[] {
  const split = (port: string): readonly [string, string] => {
    const slash = port.indexOf('/');
    return [port.slice(0, slash), port.slice(slash + 1)];
  };
  const deviceOf = (id: string) => network.devices.find((each) => each.id === id);
  const portMac = (device: StageDevice, name: string) =>
    macOf(device, 1 + (names.length > 0 ? names : [...device.ports].sort()).indexOf(name));
  return network.devices.map((device) => {
    const here = (port: string) => split(port)[0] === device.id;
    const opposite = network.cables.flatMap(([a, b]) =>
      here(a) ? [[split(a)[1], b] as const] : here(b) ? [[split(b)[1], a] as const] : [],
    );
    const neighbours = opposite.flatMap(([port, far]) => {
      const [id, farPort] = split(far);
      const there = deviceOf(id);
      if (there === undefined || !there.speaksLldp || !device.speaksLldp) return [];
      return [{ port, chassisId: macOf(there, 0), portId: farPort, sysName: id }];
    });
    const heard = opposite.flatMap(([port, far]) => {
      const [id, farPort] = split(far);
      const there = deviceOf(id);
      return there === undefined ? [] : [{ port, mac: portMac(there, farPort) }];
    });
    const bridges = device.id === 'agg' || device.id.endsWith('-sw');
    const stations = network.stations.flatMap(([port, mac]) => (here(port) ? [{ port: split(port)[1], mac }] : []));
    return {
      deviceId: device.id,
      startedAt: at,
      finishedAt: at,
      outcome: 'answered' as const,
      faults: [],
      identity: {
        sysName: device.id,
        sysObjectID: '1.3.6.1.4.1.1',
        serials: device.serial === '' ? [] : [device.serial],
        baseMac: macOf(device, 0),
      },
      ports: device.ports.map((name, index) => ({ name, ifIndex: index + 1, mac: portMac(device, name) })),
      neighbours,
      stations: bridges ? [...heard, ...stations] : [],
    };
  });
}

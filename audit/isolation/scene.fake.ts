import type { IsolationReading, TableOutcome, TableReading } from '../../collector/index.ts';
import { type City, type Device, isolationDefaults } from '../../inventory/index.ts';
import { declare } from './declaration.ts';
import type { Declaration, Scene, SceneDevice } from './model.ts';

/** When every reading of these scenes was made. */
export const sceneTime = Date.UTC(2026, 10, 1, 8);

/** A table that was read whole with these rows, or ended otherwise. */
export function table<Row>(rows: readonly Row[] = [], outcome: TableOutcome = 'read'): TableReading<Row> {
  return { outcome, walks: [{ table: 'someTable', outcome, rows: rows.length }], rows };
}

/** A reading in which every table was read and is empty. */
export function readingWith(parts: Partial<IsolationReading> = {}): IsolationReading {
  return {
    deviceId: 'u1',
    startedAt: sceneTime,
    finishedAt: sceneTime + 1_000,
    outcome: 'answered',
    faults: [],
    sysName: 'u1',
    sysObjectID: '1.3.6.1.4.1.99',
    upTimeBeforeTicks: 100,
    upTimeAfterTicks: 200,
    interfaces: table(),
    addresses: table(),
    neighbours: table(),
    routes: table(),
    connections: table(),
    stations: table(),
    peers: table(),
    parts: table(),
    tunnels: table(),
    adjacencies: table(),
    translations: table(),
    servers: table(),
    portAccess: table(),
    ...parts,
  };
}

/** Inside is 10/8, and 10.1.0.1 is the one router. */
export function declarationWith(parts: Partial<Omit<Declaration, 'digest'>> = {}): Declaration {
  const { forbiddenMedia, forbiddenNames, forbiddenMakers } = isolationDefaults;
  return declare({
    prefixes: [{ prefix: '10.0.0.0/8' }],
    routers: new Set(['10.1.0.1']),
    routingPeers: new Set(),
    ntpServers: new Set(),
    dnsServers: new Set(),
    tunnelPeers: new Set(),
    boundaries: [],
    forbiddenMedia: new Set(forbiddenMedia),
    forbiddenNames: forbiddenNames.map((pattern) => new RegExp(pattern, 'i')),
    allowedMedia: new Set(),
    forbiddenMakers: new Set(forbiddenMakers),
    portRoles: new Map(),
    stationsAtPort: new Map(),
    knownMacs: new Set(),
    periods: { tables: 900_000, probes: 900_000, outer: 900_000, register: 900_000, survey: 900_000 },
    waivers: [],
    ...parts,
  });
}

export function deviceWith(parts: Partial<Device> = {}): Device {
  return {
    id: 'u1',
    kind: 'utm',
    locationId: 'p1',
    pointId: 'p1',
    districtId: 'd1',
    address: '10.1.0.2',
    snmp: 'v3',
    note: '',
    ...parts,
  };
}

const city: City = {
  id: 'city',
  nameZh: '市',
  nameEn: 'City',
  prefixes: ['10.0.0.0/8'],
  districts: new Map(),
  offices: new Map(),
  points: new Map(),
  devices: new Map(),
  links: new Map(),
  hostPairs: new Map(),
  services: new Map(),
  backups: new Map(),
  terminals: new Map(),
  contracts: new Map(),
};

/** One point with one UTM that told this. */
export function sceneWith({
  reading,
  earlier,
  device = deviceWith(),
  ...parts
}: Partial<Scene> & {
  readonly reading?: IsolationReading | undefined;
  readonly earlier?: IsolationReading;
  readonly device?: Device;
} = {}): Scene {
  const seen: SceneDevice = { device, reading, earlier };
  return {
    placeId: 'p1',
    districtId: 'd1',
    now: sceneTime + 60_000,
    declaration: declarationWith(),
    city: { ...city, devices: new Map([[device.id, device]]) },
    devices: [seen],
    stations: { ownerOf: () => undefined, placesOf: () => [] },
    ...parts,
  };
}

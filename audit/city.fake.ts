import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { City, Device, HostPair, Link, Office, Service } from '../inventory/index.ts';

const folder = join(import.meta.dirname, '..', 'inventory', 'city');
type Row = Readonly<Record<string, string>>;

function rows(file: string): readonly Row[] {
  return parse(readFileSync(join(folder, file)), { columns: true, bom: true, skip_empty_lines: true });
}

function byId<T extends { readonly id: string }>(entries: readonly T[]): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

/** The reference city, as far as states and incidents need it, read without the inventory's checks. */
export function referenceCity(): City {
  const text = (row: Row, column: string): string => row[column] ?? '';
  const points = rows('points.csv').map((row) => ({
    id: text(row, 'id'),
    officeId: text(row, 'office'),
    districtId: text(row, 'district'),
    prefixes: [text(row, 'prefix')],
  }));
  const pointIds = new Set(points.map((point) => point.id));
  const devices = rows('devices.csv').map((row): Device => {
    const locationId = text(row, 'location');
    return {
      id: text(row, 'id'),
      kind: text(row, 'kind') as Device['kind'],
      locationId,
      pointId: pointIds.has(locationId) ? locationId : undefined,
      districtId: text(row, 'district'),
      address: text(row, 'address'),
      snmp: text(row, 'snmp'),
      note: '',
    };
  });
  const links = rows('links.csv').map(
    (row): Link => ({
      id: text(row, 'id'),
      pointId: text(row, 'point'),
      districtId: text(row, 'district'),
      a: { deviceId: text(row, 'a_device'), interfaceName: text(row, 'a_interface') },
      b: { deviceId: text(row, 'b_device'), interfaceName: text(row, 'b_interface') },
      role: text(row, 'role') as Link['role'],
      bandwidthBitsPerSecond: 100_000_000,
      circuit: text(row, 'circuit'),
    }),
  );
  const pairs = rows('host-pairs.csv').map(
    (row): HostPair => ({
      id: text(row, 'id'),
      districtId: text(row, 'district'),
      role: text(row, 'role') as HostPair['role'],
      memberA: text(row, 'member_a'),
      memberB: text(row, 'member_b'),
      virtualAddress: text(row, 'virtual_address'),
      standby: text(row, 'standby') as HostPair['standby'],
    }),
  );
  const districts = rows('districts.csv').map((row) => ({
    id: text(row, 'id'),
    nameZh: text(row, 'name_zh'),
    nameEn: text(row, 'name_en'),
    prefixes: [text(row, 'prefix')],
  }));
  const offices = rows('offices.csv').map((row) => ({
    id: text(row, 'id'),
    nameZh: text(row, 'name_zh'),
    districtId: text(row, 'district'),
  }));
  const services = rows('services.csv').map(
    (row): Service => ({
      id: text(row, 'id'),
      system: text(row, 'system'),
      nameZh: text(row, 'name_zh'),
      nameEn: text(row, 'name_en'),
      districtId: text(row, 'district'),
      appPairId: text(row, 'app_pair') || undefined,
      dbPairId: text(row, 'db_pair') || undefined,
      url: text(row, 'url'),
    }),
  );
  return cityOf({ districts, points, devices, links, pairs, offices, services });
}

/** A city from its parts. */
export function cityOf(parts: {
  readonly districts: readonly {
    readonly id: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly prefixes: readonly string[];
  }[];
  readonly points: readonly {
    readonly id: string;
    readonly officeId: string;
    readonly districtId: string;
    readonly prefixes: readonly string[];
  }[];
  readonly devices: readonly Device[];
  readonly links: readonly Link[];
  readonly pairs: readonly HostPair[];
  readonly offices?: readonly Office[];
  readonly services?: readonly Service[];
}): City {
  return {
    id: 'city',
    nameZh: '城市',
    nameEn: 'City',
    prefixes: [],
    districts: byId(parts.districts),
    offices: byId(parts.offices ?? []),
    points: byId(parts.points),
    devices: byId(parts.devices),
    links: byId(parts.links),
    hostPairs: byId(parts.pairs),
    services: byId(parts.services ?? []),
    backups: new Map(),
    terminals: new Map(),
    contracts: new Map(),
  };
}

/** One district with three points: `p1` dual-homed (F1, F2), `p2` (F3) and `p3` (F4), and a pair of hosts. */
export function smallCity(): City {
  const device = (id: string, kind: Device['kind'], pointId: string | undefined, districtId = 'd'): Device => ({
    id,
    kind,
    locationId: pointId ?? `${districtId}-dc`,
    pointId,
    districtId,
    address: '10.0.0.1',
    snmp: 'v3',
    note: '',
  });
  const link = (id: string, pointId: string, port: string, wan: string): Link => ({
    id,
    pointId,
    districtId: 'd',
    a: { deviceId: 'agg', interfaceName: port },
    b: { deviceId: `${pointId}-utm`, interfaceName: wan },
    role: 'primary',
    bandwidthBitsPerSecond: 100_000_000,
    circuit: '',
  });
  const pointIds = ['p1', 'p2', 'p3'];
  return cityOf({
    districts: [{ id: 'd', nameZh: '区', nameEn: 'District', prefixes: [] }],
    points: pointIds.map((id) => ({ id, officeId: 'o', districtId: 'd', prefixes: [] })),
    devices: [
      device('core', 'switch', undefined, 'city'),
      device('agg', 'switch', undefined),
      device('db-a', 'host', undefined),
      device('db-b', 'host', undefined),
      ...pointIds.flatMap((id) => [device(`${id}-utm`, 'utm', id), device(`${id}-sw`, 'switch', id)]),
    ],
    links: [
      link('F1', 'p1', 'g1', 'wan1'),
      link('F2', 'p1', 'g2', 'wan2'),
      link('F3', 'p2', 'g3', 'wan1'),
      link('F4', 'p3', 'g4', 'wan1'),
    ],
    pairs: [
      {
        id: 'db',
        districtId: 'd',
        role: 'db',
        memberA: 'db-a',
        memberB: 'db-b',
        virtualAddress: '10.0.0.9',
        standby: 'postgresql',
      },
    ],
  });
}

/** The small city of the proof: two districts, each with an aggregation switch, a point with two links, others with one, and a pair of hosts. */
import { cityOf } from '../../audit/city.fake.ts';
import type { City, Device, Link } from '../../inventory/index.ts';

export const districtIds = ['north', 'south'] as const;
export type DistrictId = (typeof districtIds)[number];

const pointsOf = (district: DistrictId): readonly string[] => [1, 2, 3].map((n) => `${district}-${n}`);

export const aggregationOf = (district: DistrictId): string => `${district}-agg`;

/** Links of a district, those of the point with two first. */
export function linksOf(district: DistrictId): readonly string[] {
  return [`${district}-1a`, `${district}-1b`, `${district}-2a`, `${district}-3a`];
}

/** Devices that can die without looking like a cut link. */
export function plainDevicesOf(district: DistrictId): readonly string[] {
  return [...pointsOf(district).map((point) => `${point}-sw`), `${district}-db-a`, `${district}-db-b`];
}

export const pointOfLink = (link: string): string => link.slice(0, -1);

export function proofCity(): City {
  const device = (id: string, kind: Device['kind'], districtId: string, pointId?: string): Device => ({
    ...{ id, kind, districtId, pointId, locationId: pointId ?? `${districtId}-dc` },
    ...{ address: '10.0.0.1', snmp: 'v3', note: '' },
  });
  const link = (id: string, district: DistrictId): Link => ({
    ...{ id, pointId: pointOfLink(id), districtId: district, role: 'primary', circuit: '' },
    a: { deviceId: aggregationOf(district), interfaceName: id },
    b: { deviceId: `${pointOfLink(id)}-utm`, interfaceName: id },
    bandwidthBitsPerSecond: 100_000_000,
  });
  return cityOf({
    districts: districtIds.map((id) => ({ id, nameZh: id, nameEn: id, prefixes: [] })),
    points: districtIds.flatMap((district) =>
      pointsOf(district).map((id) => ({ id, officeId: 'o', districtId: district, prefixes: [] })),
    ),
    devices: [
      device('core', 'switch', 'city'),
      ...districtIds.flatMap((district) => [
        device(aggregationOf(district), 'switch', district),
        device(`${district}-db-a`, 'host', district),
        device(`${district}-db-b`, 'host', district),
        ...pointsOf(district).flatMap((point) => [
          device(`${point}-utm`, 'utm', district, point),
          device(`${point}-sw`, 'switch', district, point),
        ]),
      ]),
    ],
    links: districtIds.flatMap((district) => linksOf(district).map((id) => link(id, district))),
    pairs: districtIds.map((district) => ({
      ...{ id: `${district}-db`, districtId: district, role: 'db', standby: 'postgresql' },
      ...{ memberA: `${district}-db-a`, memberB: `${district}-db-b`, virtualAddress: '10.0.0.9' },
    })),
  });
}

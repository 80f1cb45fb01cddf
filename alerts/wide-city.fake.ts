import { cityOf } from '../audit/city.fake.ts';
import type { City, Device } from '../inventory/index.ts';

/** One aggregation switch with many points behind it, `p0` and so on, each with one link, `L-p0`. */
export function wideCity(count: number): City {
  const points = Array.from({ length: count }, (_, n) => `p${n}`);
  const device = (id: string, kind: Device['kind'], pointId?: string): Device => ({
    ...{ id, kind, pointId, locationId: pointId ?? 'dc', districtId: id === 'core' ? 'city' : 'd' },
    ...{ address: '10.0.0.1', snmp: 'v3', note: '' },
  });
  return cityOf({
    districts: [{ id: 'd', nameZh: '区', nameEn: 'District', prefixes: [] }],
    points: points.map((id) => ({ id, officeId: 'o', districtId: 'd', prefixes: [] })),
    devices: [device('core', 'switch'), device('agg', 'switch'), ...points.map((id) => device(`${id}-utm`, 'utm', id))],
    links: points.map((id) => ({
      ...{ id: `L-${id}`, pointId: id, districtId: 'd', role: 'primary', circuit: '' },
      a: { deviceId: 'agg', interfaceName: id },
      b: { deviceId: `${id}-utm`, interfaceName: 'wan' },
      bandwidthBitsPerSecond: 100_000_000,
    })),
    pairs: [],
  });
}

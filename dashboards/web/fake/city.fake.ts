import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** A declared city in the few words that the fake server needs. */
export interface FakeCity {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly districts: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[];
  readonly points: readonly {
    readonly id: string;
    readonly officeId: string;
    readonly officeNameZh: string;
    readonly districtId: string;
    readonly prefix: string;
  }[];
  readonly links: readonly FakeLink[];
  readonly devices: readonly {
    readonly id: string;
    readonly kind: string;
    readonly pointId: string | null;
    readonly locationId: string;
    readonly districtId: string;
    readonly address: string;
    readonly note: string;
  }[];
}

export interface FakeLink {
  readonly id: string;
  readonly pointId: string;
  readonly districtId: string;
  readonly role: 'primary' | 'backup';
  readonly circuit: string;
  readonly a: { readonly deviceId: string; readonly interfaceName: string };
  readonly b: { readonly deviceId: string; readonly interfaceName: string };
}

type Row = Readonly<Record<string, string>>;

/** The reference city, from the inventory that the project carries. */
export function referenceCity(): FakeCity {
  const folder = join(import.meta.dirname, '..', '..', '..', 'inventory', 'city');
  const rows = (name: string): Row[] =>
    parse(readFileSync(join(folder, `${name}.csv`), 'utf8'), { columns: true, bom: true, skip_empty_lines: true });
  const offices = new Map(rows('offices').map((row) => [row.id, row.name_zh ?? '']));
  const points = rows('points').map((row) => ({
    id: row.id ?? '',
    officeId: row.office ?? '',
    officeNameZh: offices.get(row.office) ?? '',
    districtId: row.district ?? '',
    prefix: row.prefix ?? '',
  }));
  const known = new Set(points.map(({ id }) => id));
  return {
    nameZh: '常州市财政专网',
    nameEn: 'Changzhou Fiscal Network',
    districts: rows('districts').map((row) => ({
      id: row.id ?? '',
      nameZh: row.name_zh ?? '',
      nameEn: row.name_en ?? '',
    })),
    points,
    links: rows('links').map((row) => ({
      id: row.id ?? '',
      pointId: row.point ?? '',
      districtId: row.district ?? '',
      role: row.role === 'backup' ? 'backup' : 'primary',
      circuit: row.circuit ?? '',
      a: { deviceId: row.a_device ?? '', interfaceName: row.a_interface ?? '' },
      b: { deviceId: row.b_device ?? '', interfaceName: row.b_interface ?? '' },
    })),
    devices: rows('devices').map((row) => ({
      id: row.id ?? '',
      kind: row.kind ?? '',
      pointId: known.has(row.location ?? '') ? (row.location ?? '') : null,
      locationId: row.location ?? '',
      districtId: row.district ?? '',
      address: row.address ?? '',
      note: row.note ?? '',
    })),
  };
}

const towns = ['金城', '儒林', '尧塘', '直溪', '朱林', '薛埠', '指前', '湖塘', '牛塘', '洛阳', '遥观', '横林', '郑陆'];

/** A made-up city with about this many devices: two at each point, and a switch in each of twenty districts. */
export function largeCity(devices: number): FakeCity {
  const count = Math.floor((devices - 20) / 2);
  const districts = Array.from({ length: 20 }, (_, index) => ({
    id: `d${index + 1}`,
    nameZh: `第${index + 1}区`,
    nameEn: `District ${index + 1}`,
  }));
  const points = Array.from({ length: count }, (_, index) => {
    const district = (index * 7) % 20;
    return {
      id: `p${index + 1}`,
      officeId: `o${index + 1}`,
      officeNameZh: `${towns[index % towns.length]}镇第${index + 1}财政所`,
      districtId: `d${district + 1}`,
      prefix: `10.${district + 1}.${index % 250}.0/24`,
    };
  });
  const links = points.flatMap((point, index) =>
    (index % 6 === 0 ? (['primary', 'backup'] as const) : (['primary'] as const)).map((role, order) => ({
      id: `L${index + 1}${order === 0 ? '' : 'b'}`,
      pointId: point.id,
      districtId: point.districtId,
      role,
      circuit: `CT-${index + 1}`,
      a: { deviceId: `${point.districtId}-agg`, interfaceName: `ge-${index}-${order + 1}` },
      b: { deviceId: `${point.id}-utm`, interfaceName: `wan${order + 1}` },
    })),
  );
  const ofPoint = points.flatMap(({ id, districtId }, index) =>
    (['utm', 'switch'] as const).map((kind, order) => ({
      id: kind === 'utm' ? `${id}-utm` : `${id}-sw`,
      kind,
      pointId: id,
      locationId: id,
      districtId,
      address: `10.${(index * 7) % 20}.${index % 250}.${order + 1}`,
      note: '',
    })),
  );
  const aggregation = districts.map(({ id }, index) => ({
    id: `${id}-agg`,
    kind: 'switch',
    pointId: null,
    locationId: `${id}-dc`,
    districtId: id,
    address: `10.${index}.0.2`,
    note: '',
  }));
  return { nameZh: '试验大城', nameEn: 'Large City', districts, points, links, devices: [...aggregation, ...ofPoint] };
}

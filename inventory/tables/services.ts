import type { Columns } from '../files/csv.ts';
import type { District, HostPair, Service } from '../model.ts';
import type { Cells } from './cells.ts';
import { districtOrCity, type Reading } from './context.ts';
import { type Entries, readEntries } from './entries.ts';

export const serviceColumns: Columns = {
  required: ['id', 'system', 'name_zh', 'name_en', 'district', 'url'],
  optional: ['app_pair', 'db_pair'],
};

/** Reads services.csv: each stands on a pair of the right role in its own district, or on the city's. */
export function readServices({
  table,
  mistakes,
  city,
  districts,
  pairs,
}: Pick<Reading, 'table' | 'mistakes' | 'city'> & {
  districts: Entries<District>;
  pairs: Entries<HostPair>;
}): Entries<Service> {
  const owners = districtOrCity(districts, city);
  const pair = (cells: Cells, role: 'app' | 'db', districtId: string): string | undefined => {
    const column = `${role}_pair`;
    const id = cells.optionalReference(column, pairs, 'pair');
    const found = id === undefined ? undefined : pairs.get(id)?.value;
    if (id === undefined || found === undefined || pairs.mayMention(id)) return id;
    if (found.role !== role) cells.wrong(column, 'pair-role', { value: id, role: found.role });
    if (districtId !== '' && found.districtId !== districtId && found.districtId !== city.id) {
      cells.wrong(column, 'pair-other-district', { value: id, owner: found.districtId, district: districtId });
    }
    return id;
  };
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => {
      const districtId = cells.reference('district', owners, 'district') ?? '';
      return {
        id,
        system: cells.id('system') ?? '',
        nameZh: cells.text('name_zh') ?? '',
        nameEn: cells.text('name_en') ?? '',
        districtId,
        appPairId: pair(cells, 'app', districtId),
        dbPairId: pair(cells, 'db', districtId),
        url: cells.serviceUrl('url') ?? '',
      };
    },
  });
}

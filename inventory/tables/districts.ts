import type { Columns } from '../files/csv.ts';
import type { District } from '../model.ts';
import type { Reading } from './context.ts';
import { type Entries, readEntries } from './entries.ts';

export const districtColumns: Columns = { required: ['id', 'name_zh', 'name_en', 'prefix'], optional: [] };

/** Reads districts.csv: whose prefixes every point of the district lies in. */
export function readDistricts({ table, mistakes, city, networks }: Reading): Entries<District> {
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => {
      if (id === city.id) cells.wrong('id', 'reserved-id', { value: id });
      const prefixes = cells.prefixes('prefix');
      networks.add('district', id, prefixes, () => cells.row.place('prefix'));
      return {
        id,
        nameZh: cells.text('name_zh') ?? '',
        nameEn: cells.text('name_en') ?? '',
        prefixes: prefixes.map(({ text }) => text),
      };
    },
  });
}

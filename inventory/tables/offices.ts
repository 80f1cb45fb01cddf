import type { Columns } from '../files/csv.ts';
import type { District, Office } from '../model.ts';
import type { Reading } from './context.ts';
import { type Entries, readEntries } from './entries.ts';

export const officeColumns: Columns = { required: ['id', 'name_zh', 'district'], optional: [] };

/** Reads offices.csv. */
export function readOffices({
  table,
  mistakes,
  districts,
}: Pick<Reading, 'table' | 'mistakes'> & { districts: Entries<District> }): Entries<Office> {
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => ({
      id,
      nameZh: cells.text('name_zh') ?? '',
      districtId: cells.reference('district', districts, 'district') ?? '',
    }),
  });
}

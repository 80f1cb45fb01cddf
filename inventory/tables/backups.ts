import type { Columns } from '../files/csv.ts';
import type { Backup, District, Office } from '../model.ts';
import type { Reading } from './context.ts';
import { type Entries, readEntries } from './entries.ts';

export const backupColumns: Columns = {
  required: ['id', 'office', 'district', 'repository', 'schedule', 'max_age', 'retention'],
  optional: ['drill'],
};

/** Reads backups.csv: each data set belongs to an office of the district whose repository must hold it. */
export function readBackups({
  table,
  mistakes,
  districts,
  offices,
}: Pick<Reading, 'table' | 'mistakes'> & { districts: Entries<District>; offices: Entries<Office> }): Entries<Backup> {
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => {
      const officeId = cells.reference('office', offices, 'office') ?? '';
      const districtId = cells.reference('district', districts, 'district') ?? '';
      const officeDistrict = offices.get(officeId)?.value.districtId ?? '';
      if (districtId !== '' && districts.get(officeDistrict) !== undefined && officeDistrict !== districtId) {
        cells.wrong('district', 'other-district', { value: districtId, owner: officeId, district: officeDistrict });
      }
      const maxAgeSeconds = cells.duration('max_age') ?? 0;
      const retentionSeconds = cells.duration('retention') ?? 0;
      if (retentionSeconds > 0 && retentionSeconds < maxAgeSeconds) cells.wrong('retention', 'retention-below-age');
      return {
        id,
        officeId,
        districtId,
        repository: cells.id('repository') ?? '',
        schedule: cells.text('schedule') ?? '',
        maxAgeSeconds,
        retentionSeconds,
        drill: cells.optional('drill') ?? '',
      };
    },
  });
}

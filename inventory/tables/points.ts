import type { Columns } from '../files/csv.ts';
import type { District, Office, Point } from '../model.ts';
import { dataCentreOf, type Reading } from './context.ts';
import { type Entries, readEntries } from './entries.ts';
import { prefixList } from './networks.ts';

export const pointColumns: Columns = { required: ['id', 'office', 'district', 'prefix'], optional: [] };

/** Reads points.csv: each lies in its office's district, its prefixes in that district's. */
export function readPoints({
  table,
  mistakes,
  city,
  networks,
  districts,
  offices,
}: Reading & { districts: Entries<District>; offices: Entries<Office> }): Entries<Point> {
  const dataCentres = new Set([city.id, ...districts.ids()].map(dataCentreOf));
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => {
      if (dataCentres.has(id)) cells.wrong('id', 'reserved-id', { value: id });
      const officeId = cells.reference('office', offices, 'office') ?? '';
      const districtId = cells.reference('district', districts, 'district') ?? '';
      const officeDistrict = offices.get(officeId)?.value.districtId ?? '';
      if (
        districts.get(districtId) !== undefined &&
        districts.get(officeDistrict) !== undefined &&
        officeDistrict !== districtId
      ) {
        cells.wrong('district', 'other-district', { value: districtId, owner: officeId, district: officeDistrict });
      }
      const prefixes = cells.prefixes('prefix');
      for (const prefix of prefixes) {
        if (networks.mayCover('district', districtId, prefix)) continue;
        const network = prefixList(networks.prefixesOf('district', districtId));
        cells.wrong('prefix', 'prefix-outside', { value: prefix.text, district: districtId, network });
      }
      networks.add('point', id, prefixes, () => cells.row.place('prefix'));
      return { id, officeId, districtId, prefixes: prefixes.map(({ text }) => text) };
    },
  });
}

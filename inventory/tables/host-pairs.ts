import type { Columns } from '../files/csv.ts';
import { type Device, type District, type HostPair, standbyEngines } from '../model.ts';
import type { Cells } from './cells.ts';
import { districtOrCity, type Reading } from './context.ts';
import { type Entries, Once, readEntries } from './entries.ts';
import { prefixList } from './networks.ts';

export const hostPairColumns: Columns = {
  required: ['id', 'district', 'role', 'member_a', 'member_b', 'virtual_address', 'standby'],
  optional: [],
};

/** Reads host-pairs.csv: two different hosts of the district (UTMs for `utm-ha`), each in one pair. */
export function readHostPairs({
  table,
  mistakes,
  city,
  networks,
  addresses,
  districts,
  devices,
}: Reading & { districts: Entries<District>; devices: Entries<Device> }): Entries<HostPair> {
  const members = new Once(mistakes);
  const owners = districtOrCity(districts, city);
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => {
      const districtId = cells.reference('district', owners, 'district') ?? '';
      const standby = cells.oneOf('standby', standbyEngines);
      const memberA = readMember({ cells, column: 'member_a', devices, districtId, utm: standby === 'utm-ha' });
      const memberB = readMember({ cells, column: 'member_b', devices, districtId, utm: standby === 'utm-ha' });
      if (memberA !== '' && memberA === memberB) cells.wrong('member_b', 'pair-same-member', { value: memberB });
      else {
        if (memberA !== '') members.use(memberA, cells.row, 'member_a', 'member-twice', memberA);
        if (memberB !== '') members.use(memberB, cells.row, 'member_b', 'member-twice', memberB);
      }
      const virtual = cells.address('virtual_address');
      if (virtual !== undefined) {
        if (!networks.mayHold('district', districtId, virtual)) {
          const network = prefixList(networks.prefixesOf('district', districtId));
          cells.wrong('virtual_address', 'address-outside', { value: virtual.text, owner: districtId, network });
        }
        addresses.use(virtual.text, cells.row, 'virtual_address', 'duplicate-address', virtual.text);
      }
      return {
        id,
        districtId,
        role: cells.oneOf('role', ['app', 'db']) ?? 'app',
        memberA,
        memberB,
        virtualAddress: virtual?.text ?? '',
        standby: standby ?? 'generic',
      };
    },
  });
}

function readMember({
  cells,
  column,
  devices,
  districtId,
  utm,
}: {
  cells: Cells;
  column: string;
  devices: Entries<Device>;
  districtId: string;
  utm: boolean;
}): string {
  const id = cells.reference(column, devices, 'device') ?? '';
  const entry = devices.get(id);
  if (entry === undefined) return id;
  const { kind, districtId: owner } = entry.value;
  // A kind that could not be read stands as `other`; its own mistake says so.
  if (kind !== (utm ? 'utm' : 'host') && !devices.mayMention(id)) {
    cells.wrong(column, utm ? 'member-no-utm' : 'member-no-host', { value: id, kind });
  }
  if (districtId !== '' && owner !== '' && owner !== districtId) {
    cells.wrong(column, 'member-other-district', { value: id, owner, district: districtId });
  }
  return id;
}

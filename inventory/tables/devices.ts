import type { IpAddress } from '../../core/index.ts';
import type { Columns } from '../files/csv.ts';
import { type Device, type District, deviceKinds, type Point } from '../model.ts';
import type { Cells } from './cells.ts';
import { dataCentreOf, districtOrCity, type Reading } from './context.ts';
import { type Entries, Once, readEntries } from './entries.ts';
import { type Level, prefixList } from './networks.ts';

export const deviceColumns: Columns = {
  required: ['id', 'kind', 'location', 'district', 'address', 'snmp'],
  optional: ['note'],
  extra: ['serial', 'mac', 'sys_object_id'],
};

type DeviceReading = Reading & {
  readonly districts: Entries<District>;
  readonly points: Entries<Point>;
  /** Names in `fangzhou.yaml`; undefined when that file could not be read. */
  readonly credentialNames: ReadonlySet<string> | undefined;
};

/** Reads devices.csv: where each stands, in whose prefix its address lies, and which credential opens it. */
export function readDevices(reading: DeviceReading): Entries<Device> {
  const { table, mistakes, city, addresses, districts } = reading;
  const owners = districtOrCity(districts, city);
  const macs = new Once(mistakes);
  const serials = new Once(mistakes);
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => {
      const districtId = cells.reference('district', owners, 'district') ?? '';
      const { locationId, pointId, scope } = readLocation({ ...reading, cells, districtId });
      const address = cells.address('address');
      if (address !== undefined) {
        if (scope !== undefined) checkAddress({ ...reading, cells, scope, address });
        addresses.use(address.text, cells.row, 'address', 'duplicate-address', address.text);
      }
      const mac = cells.optional('mac') === undefined ? undefined : cells.mac('mac');
      if (mac !== undefined) macs.use(mac, cells.row, 'mac', 'duplicate-address', mac);
      const serial = cells.optional('serial');
      const sysObjectID = cells.optional('sys_object_id');
      if (sysObjectID !== undefined && !/^\d+(?:\.\d+)+$/.test(sysObjectID))
        cells.wrong('sys_object_id', 'not-allowed', { value: sysObjectID, allowed: '1.3.6.1.4.1. ...' });
      if (serial !== undefined) serials.use(serial, cells.row, 'serial', 'duplicate-address', serial);
      return {
        id,
        kind: cells.oneOf('kind', deviceKinds) ?? 'other',
        locationId,
        pointId,
        districtId,
        address: address?.text ?? '',
        snmp: readCredentialName({ ...reading, cells }),
        note: cells.optional('note') ?? '',
        ...(serial === undefined ? {} : { serial }),
        ...(mac === undefined ? {} : { mac }),
        ...(sysObjectID === undefined ? {} : { sysObjectID }),
      };
    },
  });
}

interface Scope {
  readonly level: Level;
  readonly id: string;
}

/** A data centre by its name, else a point; `scope` is whose prefixes the address must lie in. */
function readLocation({
  cells,
  districtId,
  city,
  districts,
  points,
}: DeviceReading & { cells: Cells; districtId: string }): {
  locationId: string;
  pointId: string | undefined;
  scope?: Scope;
} {
  const locationId = cells.text('location') ?? '';
  const owner = locationId.endsWith('-dc') ? locationId.slice(0, -'-dc'.length) : undefined;
  if (owner !== undefined && districtOrCity(districts, city).mayHold(owner)) {
    if (districtId !== '' && owner !== districtId) {
      cells.wrong('district', 'other-district', { value: districtId, owner: locationId, district: owner });
    }
    return { locationId, pointId: undefined, scope: { level: 'district', id: owner } };
  }
  if (locationId === '' || cells.reference('location', points, 'point') === undefined) {
    return { locationId: '', pointId: undefined };
  }
  const pointDistrict = points.get(locationId)?.value.districtId ?? '';
  if (districtId !== '' && districts.get(pointDistrict) !== undefined && pointDistrict !== districtId) {
    cells.wrong('district', 'other-district', { value: districtId, owner: locationId, district: pointDistrict });
  }
  return { locationId, pointId: locationId, scope: { level: 'point', id: locationId } };
}

function checkAddress({
  cells,
  networks,
  scope,
  address,
}: Pick<Reading, 'networks'> & { cells: Cells; scope: Scope; address: IpAddress }): void {
  if (networks.mayHold(scope.level, scope.id, address)) return;
  const owner = scope.level === 'point' ? scope.id : dataCentreOf(scope.id);
  const network = prefixList(networks.prefixesOf(scope.level, scope.id));
  cells.wrong('address', 'address-outside', { value: address.text, owner, network });
}

/** The cell itself is not shown: a community is easily written where its name belongs. */
function readCredentialName({ cells, credentialNames }: DeviceReading & { cells: Cells }): string {
  const name = cells.text('snmp') ?? '';
  const known = name === '' || name === 'none' || credentialNames === undefined || credentialNames.has(name);
  if (!known) cells.wrong('snmp', 'unknown-credential', { known: ['none', ...credentialNames].join(', ') });
  return name;
}

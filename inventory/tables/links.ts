import type { Columns } from '../files/csv.ts';
import type { Device, District, Link, LinkEnd, Point } from '../model.ts';
import type { Cells } from './cells.ts';
import type { Reading } from './context.ts';
import { type Entries, Once, readEntries } from './entries.ts';

export const linkColumns: Columns = {
  required: ['id', 'point', 'district', 'a_device', 'a_interface', 'b_device', 'b_interface', 'role', 'bandwidth'],
  optional: ['circuit'],
};

type LinkReading = Pick<Reading, 'table' | 'mistakes'> & {
  readonly districts: Entries<District>;
  readonly points: Entries<Point>;
  readonly devices: Entries<Device>;
};

/** Reads links.csv: end a stands in the district, end b at the point, and no interface carries two links. */
export function readLinks({ table, mistakes, districts, points, devices }: LinkReading): Entries<Link> {
  const interfaces = new Once(mistakes);
  const end = (cells: Cells, side: 'a' | 'b'): LinkEnd => {
    const deviceId = cells.reference(`${side}_device`, devices, 'device') ?? '';
    const interfaceName = cells.text(`${side}_interface`) ?? '';
    if (deviceId !== '' && interfaceName !== '') {
      const name = `${deviceId} ${interfaceName}`;
      interfaces.use(name, cells.row, `${side}_interface`, 'interface-twice', name);
    }
    return { deviceId, interfaceName };
  };
  return readEntries({
    table,
    mistakes,
    make: (cells, id) => {
      const pointId = cells.reference('point', points, 'point') ?? '';
      const districtId = cells.reference('district', districts, 'district') ?? '';
      const point = points.get(pointId)?.value;
      if (point !== undefined && differs(point.districtId, districtId)) {
        cells.wrong('district', 'other-district', { value: districtId, owner: pointId, district: point.districtId });
      }
      const a = end(cells, 'a');
      const b = end(cells, 'b');
      // Where point and link disagree on the district, that has been said: the ends are held to the point's.
      const rightDistrict = point?.districtId ?? districtId;
      const deviceA = soundDevice(devices, a.deviceId);
      if (deviceA !== undefined && differs(deviceA.districtId, rightDistrict)) {
        cells.wrong('a_device', 'link-end-district', {
          value: a.deviceId,
          owner: deviceA.districtId,
          district: rightDistrict,
        });
      }
      const deviceB = soundDevice(devices, b.deviceId);
      if (deviceB !== undefined && differs(deviceB.locationId, pointId)) {
        cells.wrong('b_device', 'link-end-point', { value: b.deviceId, owner: deviceB.locationId, point: pointId });
      }
      if (a.deviceId !== '' && a.deviceId === b.deviceId)
        cells.wrong('b_device', 'link-one-device', { value: b.deviceId });
      return {
        id,
        pointId,
        districtId,
        a,
        b,
        role: cells.oneOf('role', ['primary', 'backup']) ?? 'primary',
        bandwidthBitsPerSecond: cells.bandwidth('bandwidth') ?? 0,
        circuit: cells.optional('circuit') ?? '',
      };
    },
  });
}

/** A device whose own line has no mistake: what it says of itself can be held against a link. */
function soundDevice(devices: Entries<Device>, id: string): Device | undefined {
  return devices.mayMention(id) ? undefined : devices.get(id)?.value;
}

/** Two ids that were both read and are not the same. */
function differs(one: string, other: string): boolean {
  return one !== '' && other !== '' && one !== other;
}

import type { City, Device, Link } from '../../inventory/index.ts';

/** Groups in the order of the input; entries without a key are left out. */
export function groupBy<T>(entries: readonly T[], key: (entry: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const name = key(entry);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  return groups;
}

const forwards = (device: Device): boolean => device.kind === 'switch' || device.kind === 'router';

/** Switches and routers of the city's own data centre. */
export function coreDevices(city: City): readonly Device[] {
  return [...city.devices.values()].filter((device) => device.districtId === city.id && forwards(device));
}

/** By district: the a-ends of its links; without links, the switches and routers of its data centre. */
export function aggregationDevices(city: City, links: readonly Link[]): ReadonlyMap<string, readonly Device[]> {
  const found = new Map<string, Device[]>();
  const add = (districtId: string, device: Device | undefined): void => {
    if (device === undefined || device.pointId !== undefined) return;
    const known = found.get(districtId) ?? [];
    if (!known.includes(device)) known.push(device);
    found.set(districtId, known);
  };
  for (const link of links) add(link.districtId, city.devices.get(link.a.deviceId));
  for (const districtId of city.districts.keys()) {
    if (found.has(districtId)) continue;
    for (const device of city.devices.values()) {
      if (device.districtId === districtId && forwards(device)) add(districtId, device);
    }
  }
  return found;
}

/** By point: its UTMs; where none is declared, the devices at which its links end. */
export function gatewayDevices(
  city: City,
  devicesByPoint: ReadonlyMap<string, readonly Device[]>,
  linksByPoint: ReadonlyMap<string, readonly Link[]>,
): ReadonlyMap<string, readonly Device[]> {
  const found = new Map<string, readonly Device[]>();
  for (const pointId of city.points.keys()) {
    const devices = devicesByPoint.get(pointId) ?? [];
    const utms = devices.filter((device) => device.kind === 'utm');
    const ends = new Set((linksByPoint.get(pointId) ?? []).map((link) => link.b.deviceId));
    found.set(pointId, utms.length > 0 ? utms : devices.filter((device) => ends.has(device.id)));
  }
  return found;
}

import type { City, Device, DeviceKind } from '../../inventory/index.ts';
import type { PlaceKind } from './standing.ts';

/** A point or a data centre, with the devices that tell of its isolation. */
export interface IsolationPlace {
  readonly id: string;
  readonly kind: PlaceKind;
  readonly districtId: string;
  readonly devices: readonly Device[];
}

/** Devices that carry traffic: where one has no agent, nothing is known of it, and its place cannot count as isolated. */
const carriers: ReadonlySet<DeviceKind> = new Set<DeviceKind>(['utm', 'switch', 'router', 'olt']);

/** Every place of the city that is judged: all points, also those without devices, and the data centres that have some. */
export function placesOf(city: City): ReadonlyMap<string, IsolationPlace> {
  const told = [...city.devices.values()].filter(({ kind, snmp }) => snmp !== 'none' || carriers.has(kind));
  const byPlace = Map.groupBy(told, ({ locationId }) => locationId);
  const places = new Map<string, IsolationPlace>();
  for (const { id, districtId } of city.points.values()) {
    places.set(id, { id, kind: 'point', districtId, devices: byPlace.get(id) ?? [] });
  }
  for (const [id, devices] of byPlace) {
    const [first] = devices;
    if (places.has(id) || first === undefined) continue;
    places.set(id, { id, kind: 'data-centre', districtId: first.districtId, devices });
  }
  return places;
}

import type { ElementRef } from '../../audit/index.ts';
import type { City } from '../../inventory/index.ts';

/** A data centre is no element of its own: its trouble is its district's, or the city's. */
export function placeRoot(placeId: string, city: City): ElementRef {
  if (city.points.has(placeId)) return { kind: 'point', id: placeId };
  const [device] = [...city.devices.values()].filter(({ locationId }) => locationId === placeId);
  return { kind: 'district', id: device?.districtId ?? city.id };
}

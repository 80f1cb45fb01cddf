import type { ElementRef } from '../../audit/index.ts';
import type { City, PagingSettings, TeamSettings } from '../../inventory/index.ts';

/** The district that an element belongs to; the city's id for its own, undefined for what the inventory does not know any more. */
export function knownDistrictOf({ kind, id }: ElementRef, city: City): string | undefined {
  return {
    point: () => city.points.get(id)?.districtId,
    link: () => city.links.get(id)?.districtId,
    device: () => city.devices.get(id)?.districtId,
    interface: () => city.devices.get(id.split('/')[0] ?? '')?.districtId,
    pair: () => city.hostPairs.get(id)?.districtId,
    district: () => city.districts.get(id)?.id,
  }[kind]();
}

/** As `knownDistrictOf`; the city answers for what the inventory does not know any more. */
export function districtOf(element: ElementRef, city: City): string {
  return knownDistrictOf(element, city) ?? city.id;
}

/** The team that answers for an element: its district's, or the city's. Undefined where nobody is declared. */
export function teamOf(root: ElementRef, city: City, { teams }: PagingSettings): TeamSettings | undefined {
  const of = (districtId: string): TeamSettings | undefined =>
    teams.find(({ districtIds }) => districtIds.includes(districtId));
  return of(districtOf(root, city)) ?? of(city.id);
}

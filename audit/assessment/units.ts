import type { City } from '../../inventory/index.ts';
import { placesOf } from '../isolation/places.ts';
import type { Unit } from './model.ts';

/** Who is assessed: every district that has points, and every office that has some, in the order of the inventory. */
export function unitsOf(city: City): readonly Unit[] {
  const points = [...city.points.values()];
  const byOffice = Map.groupBy(points, ({ officeId }) => officeId);
  const byDistrict = Map.groupBy(points, ({ districtId }) => districtId);
  const idsOf = (some: typeof points = []): readonly string[] => some.map(({ id }) => id);
  const districts = [...city.districts.values()].map(
    ({ id, nameZh, nameEn }): Unit => ({
      ...{ kind: 'district', id, nameZh, nameEn: nameEn === '' ? id : nameEn },
      ...{ districtId: id, pointIds: idsOf(byDistrict.get(id)) },
    }),
  );
  const offices = [...city.offices.values()].map(
    // Offices have no English name.
    ({ id, nameZh, districtId }): Unit => ({
      ...{ kind: 'office', id, nameZh, nameEn: id },
      ...{ districtId, pointIds: idsOf(byOffice.get(id)) },
    }),
  );
  return [...districts, ...offices].filter(({ pointIds }) => pointIds.length > 0);
}

/** The places of a unit that are judged for isolation: its points, and of a district its data centre. */
export function placesOfUnit(city: City, { kind, id, pointIds }: Unit): readonly string[] {
  if (kind === 'office') return pointIds;
  return [...placesOf(city).values()].filter(({ districtId }) => districtId === id).map((place) => place.id);
}

/** Where an element is, by its name in a record: `link F23`. Empty for one that the city does not have (any more). */
export function whereIs(
  city: City,
  element: string,
): { readonly pointId?: string | undefined; readonly districtId?: string | undefined } {
  const [kind = '', id = ''] = [element.slice(0, element.indexOf(' ')), element.slice(element.indexOf(' ') + 1)];
  const ofPoint = (pointId: string | undefined) => {
    const districtId = city.points.get(pointId ?? '')?.districtId;
    return districtId === undefined ? {} : { pointId, districtId };
  };
  if (kind === 'point') return ofPoint(id);
  if (kind === 'link') return ofPoint(city.links.get(id)?.pointId);
  if (kind === 'device' || kind === 'interface') {
    const device = city.devices.get(kind === 'device' ? id : id.slice(0, id.indexOf('/')));
    return device?.pointId === undefined ? { districtId: device?.districtId } : ofPoint(device.pointId);
  }
  if (kind === 'pair') return { districtId: city.hostPairs.get(id)?.districtId };
  if (kind === 'service') return { districtId: city.services.get(id)?.districtId };
  return kind === 'district' ? { districtId: id } : {};
}

import type { Language } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import { type IsolationPlace, placesOf } from '../../isolation/places.ts';
import type { ElementName } from '../model.ts';
import { pointName, type ScopeWish, scopeName } from '../uptime/scope.ts';
import type { Words } from '../words.ts';

/** The places of a scope that are judged: points in the order of the inventory, then data centres. */
export function placesIn(city: City, { kind, id }: ScopeWish): readonly IsolationPlace[] {
  const isIn = (place: IsolationPlace): boolean => {
    if (kind === 'office') return city.points.get(place.id)?.officeId === id;
    return kind === 'city' || (kind === 'district' ? place.districtId === id : place.id === id);
  };
  return [...placesOf(city).values()].filter(isIn);
}

export function placeElement(city: City, { id, kind, districtId }: IsolationPlace, words: Words): ElementName {
  if (kind === 'point') return { kind, id, name: pointName(city, id, words.language) };
  const district = districtNameOf(city, districtId, words.language);
  return { kind, id, name: words.label('report.isolation.centre', { district }) };
}

function districtNameOf(city: City, districtId: string, language: Language): string {
  const scope =
    districtId === city.id ? ({ kind: 'city', id: city.id } as const) : ({ kind: 'district', id: districtId } as const);
  return scopeName(city, scope, language);
}

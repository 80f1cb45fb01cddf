import type { Mistakes } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import type { City } from '../model.ts';
import type { IsolationReference } from './isolation.ts';

/** Reports every device, place, pair and service that the settings name and the city does not know. */
export function referMistakes(references: readonly IsolationReference[], city: City, mistakes: Mistakes): void {
  const places = new Set([
    ...city.points.keys(),
    ...[city.id, ...city.districts.keys()].map((id) => `${id}-dc`),
    ...[...city.devices.values()].map(({ locationId }) => locationId),
  ]);
  const known = {
    device: new Set(city.devices.keys()),
    place: places,
    pair: new Set(city.hostPairs.keys()),
    member: new Set<string>(),
    service: new Set(city.services.keys()),
  };
  for (const { place, field, noun, value, pairId = '' } of references) {
    const pair = city.hostPairs.get(pairId);
    // An unknown pair is a mistake of its own; what stands below it is not told twice.
    if (noun === 'member' && pair === undefined) continue;
    const names = pair === undefined ? known[noun] : new Set([pair.memberA, pair.memberB]);
    if (names.has(value)) continue;
    const near = mistakes.isFull(place.file) ? undefined : nearest(value, names);
    mistakes.add(place, 'unknown-reference', { field, noun: `key:inventory.noun.${noun}`, value }, near);
  }
}

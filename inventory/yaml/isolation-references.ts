import type { Mistakes } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import type { City } from '../model.ts';
import type { IsolationReference } from './isolation.ts';

/** Reports every device and place that `isolation` names and the city does not know. */
export function referMistakes(references: readonly IsolationReference[], city: City, mistakes: Mistakes): void {
  const places = new Set([
    ...city.points.keys(),
    ...[city.id, ...city.districts.keys()].map((id) => `${id}-dc`),
    ...[...city.devices.values()].map(({ locationId }) => locationId),
  ]);
  const known = { device: new Set(city.devices.keys()), place: places };
  for (const { place, field, noun, value } of references) {
    if (known[noun].has(value)) continue;
    const near = mistakes.isFull(place.file) ? undefined : nearest(value, known[noun]);
    mistakes.add(place, 'unknown-reference', { field, noun: `key:inventory.noun.${noun}`, value }, near);
  }
}

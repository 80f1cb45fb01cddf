import type { Mistakes } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import type { City } from '../model.ts';
import type { TeamReference } from './paging.ts';

/** Reports districts of teams that the city does not know or that two teams have, and a city that no team answers for. */
export function teamMistakes(references: readonly TeamReference[], city: City, mistakes: Mistakes): void {
  const [first] = references;
  if (first === undefined) return;
  const known = new Set([city.id, ...city.districts.keys()]);
  const covered = new Set<string>();
  for (const { place, field, districtId } of references) {
    if (!known.has(districtId)) {
      const params = { field, noun: 'key:inventory.noun.district', value: districtId };
      mistakes.add(place, 'unknown-reference', params, nearest(districtId, known));
    } else if (covered.has(districtId)) mistakes.add(place, 'paging-covered', { field, value: districtId });
    covered.add(districtId);
  }
  const { place } = first;
  if (!covered.has(city.id)) mistakes.add(place, 'paging-uncovered', { field: 'teams', value: city.id });
}

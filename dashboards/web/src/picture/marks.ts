import type { PointOnWall } from '../state/model.ts';
import type { PlacedPoint } from './placed.ts';

/**
 * Points of a dense picture that get a mark of their own; the squares show the state of all. When a whole city is down,
 * thousands of marks would say no more than the squares and would make the wall slow when it matters most.
 */
export const mostMarks = 150;

const urgency = { down: 0, degraded: 1, unknown: 2, up: 3 } as const;

/** The points to draw one by one: all that have a name; of the others those in trouble, the worst first, and `home`. */
export function pointsToMark(
  places: Iterable<PlacedPoint>,
  points: ReadonlyMap<string, PointOnWall>,
  home: string | undefined,
): readonly PlacedPoint[] {
  const stars: PlacedPoint[] = [];
  const troubled: { readonly place: PlacedPoint; readonly order: number }[] = [];
  let own: PlacedPoint | undefined;
  for (const place of places) {
    const state = points.get(place.id)?.state;
    if (state === undefined) continue;
    if (place.form === 'star') stars.push(place);
    else if (place.id === home) own = place;
    else if (state !== 'up') troubled.push({ place, order: urgency[state] });
  }
  const worst = troubled.sort((a, b) => a.order - b.order).slice(0, mostMarks);
  return [...stars, ...worst.map(({ place }) => place), ...(own === undefined ? [] : [own])];
}

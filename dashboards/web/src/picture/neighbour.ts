import type { Layout } from './placed.ts';
import type { Place } from './rectangle.ts';
import type { Spot } from './spot.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Where a spot is, for the keyboard and for the tooltip; a link is met beyond its middle, where links lie apart. */
export function placeOf(layout: Layout, spot: Spot): Place | undefined {
  const id = spot.slice(spot.indexOf(':') + 1);
  if (spot.startsWith('point:')) return layout.points.get(id);
  const link = layout.links.get(id);
  return link === undefined ? undefined : along(link.from, link.to, 0.62);
}

export function along(from: Place, to: Place, share: number): Place {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** The nearest element within the quarter that an arrow key points to; the same one where there is none. */
export function nearestTowards(layout: Layout, from: Spot, direction: Direction): Spot {
  const here = placeOf(layout, from);
  if (here === undefined) return from;
  let best: { spot: Spot; distance: number } | undefined;
  for (const spot of spots(layout)) {
    const there = placeOf(layout, spot);
    if (spot === from || there === undefined) continue;
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const [ahead, aside] = {
      left: [-dx, dy],
      right: [dx, dy],
      up: [-dy, dx],
      down: [dy, dx],
    }[direction] as [number, number];
    if (ahead <= 0.5 || Math.abs(aside) > ahead * 1.5) continue;
    const distance = ahead + 2 * Math.abs(aside);
    if (best === undefined || distance < best.distance) best = { spot, distance };
  }
  return best?.spot ?? from;
}

function* spots(layout: Layout): Generator<Spot> {
  for (const id of layout.points.keys()) yield `point:${id}`;
  for (const { id, form } of layout.links.values()) if (form === 'star') yield `link:${id}`;
}

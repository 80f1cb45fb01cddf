import { textWidth } from './names.ts';
import { around, overlaps, type Place, type Rectangle } from './rectangle.ts';

/** Size of names, in pixels, at which a plate has its own size; it grows with them. */
const usualFont = 18;
/** Pixels between two plates of a block. */
const gap = 3;
/** Where a plate may sit on its line, as a share of the way from the hub to the point; the first is the best. */
const shares = [0.6, 0.54, 0.66, 0.48, 0.72, 0.42, 0.78, 0.36, 0.84, 0.3] as const;

/** The plate on a link that is not well: a mark and the link's name. */
export interface BadgeSize {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** `width` and `height` in pixels of the picture, after `scale`. */
export function badgeSize(id: string, fontSize: number): BadgeSize {
  const scale = Math.min(1.1, Math.max(0.7, fontSize / usualFont));
  return { width: (textWidth(id, 14) + 34) * scale, height: 24 * scale, scale };
}

/** What a plate may meet: names and districts, which it must not cover, and plates of links that are rarely shown. */
export interface Taken {
  readonly names: readonly Rectangle[];
  readonly plates: readonly Rectangle[];
}

/**
 * Places for the plates of one point's links, side by side as one block on the way from hub to point, so that two cut
 * fibres of one point are read together: where the block covers nothing, else where it covers least, names last.
 */
export function placeBadges(from: Place, to: Place, sizes: readonly BadgeSize[], { names, plates }: Taken): Place[] {
  let best: { readonly places: Place[]; readonly covered: number } | undefined;
  for (const places of candidates(from, to, sizes)) {
    const block = places.map(({ x, y }, index) =>
      around({ x, y }, sizes[index]?.width ?? 0, sizes[index]?.height ?? 0),
    );
    const met = (others: readonly Rectangle[]) =>
      others.filter((other) => block.some((plate) => overlaps(plate, other))).length;
    const covered = 100 * met(names) + met(plates);
    if (covered === 0) return places;
    if (best === undefined || covered < best.covered) best = { places, covered };
  }
  return best?.places ?? [];
}

/** A row on a flat line and a column on a steep one, else the other way round, else over or under a short line. */
function* candidates(from: Place, to: Place, sizes: readonly BadgeSize[]): Generator<Place[]> {
  const steep = Math.abs(to.y - from.y) > Math.abs(to.x - from.x);
  const width = Math.max(...sizes.map((size) => size.width)) + gap;
  const height = Math.max(...sizes.map((size) => size.height)) + gap;
  for (const aside of [0, 0.6, -0.6, 1, -1])
    for (const column of sizes.length === 1 ? [false] : [steep, !steep])
      for (const share of shares) {
        const middle = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share + aside * height };
        yield sizes.map((_, index) => {
          const away = index - (sizes.length - 1) / 2;
          return { x: middle.x + (column ? 0 : away * width), y: middle.y + (column ? away * height : 0) };
        });
      }
}

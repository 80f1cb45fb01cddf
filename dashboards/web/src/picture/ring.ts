import { around, centre, contains, inset, overlaps, type Place, type Rectangle } from './rectangle.ts';

/** What is placed on a ring: equal boxes, each a mark with its name. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Roundness of a ring between an ellipse (2) and a rectangle. */
const exponent = 2.7;
const samples = 720;
/** The ring of half axes 1; every ring is this one stretched. */
const unit: readonly Place[] = Array.from({ length: samples + 1 }, (_, step) => {
  const angle = (2 * Math.PI * step) / samples;
  const bend = (value: number) => Math.sign(value) * Math.abs(value) ** (2 / exponent);
  return { x: bend(Math.cos(angle)), y: bend(Math.sin(angle)) };
});
/** Slack between two boxes, as a share of a box. */
const least = 1.02;

/**
 * Centres for `count` boxes on one or two rings around the middle of a tile, or undefined when they do not fit.
 * No two boxes overlap, none leaves the tile, none covers the hub. `gapTowards` (an angle) stays free for the trunk.
 * With one ring no line runs through a name.
 */
export function placeOnRings(
  tile: Rectangle,
  count: number,
  box: Box,
  hub: Box,
  gapTowards: number,
  rings: 1 | 2 = 2,
): readonly Place[] | undefined {
  const middle = centre(tile);
  const outer = ring(tile, box, 0);
  if (outer === undefined) return undefined;
  if (outer.room / Math.max(1, count) >= least) {
    return checked(tile, spread(outer, middle, count, gapTowards, 0.5), box, hub, middle);
  }
  if (rings === 1) return undefined;
  const inner = ring(tile, box, 1);
  if (inner === undefined) return undefined;
  const outerMost = Math.floor(outer.room / least);
  const innerMost = Math.floor(inner.room / least);
  if (outerMost + innerMost < count) return undefined;
  const outside = Math.min(
    outerMost,
    Math.max(count - innerMost, Math.round((count * outer.room) / (outer.room + inner.room))),
  );
  const places = [
    ...spread(outer, middle, outside, gapTowards, 0.5),
    ...spread(inner, middle, count - outside, gapTowards, 0.5),
  ];
  return checked(tile, places, box, hub, middle);
}

interface Ring {
  /** Points of the closed curve relative to its middle, by angle from 0 to 2 pi. */
  readonly curve: readonly Place[];
  /** Box lengths up to each point: in this measure two boxes 1 apart just touch. */
  readonly travelled: readonly number[];
  /** Box lengths of the whole curve. */
  readonly room: number;
}

function ring(tile: Rectangle, box: Box, index: number): Ring | undefined {
  const a = tile.width / 2 - box.width * (0.5 + 1.05 * index);
  const b = tile.height / 2 - box.height * (0.5 + 1.15 * index);
  if (a <= 0 || b <= 0) return undefined;
  const curve = unit.map(({ x, y }) => ({ x: a * x, y: b * y }));
  const travelled = [0];
  for (let step = 1; step <= samples; step++) {
    const [from, to] = [curve[step - 1], curve[step]];
    const length =
      from === undefined || to === undefined
        ? 0
        : Math.max(Math.abs(to.x - from.x) / box.width, Math.abs(to.y - from.y) / box.height);
    travelled.push((travelled[step - 1] ?? 0) + length);
  }
  return { curve, travelled, room: travelled[samples] ?? 0 };
}

/** `count` places equally far apart in box lengths, the first `shift` of a step after the angle that stays free. */
function spread({ curve, travelled, room }: Ring, middle: Place, count: number, from: number, shift: number): Place[] {
  const first = nearestStep(curve, from);
  return Array.from({ length: count }, (_, index) => {
    const wanted = ((travelled[first] ?? 0) + (room * (index + shift)) / count) % room;
    const at = curve[firstAtLeast(travelled, wanted)] ?? { x: 0, y: 0 };
    return { x: middle.x + at.x, y: middle.y + at.y };
  });
}

/** Index of the first of rising numbers that is not below `wanted`. */
function firstAtLeast(rising: readonly number[], wanted: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

function nearestStep(curve: readonly Place[], angle: number): number {
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  curve.forEach(({ x, y }, step) => {
    const score = (x * Math.cos(angle) + y * Math.sin(angle)) / Math.max(1, Math.hypot(x, y));
    if (score > bestScore) [best, bestScore] = [step, score];
  });
  return best;
}

/** Rings that bend back on themselves in a flat tile are refused here, whatever the measure said. */
function checked(
  tile: Rectangle,
  places: readonly Place[],
  box: Box,
  hub: Box,
  middle: Place,
): readonly Place[] | undefined {
  const boxes = places.map((place) => around(place, box.width, box.height));
  const hubBox = around(middle, hub.width, hub.height);
  const bad = boxes.some(
    (one, index) =>
      !contains(inset(tile, -0.5), one) ||
      overlaps(one, hubBox) ||
      boxes.slice(index + 1).some((other) => overlaps(one, other)),
  );
  return bad ? undefined : places;
}

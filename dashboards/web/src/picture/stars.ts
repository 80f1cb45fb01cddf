import { textWidth } from './names.ts';
import type { LayoutInput } from './placed.ts';
import { centre, type Place } from './rectangle.ts';
import { type Box, placeOnRings } from './ring.ts';
import { layTiles, stackTiles, standard, type Tiles } from './tiles.ts';

/** What is written, district by district. */
export interface Words {
  readonly districts: readonly string[];
  readonly points: readonly (readonly string[])[];
}

/** Every point of every district in its place, with names of one size. */
export interface Stars {
  readonly tiles: Tiles;
  readonly stars: readonly (readonly Place[])[];
  readonly boxes: readonly Box[];
  readonly fontSize: number;
}

/** The plate with a district's name, in proportion to the names around it. */
export interface HubSize extends Box {
  readonly nameSize: number;
}

export function hubOf(name: string, fontSize: number): HubSize {
  const nameSize = Math.round(fontSize * (name.length > 10 ? 0.95 : 1.25));
  return {
    nameSize,
    width: Math.max(textWidth(name, nameSize) + nameSize * 1.3, nameSize * 4),
    height: nameSize * 2.6,
  };
}

/** Half of a mark's edge for a size of names. */
export const markRadius = (fontSize: number) => Math.round(fontSize * 0.44);
/** Smaller names are squares instead. */
export const smallestFont = 11;
/** Names of this size are good enough to leave every district where it always is, and to do with one ring. */
const goodFont = 13;
/** On a wall names on one ring may shrink to this share of what was asked for, then a second ring is better. */
const readableShare = 0.6;
/** A long name and a large font: what grounds are compared by, whatever language is shown. */
const usual = { name: '某某某街道', hub: '某某区', fontSize: 24 } as const;
/** Heights of a tile on a narrow screen, between which it finds room. */
const smallestTile = 160;
const largestTile = 1_200;

/** Stars on one ground with names of one size, or undefined when they find no room. */
function starsOn(tiles: Tiles, words: Words, fontSize: number, rings: 1 | 2): Stars | undefined {
  const boxes: Box[] = [];
  const stars: (readonly Place[])[] = [];
  for (const [index, names] of words.points.entries()) {
    const tile = tiles.districts[index];
    if (tile === undefined) return undefined;
    const box = boxOf(names, fontSize);
    const hub = hubOf(words.districts[index] ?? '', fontSize);
    const star = placeOnRings(tile, names.length, box, hub, angle(centre(tile), centre(tiles.core)), rings);
    if (star === undefined) return undefined;
    boxes.push(box);
    stars.push(star);
  }
  return { tiles, stars, boxes, fontSize };
}

/** The largest names on one ground; on one ring as long as they stay readable, because no line runs through them. */
function largestOn(tiles: Tiles, words: Words, largest: number): Stars | undefined {
  for (const [rings, least] of [
    [1, Math.min(Math.max(goodFont, readableShare * largest), largest)],
    [2, smallestFont],
  ] as const)
    for (let fontSize = largest; fontSize >= least; fontSize--) {
      const stars = starsOn(tiles, words, fontSize, rings);
      if (stars !== undefined) return stars;
    }
  return undefined;
}

/** The city's own ground if its names are readable there, else the one with the largest names. */
export function bestStars(
  grounds: readonly Tiles[],
  sizes: readonly number[],
  words: Words,
  largest: number,
): Stars | undefined {
  const own = grounds[ownGround(sizes)];
  const usually = own === undefined ? undefined : largestOn(own, words, largest);
  if (usually !== undefined && usually.fontSize >= Math.min(goodFont, largest)) return usually;
  const all = grounds.map((tiles) => largestOn(tiles, words, largest)).filter((stars) => stars !== undefined);
  return all.reduce<Stars | undefined>(
    (best, stars) => (best === undefined || stars.fontSize > best.fontSize ? stars : best),
    usually,
  );
}

/** The ground on which names of the usual length are largest at the standard size: it depends on the city alone. */
function ownGround(sizes: readonly number[]): number {
  const words: Words = {
    districts: sizes.map(() => usual.hub),
    points: sizes.map((size) => Array<string>(size).fill(usual.name)),
  };
  const fonts = layTiles(sizes, standard.width, standard.height).map(
    (tiles) => largestOn(tiles, words, usual.fontSize)?.fontSize ?? 0,
  );
  return fonts.indexOf(Math.max(...fonts));
}

/** On a narrow screen tiles are stacked, each as high as its names need. */
export function stackedStars(words: Words, { width, fontSize }: LayoutInput): Stars | undefined {
  for (let size = fontSize; size >= smallestFont; size--) {
    const boxes = words.points.map((names) => boxOf(names, size));
    const hubs = words.districts.map((name) => hubOf(name, size));
    const heights = starHeights(
      words.points.map(({ length }) => length),
      boxes,
      hubs,
      width,
    );
    const stars = starsOn(stackTiles(heights, width), words, size, 2);
    if (stars !== undefined) return stars;
  }
  return undefined;
}

function boxOf(labels: readonly string[], fontSize: number): Box {
  const widest = labels.reduce((most, label) => Math.max(most, textWidth(label, fontSize)), 0);
  return { width: Math.max(widest + 6, 40), height: 2 * markRadius(fontSize) + fontSize * 1.2 + 8 };
}

/** Heights of stacked tiles in which a ring of boxes finds room. */
function starHeights(
  counts: readonly number[],
  boxes: readonly Box[],
  hubs: readonly Box[],
  width: number,
): readonly number[] {
  return counts.map((count, index) => {
    const [box, hub] = [boxes[index], hubs[index]];
    if (box === undefined || hub === undefined) return smallestTile;
    for (let height = smallestTile; height < largestTile; height += 20) {
      const tile = { x: 0, y: 0, width: width - 10, height: height - 10 };
      if (placeOnRings(tile, count, box, hub, -Math.PI / 2) !== undefined) return height;
    }
    return smallestTile;
  });
}

function angle(from: Place, to: Place): number {
  return Math.atan2(to.y - from.y, to.x - from.x);
}

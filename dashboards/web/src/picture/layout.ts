import { placeInGrid } from './grid.ts';
import { placeLinks } from './links.ts';
import { shortNames } from './names.ts';
import type { Layout, LayoutInput, PlacedDistrict, PlacedPoint } from './placed.ts';
import { centre, type Place } from './rectangle.ts';
import type { Box } from './ring.ts';
import { bestStars, hubOf, markRadius, smallestFont, stackedStars, type Words } from './stars.ts';
import { layTiles, stackTiles, type Tiles } from './tiles.ts';

/** More points than this are drawn as squares, districts and all. */
export const mostNamedPoints = 400;
const narrowWidth = 720;

/** Where everything stands; pure, the same city and size give the same picture. */
export function layOut(input: LayoutInput): Layout {
  const labels = shortNames(input.points, input.brief);
  const byDistrict = Map.groupBy(input.points, ({ districtId }) => districtId);
  const members = input.districts.map(({ id }) => byDistrict.get(id) ?? []);
  const named = input.points.length <= mostNamedPoints;
  const narrow = input.width < narrowWidth;
  const sizes = members.map(({ length }) => length);
  const grounds = narrow ? [] : layTiles(sizes, input.width, input.height);
  const words: Words = {
    districts: input.districts.map(({ name }) => name),
    points: members.map((points) => points.map(({ id }) => labels.get(id) ?? id)),
  };
  const stars = !named
    ? undefined
    : narrow
      ? stackedStars(words, input)
      : bestStars(grounds, sizes, words, input.fontSize);
  if (stars !== undefined) return assemble({ ...input, fontSize: stars.fontSize }, { ...stars, members, labels });
  const tiles = narrow ? stackTiles(gridHeights(sizes, input.width), input.width) : grounds[0];
  return assemble(
    { ...input, fontSize: smallestFont },
    { tiles: tiles ?? stackTiles([], input.width), members, labels, stars: members.map(() => undefined), boxes: [] },
  );
}

type Member = LayoutInput['points'][number];

interface Parts {
  readonly tiles: Tiles;
  readonly members: readonly (readonly Member[])[];
  readonly labels: ReadonlyMap<string, string>;
  /** Centres of the boxes of each district's points; undefined: a grid. */
  readonly stars: readonly (readonly Place[] | undefined)[];
  readonly boxes: readonly Box[];
}

function assemble(input: LayoutInput, { tiles, members, labels, stars, boxes }: Parts): Layout {
  const { fontSize, width } = input;
  const points = new Map<string, PlacedPoint>();
  const districts: PlacedDistrict[] = [];
  for (const [index, district] of input.districts.entries()) {
    const tile = tiles.districts[index];
    const mine = members[index] ?? [];
    if (tile === undefined) continue;
    const star = stars[index];
    const grid = star === undefined ? placeInGrid(tile, mine.length) : undefined;
    const form = grid === undefined ? 'star' : 'grid';
    const middle = centre(tile);
    const hubSize = hubOf(district.name, fontSize);
    districts.push({ ...district, tile, form, hubSize, hub: grid ? { x: middle.x, y: tile.y + 17 } : middle });
    for (const [order, { id, districtId }] of mine.entries()) {
      const place = star?.[order] ?? grid?.cells[order];
      if (place === undefined) continue;
      const nameAbove = place.y < middle.y - 4;
      const aside = (boxes[index]?.height ?? 0) / 2 - markRadius(fontSize) - 4;
      const y = grid === undefined ? place.y + (nameAbove ? aside : -aside) : place.y;
      const radius = grid === undefined ? markRadius(fontSize) : grid.cell / 2;
      points.set(id, { id, districtId, x: place.x, y, radius, form, nameAbove, label: labels.get(id) ?? id });
    }
  }
  const lowest = Math.max(0, ...tiles.districts.map((tile) => tile.y + tile.height + 5));
  const height = width < narrowWidth ? lowest : input.height;
  return { width, height, fontSize, core: tiles.core, districts, points, links: placeLinks(input, points, districts) };
}

function gridHeights(counts: readonly number[], width: number): readonly number[] {
  return counts.map((count) => 60 + Math.ceil(count / Math.max(1, Math.floor(width / 20))) * 20);
}

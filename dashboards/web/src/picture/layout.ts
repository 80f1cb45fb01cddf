import { placeInGrid } from './grid.ts';
import { shortNames, textWidth } from './names.ts';
import { centre, type Place, type Rectangle } from './rectangle.ts';
import { type Box, placeOnRings } from './ring.ts';
import { layTiles, stackTiles, type Tiles } from './tiles.ts';

/** What is drawn, without its states: a change of state never moves anything. */
export interface LayoutInput {
  readonly districts: readonly { readonly id: string; readonly name: string }[];
  readonly points: readonly { readonly id: string; readonly districtId: string; readonly name: string }[];
  readonly links: readonly { readonly id: string; readonly pointId: string }[];
  readonly width: number;
  readonly height: number;
  /** Size of a point's name in pixels if there is room; the wall asks for more. */
  readonly fontSize: number;
}

export interface PlacedDistrict {
  readonly id: string;
  readonly name: string;
  readonly tile: Rectangle;
  readonly hub: Place;
  readonly hubSize: HubSize;
  /** `star`: marks with names and lines; `grid`: squares only. */
  readonly form: 'star' | 'grid';
}
export interface PlacedPoint extends Place {
  readonly id: string;
  readonly districtId: string;
  readonly label: string;
  /** Half of the mark's edge. */
  readonly radius: number;
  /** Names stand on the side away from the hub, where no line runs. */
  readonly nameAbove: boolean;
  readonly form: 'star' | 'grid';
}
export interface PlacedLink {
  readonly id: string;
  readonly pointId: string;
  readonly from: Place;
  readonly to: Place;
  readonly form: 'star' | 'grid';
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  readonly core: Rectangle;
  readonly districts: readonly PlacedDistrict[];
  readonly points: ReadonlyMap<string, PlacedPoint>;
  readonly links: ReadonlyMap<string, PlacedLink>;
}

/** The plate with a district's name, in proportion to the names around it. */
export interface HubSize extends Box {
  readonly nameSize: number;
}
function hubOf(name: string, fontSize: number): HubSize {
  const nameSize = Math.round(fontSize * (name.length > 10 ? 0.95 : 1.25));
  return {
    nameSize,
    width: Math.max(textWidth(name, nameSize) + nameSize * 1.3, nameSize * 4),
    height: nameSize * 2.6,
  };
}

/** Half of a mark's edge for a size of names. */
const markRadius = (fontSize: number) => Math.round(fontSize * 0.47);
const smallestFont = 11;
/** More points than this are drawn as squares, districts and all. */
export const mostNamedPoints = 400;
const narrowWidth = 720;
/** Heights of a tile on a narrow screen, between which it finds room. */
const smallestTile = 160;
const largestTile = 1_200;

/** Where everything stands; pure, the same city and size give the same picture: the one with the largest names. */
export function layOut(input: LayoutInput): Layout {
  const labels = shortNames(input.points);
  const byDistrict = Map.groupBy(input.points, ({ districtId }) => districtId);
  const members = input.districts.map(({ id }) => byDistrict.get(id) ?? []);
  const named = input.points.length <= mostNamedPoints;
  const narrow = input.width < narrowWidth;
  const sizes = members.map(({ length }) => length);
  const grounds = narrow ? [] : layTiles(sizes, input.width, input.height);
  for (let fontSize = input.fontSize; named && fontSize >= smallestFont; fontSize--) {
    const boxes = members.map((points) =>
      boxOf(
        points.map(({ id }) => labels.get(id) ?? id),
        fontSize,
      ),
    );
    const hubs = input.districts.map(({ name }) => hubOf(name, fontSize));
    for (const tiles of narrow ? [stackTiles(starHeights(sizes, boxes, hubs, input.width), input.width)] : grounds) {
      const stars = members.map((points, index) => starOf(tiles, index, points.length, boxes[index], hubs[index]));
      if (stars.every((star) => star !== undefined))
        return assemble({ ...input, fontSize }, { tiles, members, labels, stars, boxes });
    }
  }
  const tiles = narrow ? stackTiles(gridHeights(sizes, input.width), input.width) : grounds[0];
  const stars = members.map(() => undefined);
  return assemble(
    { ...input, fontSize: smallestFont },
    { tiles: tiles ?? stackTiles([], input.width), members, labels, stars, boxes: [] },
  );
}

type Member = LayoutInput['points'][number];

function starOf(
  tiles: Tiles,
  index: number,
  count: number,
  box: Box | undefined,
  hub: HubSize | undefined,
): readonly Place[] | undefined {
  const tile = tiles.districts[index];
  if (tile === undefined || box === undefined || hub === undefined) return undefined;
  return placeOnRings(tile, count, box, hub, angle(centre(tile), centre(tiles.core)));
}

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

function boxOf(labels: readonly string[], fontSize: number): Box {
  const widest = labels.reduce((most, label) => Math.max(most, textWidth(label, fontSize)), 0);
  return { width: Math.max(widest + 10, 44), height: 2 * markRadius(fontSize) + fontSize * 1.2 + 12 };
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

function gridHeights(counts: readonly number[], width: number): readonly number[] {
  return counts.map((count) => 60 + Math.ceil(count / Math.max(1, Math.floor(width / 20))) * 20);
}

/** Links of one point run beside each other, so that a dual link is seen as two. */
function placeLinks(
  { links }: LayoutInput,
  points: ReadonlyMap<string, PlacedPoint>,
  districts: readonly PlacedDistrict[],
): ReadonlyMap<string, PlacedLink> {
  const hubs = new Map(districts.map(({ id, hub }) => [id, hub]));
  const byPoint = Map.groupBy(links, ({ pointId }) => pointId);
  const placed = new Map<string, PlacedLink>();
  for (const [pointId, mine] of byPoint) {
    const point = points.get(pointId);
    const hub = point === undefined ? undefined : hubs.get(point.districtId);
    if (point === undefined || hub === undefined) continue;
    const length = Math.max(1, Math.hypot(point.x - hub.x, point.y - hub.y));
    const [nx, ny] = [-(point.y - hub.y) / length, (point.x - hub.x) / length];
    mine.forEach(({ id }, index) => {
      const aside = (index - (mine.length - 1) / 2) * (point.form === 'grid' ? point.radius : 9);
      placed.set(id, {
        id,
        pointId,
        form: point.form,
        from: { x: hub.x + nx * aside, y: hub.y + ny * aside },
        to: { x: point.x + nx * aside * 0.7, y: point.y + ny * aside * 0.7 },
      });
    });
  }
  return placed;
}

function angle(from: Place, to: Place): number {
  return Math.atan2(to.y - from.y, to.x - from.x);
}

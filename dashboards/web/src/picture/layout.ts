import { placeInGrid } from './grid.ts';
import { shortNames, textWidth } from './names.ts';
import { centre, type Place, type Rectangle } from './rectangle.ts';
import { placeOnRings } from './ring.ts';
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
  /** `star`: marks with names and lines; `grid`: squares only. */
  readonly form: 'star' | 'grid';
}
export interface PlacedPoint extends Place {
  readonly id: string;
  readonly districtId: string;
  readonly label: string;
  /** Half of the mark's edge. */
  readonly radius: number;
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

export const hubSize = { width: 128, height: 62 };
const markRadius = 8;
const smallestFont = 11;
/** More points than this are drawn as squares, districts and all. */
export const mostNamedPoints = 400;
const narrowWidth = 720;

/** Where everything stands; pure, the same city and size give the same picture. */
export function layOut(input: LayoutInput): Layout {
  for (let fontSize = input.fontSize; fontSize >= smallestFont; fontSize--) {
    const layout = attempt(input, fontSize, false);
    if (layout !== undefined) return layout;
  }
  return attempt(input, smallestFont, true) ?? empty(input);
}

/** A picture with this size of names, or undefined when a district has no room for them and grids are not allowed. */
function attempt(input: LayoutInput, fontSize: number, gridsAllowed: boolean): Layout | undefined {
  const dense = input.points.length > mostNamedPoints;
  if (dense && !gridsAllowed) return undefined;
  const labels = shortNames(input.points);
  const members = input.districts.map(({ id }) => input.points.filter(({ districtId }) => districtId === id));
  const boxes = members.map((points) => boxOf(points.map(({ id }) => labels.get(id) ?? id), fontSize));
  const tiles = groundOf(input, members, boxes, dense);
  const bottom = Math.max(input.height, ...tiles.districts.map(({ y, height }) => y + height + 5));
  const height = input.width < narrowWidth ? bottom : input.height;
  const points = new Map<string, PlacedPoint>();
  const districts: PlacedDistrict[] = [];
  for (const [index, district] of input.districts.entries()) {
    const tile = tiles.districts[index];
    const mine = members[index] ?? [];
    const box = boxes[index];
    if (tile === undefined || box === undefined) continue;
    const towards = angle(centre(tile), centre(tiles.core));
    const places = dense ? undefined : placeOnRings(tile, mine.length, box, hubSize, towards);
    if (places === undefined && !gridsAllowed) return undefined;
    const grid = places === undefined ? placeInGrid(tile, mine.length) : undefined;
    const form = grid === undefined ? 'star' : 'grid';
    districts.push({ ...district, tile, form, hub: grid ? { x: tile.x + tile.width / 2, y: tile.y + 17 } : centre(tile) });
    for (const [order, { id, districtId }] of mine.entries()) {
      const place = places?.[order] ?? grid?.cells[order];
      if (place === undefined) continue;
      const y = grid === undefined ? place.y - box.height / 2 + markRadius + 4 : place.y;
      const radius = grid === undefined ? markRadius : grid.cell / 2;
      points.set(id, { id, districtId, x: place.x, y, radius, form, label: labels.get(id) ?? id });
    }
  }
  const links = placeLinks(input, points, districts);
  return { width: input.width, height, fontSize, core: tiles.core, districts, points, links };
}

function boxOf(labels: readonly string[], fontSize: number): { width: number; height: number } {
  const widest = labels.reduce((most, label) => Math.max(most, textWidth(label, fontSize)), 0);
  return { width: Math.max(widest + 10, 44), height: 2 * markRadius + fontSize * 1.25 + 10 };
}

function groundOf(
  { width, height }: LayoutInput,
  members: readonly (readonly unknown[])[],
  boxes: readonly { readonly width: number; readonly height: number }[],
  dense: boolean,
): Tiles {
  if (width >= narrowWidth) return layTiles(members.map(({ length }) => length), width, height);
  const heights = members.map(({ length }, index) => {
    const box = boxes[index] ?? { width: 60, height: 40 };
    if (dense) return 60 + Math.ceil(length / Math.max(1, Math.floor(width / 20))) * 20;
    const rows = Math.max(1, Math.ceil((length - (2 * width) / box.width / 1.4) / 2));
    return Math.max(hubSize.height + 2.6 * box.height, (rows + 2.4) * box.height * 1.12) + 16;
  });
  return stackTiles(heights, width);
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

function empty({ width, height, fontSize }: LayoutInput): Layout {
  return { width, height, fontSize, core: { x: 0, y: 0, width, height }, districts: [], points: new Map(), links: new Map() };
}

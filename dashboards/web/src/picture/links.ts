import { badgeSize, placeBadges } from './badge.ts';
import { textWidth } from './names.ts';
import type { LayoutInput, PlacedDistrict, PlacedLink, PlacedPoint } from './placed.ts';
import { around, type Rectangle } from './rectangle.ts';

/** Links of one point run beside each other, so that a dual link is seen as two. */
export function placeLinks(
  { links, fontSize }: Pick<LayoutInput, 'links' | 'fontSize'>,
  points: ReadonlyMap<string, PlacedPoint>,
  districts: readonly PlacedDistrict[],
): ReadonlyMap<string, PlacedLink> {
  const hubs = new Map(districts.map(({ id, hub }) => [id, hub]));
  const taken = takenIn(points, districts, fontSize);
  const byPoint = Map.groupBy(links, ({ pointId }) => pointId);
  const placed = new Map<string, PlacedLink>();
  for (const [pointId, mine] of byPoint) {
    const point = points.get(pointId);
    const hub = point === undefined ? undefined : hubs.get(point.districtId);
    if (point === undefined || hub === undefined) continue;
    const length = Math.max(1, Math.hypot(point.x - hub.x, point.y - hub.y));
    const [nx, ny] = [-(point.y - hub.y) / length, (point.x - hub.x) / length];
    const sizes = mine.map(({ id }) => badgeSize(id, fontSize));
    const { names, plates } = (point.form === 'star' ? taken.get(point.districtId) : undefined) ?? {
      names: [],
      plates: [],
    };
    const badges = placeBadges(hub, point, sizes, { names, plates });
    mine.forEach(({ id }, index) => {
      const aside = (index - (mine.length - 1) / 2) * (point.form === 'grid' ? point.radius : 9);
      const from = { x: hub.x + nx * aside, y: hub.y + ny * aside };
      const to = { x: point.x + nx * aside * 0.7, y: point.y + ny * aside * 0.7 };
      const badge = badges[index] ?? to;
      plates.push(around(badge, sizes[index]?.width ?? 0, sizes[index]?.height ?? 0));
      placed.set(id, { id, pointId, form: point.form, from, to, badge });
    });
  }
  return placed;
}

/** What a plate must not cover: every mark with its name, and what is written on every hub. */
function takenIn(
  points: ReadonlyMap<string, PlacedPoint>,
  districts: readonly PlacedDistrict[],
  fontSize: number,
): ReadonlyMap<string, { readonly names: Rectangle[]; readonly plates: Rectangle[] }> {
  const taken = new Map(
    districts.map(({ id, hub, hubSize }) => [
      id,
      { names: [around(hub, 0.8 * hubSize.width, 0.8 * hubSize.height)], plates: [] as Rectangle[] },
    ]),
  );
  for (const point of points.values())
    if (point.form === 'star') taken.get(point.districtId)?.names.push(bodyOf(point, fontSize));
  return taken;
}

/** A mark and, in a star, its name: what must not cover anything else. */
export function bodyOf(point: PlacedPoint, fontSize: number): Rectangle {
  const { x, y, radius, form, nameAbove, label } = point;
  if (form === 'grid') return { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius };
  const width = Math.max(2 * radius, textWidth(label, fontSize));
  const height = 2 * radius + fontSize * 1.2;
  return { x: x - width / 2, y: nameAbove ? y + radius - height : y - radius, width, height };
}

import type { WireTopology } from '../../../../api/wire-findings.ts';
import type { Layout } from '../picture/placed.ts';
import { centre, type Place } from '../picture/rectangle.ts';

type Cable = WireTopology['cables'][number];
type Mark = Cable['mark'];

/** A cable as it is drawn: a line, or nothing where both ends stand in one mark. */
export interface DrawnCable {
  readonly cable: Cable;
  readonly from: Place;
  readonly to: Place;
  /** Where the line bends, so that it does not cover a declared one. */
  readonly via: Place;
}

/** What the marks of the picture carry. */
export interface TopologyPicture {
  readonly cables: readonly DrawnCable[];
  /** Point id to the worst mark of the cables inside of it. */
  readonly points: ReadonlyMap<string, Mark>;
  readonly strangers: readonly { readonly at: Place; readonly name: string; readonly findingId: string }[];
}

/** Of several marks the one that a person must see. */
const rank: Readonly<Record<Mark, number>> = { both: 0, declared: 1, observed: 2 };
/** How far an undeclared line bends aside, as a share of its length, and the most in pixels. */
const bend = { share: 0.18, pixels: 60 } as const;

/** Puts the topology on the layout of the wall. Pure. */
export function placeTopology({ devices, cables, strangers }: WireTopology, layout: Layout): TopologyPicture {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const hubs = new Map(layout.districts.map(({ id, hub }) => [id, hub]));
  const middle = centre(layout.core);
  const placeOf = (deviceId: string): Place | undefined => {
    const device = byId.get(deviceId);
    if (device === undefined) return undefined;
    if (device.pointId !== null) return layout.points.get(device.pointId);
    return hubs.get(device.districtId) ?? middle;
  };
  const points = new Map<string, Mark>();
  const drawn: DrawnCable[] = [];
  for (const cable of cables) {
    const inside = byId.get(cable.a.deviceId)?.pointId ?? null;
    if (inside !== null && inside === byId.get(cable.b.deviceId)?.pointId) {
      const before = points.get(inside) ?? 'both';
      points.set(inside, rank[cable.mark] > rank[before] ? cable.mark : before);
      continue;
    }
    const link = cable.linkId === null ? undefined : layout.links.get(cable.linkId);
    const from = link?.from ?? placeOf(cable.a.deviceId);
    const to = link?.to ?? placeOf(cable.b.deviceId);
    if (from === undefined || to === undefined || (from.x === to.x && from.y === to.y)) continue;
    drawn.push({ cable, from, to, via: link === undefined ? aside(from, to, cable.mark) : between(from, to) });
  }
  // What must be seen is drawn last, over everything else.
  drawn.sort((a, b) => rank[a.cable.mark] - rank[b.cable.mark]);
  const count = new Map<string, number>();
  const placed = strangers.flatMap(({ at, name, findingId }) => {
    const place = placeOf(at.deviceId);
    if (place === undefined) return [];
    const key = `${place.x} ${place.y}`;
    const index = count.get(key) ?? 0;
    count.set(key, index + 1);
    return [{ at: { x: place.x + 16 + index * 14, y: place.y - 14 }, name, findingId }];
  });
  return { cables: drawn, points, strangers: placed };
}

function between(from: Place, to: Place): Place {
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

function aside(from: Place, to: Place, mark: Mark): Place {
  const middle = between(from, to);
  if (mark === 'both') return middle;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const far = Math.min(bend.pixels, length * bend.share);
  return { x: middle.x - ((to.y - from.y) / length) * far, y: middle.y + ((to.x - from.x) / length) * far };
}

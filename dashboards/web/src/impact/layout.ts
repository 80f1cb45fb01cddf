import type { WireImpactElement, WireImpactMap } from '../../../../api/wire-impact.ts';

/** Something in the drawing that can be picked; `x`, `y` is its upper left corner. */
export interface Spot extends WireImpactElement {
  readonly form: 'service' | 'pair' | 'member' | 'gear' | 'link' | 'gateway' | 'switch' | 'point';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

/** A data centre with its points: what serves on the left, who is served on the right. */
export interface Band {
  readonly id: string;
  readonly name: string;
  readonly y: number;
  readonly height: number;
}

export interface ImpactLayout {
  readonly width: number;
  readonly height: number;
  readonly bands: readonly Band[];
  readonly spots: readonly Spot[];
  /** Lines between spots, as path data. */
  readonly lines: readonly string[];
  /** Where the columns begin; undefined where there is no room for columns. */
  readonly columns: Readonly<Record<'services' | 'pairs' | 'gear' | 'points', number>> | undefined;
}

export interface ImpactDrawn {
  readonly map: WireImpactMap;
  readonly width: number;
  readonly names: {
    centre(centre: WireImpactMap['centres'][number]): string;
    service(service: WireImpactMap['centres'][number]['services'][number]): string;
    point(point: WireImpactMap['points'][number]): string;
    role(role: 'app' | 'db'): string;
  };
}

const sizes = {
  name: 92,
  services: 2 * 156,
  pairs: 118,
  gear: 60,
  gap: 18,
  pad: 8,
  service: { width: 150, height: 21, step: 24 },
  pair: { height: 40, step: 48 },
  member: 26,
  gearBox: { width: 44, height: 38, step: 46 },
  tile: { width: 68, height: 80 },
  nameHeight: 18,
  /** Of a city with so many points that nobody could read their names. */
  square: 18,
  manyPoints: 400,
} as const;
/** Narrower than this the columns stand above each other. */
const narrow = 900;

/** Places a city band by band: the city's own centre first, then the districts. Pure. */
export function layOutImpact({ map, width, names }: ImpactDrawn): ImpactLayout {
  const isNarrow = width < narrow;
  const isMany = map.points.length > sizes.manyPoints;
  const spots: Spot[] = [];
  const lines: string[] = [];
  const bands: Band[] = [];
  const left = isNarrow ? sizes.pad : sizes.name;
  const columns = {
    services: left,
    pairs: left + sizes.services + sizes.gap,
    gear: left + sizes.services + sizes.pairs + 2 * sizes.gap,
    points: left + sizes.services + sizes.pairs + sizes.gear + 3 * sizes.gap,
  };
  const pointsBy = Map.groupBy(map.points, ({ districtId }) => districtId);
  const centres = [...map.centres.filter(({ isCity }) => isCity), ...map.centres.filter(({ isCity }) => !isCity)];
  const gearMiddles: { readonly x: number; readonly y: number }[] = [];
  let top = isNarrow ? 0 : 26;

  for (const centre of centres) {
    const here = pointsBy.get(centre.id) ?? [];
    if (centre.services.length + centre.pairs.length + centre.gearIds.length + here.length === 0) continue;
    const headHeight = isNarrow ? 24 : 0;
    let y = top + sizes.pad + headHeight;
    const at = isNarrow
      ? { services: sizes.pad, pairs: sizes.pad, gear: sizes.pad + sizes.pairs + sizes.gap, points: sizes.pad }
      : columns;
    const servicesBottom = placeServices(centre, at.services, y);
    if (isNarrow) y = servicesBottom + sizes.pad;
    const pairsBottom = placePairs(centre, at.pairs, y);
    const gearBottom = placeGear(centre, at.gear, y);
    const bus = { x: at.gear + sizes.gearBox.width, y: y + sizes.gearBox.height / 2 };
    if (isNarrow) y = Math.max(pairsBottom, gearBottom) + sizes.pad;
    const pointsBottom = isMany ? placeSquares(here, at.points, y) : placeTiles(here, at.points, y, bus);
    if (!isNarrow) joinCentre(centre, y);
    const bottom = Math.max(servicesBottom, pairsBottom, gearBottom, pointsBottom) + sizes.pad;
    bands.push({ id: centre.id, name: names.centre(centre), y: top, height: bottom - top });
    top = bottom + sizes.pad;
  }
  joinGear();
  return { width, height: top, bands, spots, lines, columns: isNarrow ? undefined : columns };

  function placeServices({ services }: (typeof centres)[number], x: number, y: number): number {
    const { width: wide, height, step } = sizes.service;
    const size = isNarrow ? (width - 3 * sizes.pad) / 2 : wide;
    services.forEach((service, index) => {
      const [column, row] = [index % 2, Math.floor(index / 2)];
      const place = { x: x + column * (size + 6), y: y + row * step, width: size, height };
      spots.push({ kind: 'service', id: service.id, form: 'service', ...place, label: names.service(service) });
    });
    return y + Math.ceil(services.length / 2) * step;
  }

  function placePairs({ pairs }: (typeof centres)[number], x: number, y: number): number {
    const { height, step } = sizes.pair;
    pairs.forEach(({ id, role, memberIds }, index) => {
      const at = y + index * step;
      spots.push({ kind: 'pair', id, form: 'pair', x, y: at, width: sizes.pairs, height, label: names.role(role) });
      memberIds.forEach((memberId, side) => {
        const place = { x: x + sizes.pairs - (2 - side) * (sizes.member + 6), y: at + (height - sizes.member) / 2 };
        const size = { width: sizes.member, height: sizes.member };
        spots.push({ kind: 'device', id: memberId, form: 'member', ...place, ...size, label: side === 0 ? 'A' : 'B' });
      });
    });
    return y + pairs.length * step;
  }

  function placeGear({ gearIds }: (typeof centres)[number], x: number, y: number): number {
    const { width: wide, height, step } = sizes.gearBox;
    gearIds.forEach((id, index) => {
      const place = { x, y: y + index * step, width: wide, height };
      if (index === 0) gearMiddles.push({ x, y: place.y + height / 2 });
      spots.push({ kind: 'device', id, form: 'gear', ...place, label: '' });
    });
    return y + gearIds.length * step;
  }

  /** Rows of tiles, a bus above each row that comes from the aggregation; each link hangs from it. */
  function placeTiles(here: WireImpactMap['points'], x: number, y: number, bus: { x: number; y: number }): number {
    const perRow = Math.max(1, Math.floor((width - x) / sizes.tile.width));
    const rows = Math.ceil(here.length / perRow);
    const spine = x - sizes.gap / 2;
    if (rows > 0 && !isNarrow) {
      lines.push(`M${bus.x} ${bus.y}H${spine}`);
      lines.push(`M${spine} ${Math.min(y, bus.y)}V${Math.max(bus.y, y + (rows - 1) * sizes.tile.height)}`);
    }
    here.forEach((point, index) => {
      const tile = {
        x: x + (index % perRow) * sizes.tile.width,
        y: y + Math.floor(index / perRow) * sizes.tile.height,
      };
      if (index % perRow === 0) {
        const last = x + (Math.min(perRow, here.length - index) - 0.5) * sizes.tile.width;
        lines.push(`M${isNarrow ? tile.x : spine} ${tile.y}H${last}`);
      }
      placePoint(point, tile);
    });
    return y + rows * sizes.tile.height;
  }

  function placePoint(point: WireImpactMap['points'][number], tile: { readonly x: number; readonly y: number }): void {
    const middle = tile.x + sizes.tile.width / 2;
    const { id, links, gatewayIds, switchIds } = point;
    const body = { x: tile.x + 2, y: tile.y + 18, width: sizes.tile.width - 4, height: sizes.tile.height - 24 };
    spots.push({ kind: 'point', id, form: 'point', ...body, label: names.point(point) });
    links.forEach((link, index) => {
      const x = middle + (index - (links.length - 1) / 2) * 16 - 6;
      spots.push({ kind: 'link', id: link.id, form: 'link', x, y: tile.y, width: 12, height: 22, label: '' });
    });
    const row = (ids: readonly string[], form: 'gateway' | 'switch', y: number, size: number) =>
      ids.forEach((deviceId, index) => {
        const x = middle + (index - (ids.length - 1) / 2) * (size + 4) - size / 2;
        spots.push({ kind: 'device', id: deviceId, form, x, y, width: size, height: size, label: '' });
      });
    row(gatewayIds, 'gateway', tile.y + 22, 14);
    if (gatewayIds.length + switchIds.length > 1) lines.push(`M${middle} ${tile.y + 36}v4`);
    row(switchIds, 'switch', tile.y + 40, 14);
  }

  function placeSquares(here: WireImpactMap['points'], x: number, y: number): number {
    const perRow = Math.max(1, Math.floor((width - x) / sizes.square));
    here.forEach((point, index) => {
      const place = { x: x + (index % perRow) * sizes.square, y: y + Math.floor(index / perRow) * sizes.square };
      const size = { width: sizes.square - 4, height: sizes.square - 4 };
      spots.push({ kind: 'point', id: point.id, form: 'point', ...place, ...size, label: '' });
    });
    return y + Math.ceil(here.length / perRow) * sizes.square;
  }

  /** From the services to their pairs, and from these to the aggregation. */
  function joinCentre({ pairs, services, gearIds }: (typeof centres)[number], y: number): void {
    const gear = { x: columns.gear, y: y + sizes.gearBox.height / 2 };
    pairs.forEach((_, index) => {
      const middle = y + index * sizes.pair.step + sizes.pair.height / 2;
      if (services.length > 0) lines.push(`M${columns.pairs} ${middle}h${-sizes.gap + 6}`);
      if (gearIds.length > 0) lines.push(`M${columns.pairs + sizes.pairs} ${middle}H${gear.x - 9}V${gear.y}H${gear.x}`);
    });
  }

  /** The city's core to every aggregation. */
  function joinGear(): void {
    const [core, ...others] = gearMiddles;
    const last = others.at(-1);
    if (core === undefined || last === undefined || isNarrow || !centres[0]?.isCity) return;
    const x = core.x - 5;
    lines.push(`M${core.x} ${core.y}H${x}V${last.y}`, ...others.map(({ y }) => `M${x} ${y}h5`));
  }
}

/** Where the eye sees a spot: a point at its name, below the gear that lies on it. */
function middle({ x, y, width, height, form, label }: Spot): { readonly x: number; readonly y: number } {
  const isNamed = form === 'point' && label !== '';
  return { x: x + width / 2, y: isNamed ? y + height - sizes.nameHeight / 2 : y + height / 2 };
}

export type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';
/** How much further something counts that lies aside of the direction. */
const asideWeight = 2.5;

/** The spot that somebody means who presses an arrow key at another one: near, and in that direction. */
export function nextSpot(spots: readonly Spot[], from: Spot, direction: Direction): Spot | undefined {
  const here = middle(from);
  const isAcross = direction === 'ArrowLeft' || direction === 'ArrowRight';
  const sign = direction === 'ArrowRight' || direction === 'ArrowDown' ? 1 : -1;
  let best: { readonly spot: Spot; readonly far: number } | undefined;
  for (const spot of spots) {
    const there = middle(spot);
    const [ahead, aside] = isAcross
      ? [(there.x - here.x) * sign, Math.abs(there.y - here.y)]
      : [(there.y - here.y) * sign, Math.abs(there.x - here.x)];
    const far = ahead + aside * asideWeight;
    if (spot !== from && ahead > 1 && (best === undefined || far < best.far)) best = { spot, far };
  }
  return best?.spot;
}

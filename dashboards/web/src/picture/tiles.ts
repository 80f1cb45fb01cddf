import { inset, type Rectangle } from './rectangle.ts';

/** The ground of the picture: a tile per district in the order given, clockwise around the core. */
export interface Tiles {
  readonly core: Rectangle;
  readonly districts: readonly Rectangle[];
}

const gap = 5;
/** A tile looks best somewhat wider than high, because names are wide. */
const bestAspect = 1.3;
/** The core's share of the picture. */
const coreShare = 0.06;
/** The size at which grounds are judged: a district stands at the same place on every screen and in every mode. */
export const standard = { width: 1_440, height: 860 } as const;

interface Plan {
  readonly top: readonly number[];
  readonly right: readonly number[];
  readonly bottom: readonly number[];
  readonly left: readonly number[];
}

/** What every district gets beside its points, in points: small districts need room for their name too. */
const bases = [2, 4, 6, 9] as const;
/** Of each base so many of the best shaped grounds are offered. */
const offered = 3;

/**
 * Ways to divide the picture among districts by weight (their number of points): rows above and below, columns beside
 * the core. Best shaped first of each base. The same weights give the same grounds in the same order at every size,
 * only stretched: who knows where a district is finds it there after the window has changed.
 */
export function layTiles(weights: readonly number[], width: number, height: number): readonly Tiles[] {
  const around = [...plans(weights.length)];
  return bases.flatMap((base) => {
    const shares = weights.map((weight) => Math.max(weight, 3) + base);
    return around
      .map((plan) => ({ plan, cost: judge(place(plan, shares, standard.width, standard.height), shares) }))
      .sort((a, b) => a.cost - b.cost)
      .slice(0, offered)
      .map(({ plan }) => place(plan, shares, width, height))
      .map((tiles) => ({
        core: inset(tiles.core, gap),
        districts: tiles.districts.map((tile) => inset(tile, gap)),
      }));
  });
}

/** Every way to deal `count` districts clockwise to the four sides, each start. */
function* plans(count: number): Generator<Plan> {
  const most = Math.min(4, Math.ceil(count / 2));
  for (let start = 0; start < Math.max(1, Math.min(count, 7)); start++) {
    const order = Array.from({ length: count }, (_, index) => (index + start) % count);
    for (let right = 0; right <= most; right++) {
      for (let left = 0; left <= most; left++) {
        for (let top = 0; top <= count - right - left; top++) {
          const [a, b, c] = [top, top + right, count - left];
          if (c < b) continue;
          yield {
            top: order.slice(0, a),
            right: order.slice(a, b),
            bottom: order.slice(b, c).reverse(),
            left: order.slice(c).reverse(),
          };
        }
      }
    }
  }
}

function place(plan: Plan, shares: readonly number[], width: number, height: number): Tiles {
  const sum = (ids: readonly number[]) => ids.reduce((total, id) => total + (shares[id] ?? 0), 0);
  const all = sum(shares.map((_, index) => index));
  const coreWeight = Math.max(all * coreShare, 5);
  const middle = sum(plan.left) + sum(plan.right) + coreWeight;
  const whole = sum(plan.top) + sum(plan.bottom) + middle;
  const topHeight = (height * sum(plan.top)) / whole;
  const middleHeight = (height * middle) / whole;
  const leftWidth = (width * sum(plan.left)) / middle;
  const coreWidth = (width * coreWeight) / middle;
  const districts: Rectangle[] = [];
  const fill = (ids: readonly number[], area: Rectangle, along: 'x' | 'y') => {
    let done = 0;
    for (const id of ids) {
      const share = (shares[id] ?? 0) / sum(ids);
      districts[id] =
        along === 'x'
          ? { ...area, x: area.x + done * area.width, width: share * area.width }
          : { ...area, y: area.y + done * area.height, height: share * area.height };
      done += share;
    }
  };
  const lower = topHeight + middleHeight;
  fill(plan.top, { x: 0, y: 0, width, height: topHeight }, 'x');
  fill(plan.bottom, { x: 0, y: lower, width, height: height - lower }, 'x');
  fill(plan.left, { x: 0, y: topHeight, width: leftWidth, height: middleHeight }, 'y');
  const rightX = leftWidth + coreWidth;
  fill(plan.right, { x: rightX, y: topHeight, width: width - rightX, height: middleHeight }, 'y');
  return { core: { x: leftWidth, y: topHeight, width: coreWidth, height: middleHeight }, districts };
}

/** Small is good: shapes near the best aspect, the core wide enough for its name. */
function judge({ core, districts }: Tiles, shares: readonly number[]): number {
  const shape = (tile: Rectangle, best: number) => Math.log(tile.width / Math.max(1, tile.height) / best) ** 2;
  const tiles = districts.reduce((cost, tile, index) => cost + (shares[index] ?? 1) * shape(tile, bestAspect), 0);
  const narrow = Math.max(0, 170 - core.width) + Math.max(0, 110 - core.height);
  return tiles + 6 * shape(core, 1) + narrow;
}

/** For narrow screens: the core on top, then one tile under the other, each as high as `heights` says. */
export function stackTiles(heights: readonly number[], width: number): Tiles {
  const coreHeight = 92;
  let y = coreHeight;
  const districts = heights.map((height) => {
    const tile = inset({ x: 0, y, width, height }, gap);
    y += height;
    return tile;
  });
  return { core: inset({ x: 0, y: 0, width, height: coreHeight }, gap), districts };
}

import type { WireState } from '../../../../api/wire.ts';

/** One element on the picture: `point:jincheng-1`, `link:F23`. */
export type Spot = `${'point' | 'link'}:${string}`;

export function split(spot: Spot): ['point' | 'link', string] {
  return [spot.startsWith('link') ? 'link' : 'point', spot.slice(spot.indexOf(':') + 1)];
}

/** How many points of a district are in each state. */
export type DistrictStates = Readonly<Record<WireState, number>>;

/** What every drawn element is given beside its own place and state; the same functions always. */
export interface Handles {
  readonly setHovered: (spot: Spot | undefined) => void;
  readonly open: (spot: Spot) => void;
}

/**
 * Who flaps, by RFC 2439 (route flap damping): each fall costs a penalty that halves in time; above one line an element flaps, until it has
 * been quiet for so long that the penalty is below another. Two lines cannot flap themselves, and one figure holds for slow and
 * for quick flapping, which a count of changes in a window (Nagios) does not: there an hour's window forgets at its edge.
 */
import type { EpochMs } from '../../core/index.ts';

/** The figures that routers use by default: the third fall within about half an hour, quiet for 21 minutes to an hour. */
export const flapFigures = {
  perFall: 1_000,
  flapsFrom: 2_000,
  quietBelow: 750,
  halfLifeMs: 15 * 60_000,
  longestMs: 60 * 60_000,
  /** Below it nothing is worth remembering. */
  forgottenBelow: 100,
} as const;

export interface Penalty {
  readonly value: number;
  /** When it had this value. */
  readonly at: EpochMs;
  readonly flaps: boolean;
}

/** More than this takes no longer to be quiet than the longest time. */
const ceiling = flapFigures.quietBelow * 2 ** (flapFigures.longestMs / flapFigures.halfLifeMs);

/** As it is by now; undefined: nothing is left of it. A clock that was set back lets it stand. */
export function penaltyNow(penalty: Penalty | undefined, now: EpochMs): Penalty | undefined {
  if (penalty === undefined) return undefined;
  const value = penalty.value * 2 ** (-Math.max(0, now - penalty.at) / flapFigures.halfLifeMs);
  const flaps = penalty.flaps && value >= flapFigures.quietBelow;
  return !flaps && value < flapFigures.forgottenBelow ? undefined : { value, at: now, flaps };
}

/** After one more fall. */
export function afterFall(before: Penalty | undefined, now: EpochMs): Penalty {
  const known = penaltyNow(before, now);
  const value = Math.min(ceiling, (known?.value ?? 0) + flapFigures.perFall);
  return { value, at: now, flaps: known?.flaps === true || value >= flapFigures.flapsFrom };
}

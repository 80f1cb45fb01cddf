import type { EpochMs } from '../../core/index.ts';
import { clip, type Interval, lengthOf } from '../intervals.ts';
import { allowanceMs } from './allowance.ts';
import type { TimeAccount } from './model.ts';

/**
 * What a month will come to. The rest of it is what follows `now`, without announced work. `asSoFar`: down as large a share of it as
 * until now; since what nobody saw counts for nobody, that is the availability so far. `allUp`: nothing fails any more.
 */
export interface Forecast {
  readonly restMs: number;
  readonly asSoFar: number | undefined;
  readonly allUp: number;
  /** What the month may be down, and what is left of it; below 0: the target is missed whatever comes. */
  readonly allowedMs: number;
  readonly leftMs: number;
  /** When nothing is left if it goes on as so far; undefined: not in this month. */
  readonly usedUpAt: EpochMs | undefined;
}

/** @param soFar the account from the beginning of the month until `now` */
export function forecastOf(input: {
  readonly month: Interval;
  readonly now: EpochMs;
  readonly soFar: TimeAccount;
  readonly maintenance: readonly Interval[];
  readonly target: number;
}): Forecast {
  const { month, now, soFar, maintenance, target } = input;
  const rest = { from: now, to: month.to };
  const restMs = Math.max(0, rest.to - rest.from) - lengthOf(clip(maintenance, rest));
  const available = soFar.upMs + soFar.degradedMs;
  const known = available + soFar.downMs;
  const allowedMs = allowanceMs(soFar.wholeMs - soFar.maintenanceMs + restMs, target);
  const leftMs = allowedMs - soFar.downMs;
  return {
    restMs,
    asSoFar: soFar.availability,
    allUp: known + restMs === 0 ? 1 : (available + restMs) / (known + restMs),
    allowedMs,
    leftMs,
    usedUpAt: usedUp({ now, known, downMs: soFar.downMs, leftMs, until: month.to }),
  };
}

function usedUp(pace: {
  readonly now: EpochMs;
  readonly known: number;
  readonly downMs: number;
  readonly leftMs: number;
  readonly until: EpochMs;
}): EpochMs | undefined {
  const { now, known, downMs, leftMs, until } = pace;
  if (leftMs <= 0) return downMs > 0 ? now : undefined;
  if (downMs === 0) return undefined;
  const at = now + Math.ceil((leftMs * known) / downMs);
  return at < until ? at : undefined;
}

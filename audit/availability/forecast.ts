import type { EpochMs } from '../../core/index.ts';
import { allowanceMs } from './allowance.ts';
import type { TimeAccount } from './model.ts';

/**
 * What a month will come to. `asSoFar`: down as large a share of its rest as until now; since what nobody saw counts for nobody,
 * that is the availability so far. `allUp`: nothing fails any more.
 */
export interface Forecast {
  readonly asSoFar: number | undefined;
  readonly allUp: number;
  /** What the month may be down, and what is left of it; below 0: the target is missed whatever comes. */
  readonly allowedMs: number;
  readonly leftMs: number;
  /** When nothing is left if it goes on as so far; undefined: not before `until`. */
  readonly usedUpAt: EpochMs | undefined;
}

/** Of one element, or of several whose accounts were added up. */
export function forecastOf(input: {
  /** From the beginning of the month until `now`. */
  readonly soFar: TimeAccount;
  /** What of the time from `now` to the end of the month is not announced as work, of all elements together. */
  readonly restMs: number;
  readonly elements: number;
  readonly now: EpochMs;
  readonly until: EpochMs;
  readonly target: number;
}): Forecast {
  const { soFar, restMs, target } = input;
  const available = soFar.upMs + soFar.degradedMs;
  const known = available + soFar.downMs;
  const allowedMs = allowanceMs(soFar.wholeMs - soFar.maintenanceMs + restMs, target);
  const leftMs = allowedMs - soFar.downMs;
  return {
    asSoFar: soFar.availability,
    allUp: known + restMs === 0 ? 1 : (available + restMs) / (known + restMs),
    allowedMs,
    leftMs,
    usedUpAt: usedUp({ ...input, known, leftMs }),
  };
}

function usedUp(
  pace: Parameters<typeof forecastOf>[0] & { readonly known: number; readonly leftMs: number },
): EpochMs | undefined {
  const { now, known, leftMs, until, elements } = pace;
  const { downMs } = pace.soFar;
  if (downMs === 0) return undefined;
  if (leftMs <= 0) return now;
  const at = now + Math.ceil((leftMs * known) / downMs / elements);
  return at < until ? at : undefined;
}

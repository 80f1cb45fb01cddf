import {
  type Counter,
  type InterfaceCounterName,
  type InterfaceCounters,
  type InterfaceReading,
  interfaceCounterNames,
} from '../observation.ts';
import { type Bound, boundOf, type Line } from './bounds.ts';
import { growth } from './growth.ts';
import type { GapReason } from './model.ts';
import type { Moment } from './moment.ts';

/** The reading that the next one of the same interface is compared with. */
export interface Baseline {
  readonly moment: Moment;
  readonly discontinuityTicks: number | undefined;
  readonly line: Line;
  readonly counters: InterfaceCounters;
}

/** Rates of one interface in the order of `interfaceMetrics`, and every reason why one is missing. */
export interface InterfaceRates {
  readonly values: readonly (number | undefined)[];
  readonly gaps: readonly GapReason[];
}

/** No rate at all, for one reason. */
export function noRates(reason: GapReason): InterfaceRates {
  return { values: interfaceCounterNames.map(() => undefined), gaps: [reason] };
}

/** Remembers a reading for the next poll. */
export function baselineOf(reading: InterfaceReading, moment: Moment): Baseline {
  return {
    moment,
    discontinuityTicks: reading.discontinuityTicks,
    line: { ifType: reading.ifType, speedBitsPerSecond: reading.speedBitsPerSecond },
    counters: reading.counters,
  };
}

/** The wider of the two bounds: a port that was negotiated anew between two polls may have run as either, never as a mixture. */
function widerBound(before: Line, after: Line, name: InterfaceCounterName, bits: Counter['bits']): Bound {
  const late = boundOf(after, name, bits);
  if (before.ifType === after.ifType && before.speedBitsPerSecond === after.speedBitsPerSecond) return late;
  const early = boundOf(before, name, bits);
  return early.possiblePerSecond > late.possiblePerSecond ? early : late;
}

/** Per second, bounded by the line; octets become bits. */
function perSecond(grown: number, seconds: number, bound: Bound, factor: number): number {
  return Math.min(grown / seconds, bound.shownPerSecond) * factor;
}

/** True where the agent names the time of its counters' last discontinuity, and it is another than before. */
function discontinued(baseline: Baseline, reading: InterfaceReading): boolean {
  const before = baseline.discontinuityTicks;
  const after = reading.discontinuityTicks;
  return before !== undefined && after !== undefined && before !== after;
}

/**
 * Rates between a baseline and a reading `elapsedMs` later. Where one counter of the interface was reset, all of it are
 * gaps: whoever cleared one cleared the others, though their fall may look like a wrap. `wrapsBelieved` is false where a restart
 * cannot be ruled out.
 */
export function ratesBetween(
  baseline: Baseline,
  reading: InterfaceReading,
  elapsedMs: number,
  wrapsBelieved: boolean,
): InterfaceRates {
  if (discontinued(baseline, reading)) return noRates('discontinuity');
  const seconds = elapsedMs / 1000;
  const gaps: GapReason[] = [];
  const values: (number | undefined)[] = [];
  for (const name of interfaceCounterNames) {
    const before = baseline.counters[name];
    const after = reading.counters[name];
    if (before === undefined || after === undefined || before.bits !== after.bits) {
      gaps.push(after === undefined ? 'not-offered' : 'first-reading');
      values.push(undefined);
      continue;
    }
    const bound = widerBound(baseline.line, reading, name, after.bits);
    const grown = growth(before, after, bound.possiblePerSecond * seconds);
    if (grown === 'counter-reset' || (!wrapsBelieved && after.value < before.value)) return noRates('counter-reset');
    if (typeof grown === 'number') {
      values.push(perSecond(grown, seconds, bound, name === 'inOctets' || name === 'outOctets' ? 8 : 1));
    } else {
      gaps.push(grown);
      values.push(undefined);
    }
  }
  return { values, gaps };
}

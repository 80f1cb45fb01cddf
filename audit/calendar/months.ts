import { type EpochMs, startOfDay, wallTime } from '../../core/index.ts';
import type { Interval } from '../intervals.ts';

/** A month of the city's calendar. */
export interface Month extends Interval {
  /** `2026-10` */
  readonly month: string;
}

/** The month that a moment lies in. */
export function monthOf(at: EpochMs, timeZone: string): Month {
  const month = wallTime(at, timeZone).slice(0, 7);
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return { month, from: startOfDay(year, number, 1, timeZone), to: startOfDay(year, number + 1, 1, timeZone) };
}

/** Every month that a period touches, whole. */
export function monthsOf(period: Interval, timeZone: string): readonly Month[] {
  const months: Month[] = [];
  for (let at = period.from; at < period.to; ) {
    const month = monthOf(at, timeZone);
    months.push(month);
    at = month.to;
  }
  return months;
}

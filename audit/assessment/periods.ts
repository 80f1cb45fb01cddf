/** Periods of the city's calendar by their names: `2026`, `2026-H2`, `2026-Q4`, `2026-11`. */
import { type EpochMs, startOfDay, wallTime } from '../../core/index.ts';
import type { AssessmentRhythm } from '../../inventory/index.ts';
import type { Interval } from '../intervals.ts';

const monthsIn: Readonly<Record<AssessmentRhythm, number>> = { month: 1, quarter: 3, half: 6, year: 12 };

/** The rhythm and the interval of a period; undefined for a name that is none. */
export function readPeriodId(
  id: string,
  timeZone: string,
): ({ readonly rhythm: AssessmentRhythm } & Interval) | undefined {
  const found = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?$/.exec(id);
  const [, yearText = '', month, quarter, half] = found ?? [];
  const year = Number(yearText);
  if (found === null || year < 1970) return undefined;
  const rhythm =
    month !== undefined ? 'month' : quarter !== undefined ? 'quarter' : half !== undefined ? 'half' : 'year';
  const first = 1 + (Number(month ?? quarter ?? half ?? 1) - 1) * monthsIn[rhythm];
  return {
    rhythm,
    from: startOfDay(year, first, 1, timeZone),
    to: startOfDay(year, first + monthsIn[rhythm], 1, timeZone),
  };
}

/** The period that a moment lies in. */
export function periodIdAt(rhythm: AssessmentRhythm, at: EpochMs, timeZone: string): string {
  const [year = '', month = '1'] = wallTime(at, timeZone).slice(0, 10).split('-');
  const part = Math.ceil(Number(month) / monthsIn[rhythm]);
  return { year, half: `${year}-H${part}`, quarter: `${year}-Q${part}`, month: `${year}-${month}` }[rhythm];
}

/** The running period and those before it, newest first. */
export function periodsUntil(
  rhythm: AssessmentRhythm,
  now: EpochMs,
  { timeZone, count }: { readonly timeZone: string; readonly count: number },
): readonly string[] {
  const ids: string[] = [];
  for (let at = now; ids.length < count; ) {
    const id = periodIdAt(rhythm, at, timeZone);
    ids.push(id);
    const period = readPeriodId(id, timeZone);
    if (period === undefined) break;
    at = period.from - 1;
  }
  return ids;
}

import { type EpochMs, startOfDay } from '../../core/index.ts';

const dayMs = 86_400_000;
/** No report reaches further: events are kept for five years. */
export const longestPeriodMs = 6 * 366 * dayMs;

/** A period that cannot be: which part, and why. */
export interface PeriodFault {
  readonly part: 'from' | 'to';
  readonly why: 'format' | 'order' | 'future' | 'long';
}

/**
 * Reads a period. Each end is a calendar day of the time zone (`2026-10-01`; as `to` the day is included), a month
 * (`2026-10`, `to` included), a year (`2026`), or an instant (`2026-10-01T08:00:00Z`, with zone). An end after `now` is
 * cut to `now`: what has not been is not reported.
 */
export function readPeriod(input: {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly now: EpochMs;
}):
  | { readonly ok: true; readonly from: EpochMs; readonly to: EpochMs }
  | { readonly ok: false; readonly fault: PeriodFault } {
  const { timeZone, now } = input;
  const wrong = (part: PeriodFault['part'], why: PeriodFault['why']) => ({ ok: false, fault: { part, why } }) as const;
  const from = readEnd(input.from, timeZone, false);
  if (from === undefined) return wrong('from', 'format');
  const end = readEnd(input.to, timeZone, true);
  if (end === undefined) return wrong('to', 'format');
  if (from >= now) return wrong('from', 'future');
  const to = Math.min(end, now);
  if (to <= from) return wrong('to', 'order');
  if (to - from > longestPeriodMs) return wrong('from', 'long');
  return { ok: true, from, to };
}

function readEnd(text: string, timeZone: string, after: boolean): EpochMs | undefined {
  const calendar = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text.trim());
  if (calendar === null) {
    const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text.trim());
    const at = instant ? Date.parse(text.trim()) : Number.NaN;
    return Number.isSafeInteger(at) ? at : undefined;
  }
  const [year, month, day] = calendar.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || year < 1970 || (month !== undefined && (month < 1 || month > 12))) return undefined;
  if (day !== undefined && new Date(Date.UTC(year, (month ?? 1) - 1, day)).getUTCDate() !== day) return undefined;
  const step = after ? 1 : 0;
  if (day !== undefined) return startOfDay(year, month ?? 1, day + step, timeZone);
  if (month !== undefined) return startOfDay(year, month + step, 1, timeZone);
  return startOfDay(year + step, 1, 1, timeZone);
}

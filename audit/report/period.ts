import type { EpochMs } from '../../core/index.ts';

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

/** Months and days beyond their range run over into the next month or year. */
export function startOfDay(year: number, month: number, day: number, timeZone: string): EpochMs {
  const wall = Date.UTC(year, month - 1, day);
  // The zone's offset at the first guess may be that of the other side of a change: ask again at the corrected instant.
  const first = wall - offsetMs(wall, timeZone);
  const second = wall - offsetMs(first, timeZone);
  if (second + offsetMs(second, timeZone) === wall) {
    // Where midnight comes twice, the day begins with the earlier one; both guesses may be the later one, so the hours before are asked.
    const earlier = Math.min(first, second, wall - offsetMs(second - dayMs / 8, timeZone));
    return earlier + offsetMs(earlier, timeZone) === wall ? earlier : second;
  }
  // Midnight was skipped: the day begins when the clocks jump, the first instant that shows this day.
  let before = Math.min(first, second) - dayMs / 4;
  let at = Math.max(first, second) + dayMs / 4;
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (middle + offsetMs(middle, timeZone) >= wall) at = middle;
    else before = middle;
  }
  return at;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's wall clock is ahead of UTC at an instant. */
export function offsetMs(at: EpochMs, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

/** The wall clock of a zone as `2026-10-01 08:00:00`, as reports print it. */
export function wallTime(at: EpochMs, timeZone: string): string {
  return new Date(at + offsetMs(at, timeZone)).toISOString().slice(0, 19).replace('T', ' ');
}

/** `+08:00`, as reports print beside a zone's name. */
export function offsetText(at: EpochMs, timeZone: string): string {
  const minutes = Math.round(offsetMs(at, timeZone) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

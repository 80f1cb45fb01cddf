/** What the clock on the wall shows in a zone, and when its days begin, also where clocks change. */
import type { EpochMs } from './clock.ts';

const dayMs = 86_400_000;

/** Months and days beyond their range run over into the next month or year. */
export function startOfDay(year: number, month: number, day: number, timeZone: string): EpochMs {
  return instantOf(Date.UTC(year, month - 1, day), timeZone);
}

/**
 * When the clock on the wall shows a time, given as if it were UTC: the earlier moment where it comes twice, and where it is skipped
 * the first one that shows a later time.
 * @example instantOf(Date.UTC(2026, 9, 1, 8), 'Asia/Shanghai') // 2026-10-01T00:00:00Z
 */
export function instantOf(wall: number, timeZone: string): EpochMs {
  // The zone's offset at the first guess may be that of the other side of a change: ask again at the corrected instant.
  const first = wall - offsetMs(wall, timeZone);
  const second = wall - offsetMs(first, timeZone);
  if (second + offsetMs(second, timeZone) === wall) {
    // Both guesses may be the later one, so the hours before are asked.
    const earlier = Math.min(first, second, wall - offsetMs(second - dayMs / 8, timeZone));
    return earlier + offsetMs(earlier, timeZone) === wall ? earlier : second;
  }
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

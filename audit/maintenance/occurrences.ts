import { instantOf, offsetMs } from '../../core/index.ts';
import { type Interval, unionOf } from '../intervals.ts';
import type { MaintenanceWindow } from './model.ts';

const weekMs = 7 * 86_400_000;

/**
 * When one window holds within a period. A weekly one begins and ends at the same wall time each week, as long as it begins before
 * `weeklyUntil`; a time that clocks skip is the moment at which they do. What lies before the window was announced or after it was
 * ended is no part of it.
 */
export function occurrencesOf(window: MaintenanceWindow, within: Interval, timeZone: string): readonly Interval[] {
  const { from, to, weeklyUntil, createdAt, endedAt = Number.POSITIVE_INFINITY } = window;
  const bounds = { from: Math.max(within.from, createdAt), to: Math.min(within.to, endedAt) };
  const found: Interval[] = [];
  const add = (each: Interval): void =>
    void found.push({ from: Math.max(each.from, bounds.from), to: Math.min(each.to, bounds.to) });
  if (weeklyUntil === undefined) add({ from, to });
  else {
    const [begin, end] = [from, to].map((at) => at + offsetMs(at, timeZone)) as [number, number];
    // Clocks differ by less than two days from one side of a change to the other.
    const first = Math.max(0, Math.floor((bounds.from - to) / weekMs) - 1);
    for (let week = first; ; week += 1) {
      const start = week === 0 ? from : instantOf(begin + week * weekMs, timeZone);
      if (start >= bounds.to || start >= weeklyUntil) break;
      add({ from: start, to: week === 0 ? to : instantOf(end + week * weekMs, timeZone) });
    }
  }
  return unionOf(found);
}

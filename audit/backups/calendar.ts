import type { EpochMs } from '../../core/index.ts';
import type { BackupsSettings } from '../../inventory/index.ts';
import { startOfDay } from '../wall-clock.ts';

/** A day of the city's calendar, as days since 1970-01-01. */
export type DayNumber = number;

/** Days of the city: local midnight to local midnight, 23 to 25 hours where clocks change. */
export interface BackupCalendar {
  readonly timeZone: string;
  dayOf(at: EpochMs): DayNumber;
  /** The first moment of a day. */
  startOf(day: DayNumber): EpochMs;
  /** 1 is Monday, 7 is Sunday. */
  weekdayOf(day: DayNumber): number;
  /** Whether no backup is expected that day: declared free, and not in the closing of a month. */
  isFree(day: DayNumber): boolean;
  /** From one moment to another without the free days between. */
  workingMs(from: EpochMs, to: EpochMs): number;
}

export type FreeDays = Pick<BackupsSettings, 'freeDays' | 'freeWeekdays' | 'closingDays'>;

const dayMs = 86_400_000;
/** Over more days than this nothing is left out: nobody waits for an answer to what is so old. */
const mostDays = 3_700;

export const isoDay = (day: DayNumber): string => new Date(day * dayMs).toISOString().slice(0, 10);
/** @example dayNumber('1970-01-02') // 1 */
export const dayNumber = (iso: string): DayNumber => Math.floor(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / dayMs);

/** Days are asked of the zone when they are needed; its name was checked when the settings were read. */
export function createCalendar(timeZone: string, free: FreeDays): BackupCalendar {
  const starts = new Map<DayNumber, EpochMs>();
  const freeDays = new Set(free.freeDays.map(dayNumber));

  function startOf(day: DayNumber): EpochMs {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const found = startOfDay(1970, 1, 1 + day, timeZone);
    if (starts.size > 4 * mostDays) starts.clear();
    starts.set(day, found);
    return found;
  }

  function dayOf(at: EpochMs): DayNumber {
    let day = Math.floor(at / dayMs);
    while (startOf(day) > at) day -= 1;
    while (startOf(day + 1) <= at) day += 1;
    return day;
  }

  const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;

  function isFree(day: DayNumber): boolean {
    if (!freeDays.has(day) && !free.freeWeekdays.includes(weekdayOf(day))) return false;
    return !isClosing(day, free.closingDays);
  }

  return {
    timeZone,
    dayOf,
    startOf,
    weekdayOf,
    isFree,
    workingMs(from, to) {
      if (to <= from) return 0;
      const [first, last] = [dayOf(from), dayOf(to)];
      let worked = to - from;
      if (last - first > mostDays) return worked;
      for (let day = first; day <= last; day += 1) {
        if (isFree(day)) worked -= Math.min(to, startOf(day + 1)) - Math.max(from, startOf(day));
      }
      return worked;
    },
  };
}

/** The last and the first days of a month: books are closed then, and what is written counts double. */
function isClosing(day: DayNumber, closingDays: number): boolean {
  if (closingDays === 0) return false;
  const date = new Date(day * dayMs);
  const daysInMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.getUTCDate() <= closingDays || date.getUTCDate() > daysInMonth - closingDays;
}

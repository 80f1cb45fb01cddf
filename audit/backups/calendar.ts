import type { EpochMs } from '../../core/index.ts';
import type { BackupsSettings } from '../../inventory/index.ts';
import { type CityDays, createDays, type DayNumber, dayMs, dayNumber, weekdayOf } from '../calendar/days.ts';

/** Days of the city, and on which of them no backup is expected. */
export interface BackupCalendar extends CityDays {
  /** Whether no backup is expected that day: declared free, and not in the closing of a month. */
  isFree(day: DayNumber): boolean;
  /** From one moment to another without the free days between. */
  workingMs(from: EpochMs, to: EpochMs): number;
}

export type FreeDays = Pick<BackupsSettings, 'freeDays' | 'freeWeekdays' | 'closingDays'>;

/** Over more days than this nothing is left out: nobody waits for an answer to what is so old. */
const mostDays = 3_700;

/** Days are asked of the zone when they are needed; its name was checked when the settings were read. */
export function createCalendar(timeZone: string, free: FreeDays): BackupCalendar {
  const days = createDays(timeZone);
  const freeDays = new Set(free.freeDays.map(dayNumber));

  function isFree(day: DayNumber): boolean {
    if (!freeDays.has(day) && !free.freeWeekdays.includes(weekdayOf(day))) return false;
    return !isClosing(day, free.closingDays);
  }

  return {
    ...days,
    isFree,
    workingMs(from, to) {
      if (to <= from) return 0;
      const [first, last] = [days.dayOf(from), days.dayOf(to)];
      let worked = to - from;
      if (last - first > mostDays) return worked;
      for (let day = first; day <= last; day += 1) {
        if (isFree(day)) worked -= Math.min(to, days.startOf(day + 1)) - Math.max(from, days.startOf(day));
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

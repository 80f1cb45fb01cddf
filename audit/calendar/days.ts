/** The city's days: local midnight to local midnight, 23 to 25 hours where clocks change. */
import { type EpochMs, startOfDay } from '../../core/index.ts';

/** A day of the city's calendar, as days since 1970-01-01. */
export type DayNumber = number;

export interface CityDays {
  readonly timeZone: string;
  dayOf(at: EpochMs): DayNumber;
  /** The first moment of a day. */
  startOf(day: DayNumber): EpochMs;
}

export const dayMs = 86_400_000;
/** Beginnings of days that are remembered. */
const mostRemembered = 16_000;

export const isoDay = (day: DayNumber): string => new Date(day * dayMs).toISOString().slice(0, 10);
/** @example dayNumber('1970-01-02') // 1 */
export const dayNumber = (iso: string): DayNumber => Math.floor(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / dayMs);
/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Days are asked of the zone when they are needed; its name was checked when the settings were read. */
export function createDays(timeZone: string): CityDays {
  const starts = new Map<DayNumber, EpochMs>();

  function startOf(day: DayNumber): EpochMs {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const found = startOfDay(1970, 1, 1 + day, timeZone);
    if (starts.size > mostRemembered) starts.clear();
    starts.set(day, found);
    return found;
  }

  return {
    timeZone,
    startOf,
    dayOf(at) {
      let day = Math.floor(at / dayMs);
      while (startOf(day) > at) day -= 1;
      while (startOf(day + 1) <= at) day += 1;
      return day;
    },
  };
}

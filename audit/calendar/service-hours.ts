/** When the city works: service hours as exact intervals, whatever its clocks do. */
import { type EpochMs, offsetMs } from '../../core/index.ts';
import type { CalendarSettings } from '../../inventory/index.ts';
import { type Interval, unionOf } from '../intervals.ts';
import { type DayNumber, dayMs, dayNumber, weekdayOf } from './days.ts';
import { steadyStretches } from './steady.ts';

export interface WorkingCalendar {
  readonly timeZone: string;
  readonly settings: CalendarSettings;
  /** A make-up day is worked whatever else it is; a holiday is not, whatever its weekday. */
  isWorkingDay(day: DayNumber): boolean;
  /** Whether the clock on the wall shows service hours of a working day. */
  isServiceTime(at: EpochMs): boolean;
  /** Exactly the moments of a period that are service time: sorted, joined where they touch. */
  serviceHours(period: Interval): readonly Interval[];
}

const minuteMs = 60_000;

export function createWorkingCalendar(timeZone: string, settings: CalendarSettings): WorkingCalendar {
  const [holidays, makeUpDays] = [settings.holidays, settings.makeUpDays].map((days) => new Set(days.map(dayNumber)));

  function isWorkingDay(day: DayNumber): boolean {
    if (makeUpDays?.has(day) === true) return true;
    return settings.weekdays.includes(weekdayOf(day)) && holidays?.has(day) !== true;
  }

  return {
    timeZone,
    settings,
    isWorkingDay,
    isServiceTime(at) {
      const wall = at + offsetMs(at, timeZone);
      const day = Math.floor(wall / dayMs);
      const minutes = (wall - day * dayMs) / minuteMs;
      const inHours = settings.hours.some(
        ({ fromMinutes, toMinutes }) => fromMinutes <= minutes && minutes < toMinutes,
      );
      return inHours && isWorkingDay(day);
    },
    serviceHours(period) {
      const hours: Interval[] = [];
      // Between two changes of the zone the clock on the wall runs as any clock does.
      for (const { from, to, offsetMs: ahead } of steadyStretches(period, timeZone)) {
        for (let day = Math.floor((from + ahead) / dayMs); day * dayMs < to + ahead; day += 1) {
          if (!isWorkingDay(day)) continue;
          const midnight = day * dayMs - ahead;
          for (const { fromMinutes, toMinutes } of settings.hours) {
            hours.push({
              from: Math.max(from, midnight + fromMinutes * minuteMs),
              to: Math.min(to, midnight + toMinutes * minuteMs),
            });
          }
        }
      }
      return unionOf(hours);
    },
  };
}

import { createWorkingCalendar } from '../../../audit/index.ts';
import { type EpochMs, offsetMs } from '../../../core/index.ts';
import type { CalendarSettings } from '../../../inventory/index.ts';
import type { RuleHours } from '../model.ts';

/** The city's days and hours; a zone is asked once for each quarter of an hour. */
export interface RuleClock {
  isIn(hours: RuleHours | undefined, at: EpochMs): boolean;
  /** Day since 1970, hour of the day and whether it is worked, on the city's wall. */
  wall(at: EpochMs): { readonly day: number; readonly hour: number; readonly isWorked: boolean };
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** No zone changes its clocks but at a quarter of an hour. */
const quarterMs = 900_000;
/** Quarters and days that are remembered: three months. */
const mostRemembered = 10_000;

export function createRuleClock(timeZone: string, settings: CalendarSettings): RuleClock {
  const calendar = createWorkingCalendar(timeZone, settings);
  const offsets = new Map<number, number>();
  const worked = new Map<number, boolean>();

  function remembered<V>(known: Map<number, V>, key: number, make: () => V): V {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= mostRemembered) known.clear();
    const value = make();
    known.set(key, value);
    return value;
  }

  function look(at: EpochMs): { readonly day: number; readonly minutes: number; readonly isWorked: boolean } {
    const wall = at + remembered(offsets, Math.floor(at / quarterMs), () => offsetMs(at, timeZone));
    const day = Math.floor(wall / dayMs);
    const isWorked = remembered(worked, day, () => calendar.isWorkingDay(day));
    return { day, minutes: Math.floor((wall - day * dayMs) / minuteMs), isWorked };
  }

  return {
    isIn(hours, at) {
      if (hours === undefined) return true;
      const { minutes, isWorked } = look(at);
      if (hours.days !== 'any' && (hours.days === 'working') !== isWorked) return false;
      const { hours: spans } = hours;
      return (
        spans.length === 0 || spans.some(({ fromMinutes, toMinutes }) => fromMinutes <= minutes && minutes < toMinutes)
      );
    },
    wall(at) {
      const { day, minutes, isWorked } = look(at);
      return { day, hour: Math.floor(minutes / 60), isWorked };
    },
  };
}

import type { BusinessFigureSettings, CalendarSettings } from '../../inventory/index.ts';
import { createWorkingCalendar } from '../calendar/service-hours.ts';
import { lengthOf } from '../intervals.ts';
import type { WorkTime } from './figures.ts';

/** Of a stretch without change no more is asked of the calendar than this. */
const mostLookedBackMs = 31 * 86_400_000;
const dayMinutes = 1_440;
const always: WorkTime = { isWorked: () => true, workedMs: (from, to) => Math.max(0, to - from) };

/** The hours in which a figure is judged: its own span of working days, or always where it has none. */
export function workTimeOf(
  { workingFrom, workingTo }: Pick<BusinessFigureSettings, 'workingFrom' | 'workingTo'>,
  calendar: CalendarSettings,
  timeZone: string,
): WorkTime {
  if (workingFrom === undefined && workingTo === undefined) return always;
  const hours = [{ fromMinutes: minutesOf(workingFrom) ?? 0, toMinutes: minutesOf(workingTo) ?? dayMinutes }];
  const worked = createWorkingCalendar(timeZone, { ...calendar, hours });
  return {
    isWorked: (at) => worked.isServiceTime(at),
    workedMs: (from, to) => lengthOf(worked.serviceHours({ from: Math.max(from, to - mostLookedBackMs), to })),
  };
}

/** `10:30` as minutes after midnight. */
function minutesOf(wall: string | undefined): number | undefined {
  const [hour, minute] = (wall ?? '').split(':').map(Number);
  return hour === undefined || minute === undefined ? undefined : hour * 60 + minute;
}

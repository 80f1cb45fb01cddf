import { type EpochMs, startOfDay, wallTime } from '../../core/index.ts';

export const reportRhythms = ['daily', 'weekly', 'monthly', 'yearly'] as const;
export type ReportRhythm = (typeof reportRhythms)[number];

/** When a rhythm's report is made, as a cron expression in the city's zone; weeks begin on Monday. */
export function cronOf(
  rhythm: ReportRhythm,
  { hour, minute }: { readonly hour: number; readonly minute: number },
): string {
  const rest = { daily: '* * *', weekly: '* * 1', monthly: '1 * *', yearly: '1 1 *' }[rhythm];
  return `${minute} ${hour} ${rest}`;
}

/** The last whole day, week, month or year before an instant, as first and last day of the city's calendar. */
export function periodBefore(
  rhythm: ReportRhythm,
  now: EpochMs,
  timeZone: string,
): { readonly from: string; readonly to: string } {
  const [year = 0, month = 0, day = 0] = wallTime(now, timeZone).slice(0, 10).split('-').map(Number);
  const dayText = (dayOfMonth: number): string =>
    wallTime(startOfDay(year, month, dayOfMonth, timeZone), timeZone).slice(0, 10);
  switch (rhythm) {
    case 'daily':
      return { from: dayText(day - 1), to: dayText(day - 1) };
    case 'weekly': {
      const sinceMonday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
      return { from: dayText(day - sinceMonday - 7), to: dayText(day - sinceMonday - 1) };
    }
    case 'monthly': {
      const before = dayText(0).slice(0, 7);
      return { from: before, to: before };
    }
    case 'yearly':
      return { from: String(year - 1), to: String(year - 1) };
  }
}

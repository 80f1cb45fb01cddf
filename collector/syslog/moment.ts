/** A day and a time of day as a message writes them; the year where it says one. */
export interface Moment {
  readonly year?: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Whether the calendar and the clock have it (RFC 5424 section 6.2.3: no leap second, no 24:00). Without a year 29 February may be. */
export function isMoment({ year, month, day, hour, minute, second }: Moment): boolean {
  const days = daysOfMonth[month - 1] ?? 0;
  const isLeap = year === undefined || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
  return day >= 1 && day <= days - (month === 2 && !isLeap ? 1 : 0) && hour < 24 && minute < 60 && second < 60;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The moment that a time names, in the form of RFC 3339 or in one of RFC 3164's dialects; undefined where it is neither. */
export function momentOf(time: string): Moment | undefined {
  const clock = /(\d{1,2}):(\d\d):(\d\d)/.exec(time);
  if (clock === null) return undefined;
  const [hour, minute, second] = [Number(clock[1]), Number(clock[2]), Number(clock[3])];
  const iso = /^(\d{4})-(\d\d)-(\d\d)/.exec(time);
  if (iso !== null) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]), hour, minute, second };
  const date = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) /.exec(time);
  if (date === null) return undefined;
  const year = / (\d{4})(?![\d:])/.exec(time)?.[1];
  const month = months.indexOf(date[1] ?? '') + 1;
  return { ...(year === undefined ? {} : { year: Number(year) }), month, day: Number(date[2]), hour, minute, second };
}

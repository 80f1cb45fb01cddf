import type { CalendarSettings } from '../calendar-settings.ts';
import type { MistakeCode } from '../mistakes/mistakes.ts';
import type { Place } from '../mistakes/place.ts';
import type { Section } from './section.ts';

/** What holds where `calendar` is not written: Monday to Friday, half past eight to half past five, no holidays known. */
export const calendarDefaults: CalendarSettings = {
  holidays: [],
  makeUpDays: [],
  weekdays: [1, 2, 3, 4, 5],
  hours: [{ fromMinutes: 510, toMinutes: 1_050 }],
};

/** How much may be declared. */
export const calendarBounds = { days: 2_000, hours: 8 } as const;

const dayMs = 86_400_000;

/** Reads `calendar`: weekdays that are worked, service hours, days off and days that are worked in their place. */
export function readCalendar(section: Section): CalendarSettings {
  const holidays = daysIn(section, 'holidays');
  const makeUpDays = daysIn(section, 'make_up_days');
  const off = new Set(holidays.map(({ day }) => day));
  for (const { day, place } of makeUpDays) {
    if (off.has(day)) section.mistakes.add(place, 'calendar-both', { field: section.name('make_up_days'), value: day });
  }
  const calendar: CalendarSettings = {
    holidays: holidays.map(({ day }) => day),
    makeUpDays: makeUpDays.map(({ day }) => day),
    weekdays: readWeekdays(section),
    hours: readHours(section),
  };
  section.finish();
  return calendar;
}

/** Days, or spans of them as `2026-10-01..2026-10-07`, in order and each once. */
export function daysIn(section: Section, key: string): readonly { readonly day: string; readonly place: Place }[] {
  const found = new Map<string, Place>();
  for (const { text, place } of section.list(key) ?? []) {
    const [from = '', to = from, more] = text.split('..');
    const [first, last] = [dayOf(from), dayOf(to)];
    const params = { field: section.name(key), value: text };
    if (first === undefined || last === undefined || last < first || more !== undefined) {
      section.mistakes.add(place, 'calendar-day', params);
    } else if ((last - first) / dayMs >= calendarBounds.days) {
      section.mistakes.add(place, 'calendar-days', { ...params, most: calendarBounds.days });
    } else {
      for (let at = first; at <= last; at += dayMs) found.set(new Date(at).toISOString().slice(0, 10), place);
    }
  }
  if (found.size > calendarBounds.days)
    section.wrong(key, 'calendar-days', { value: found.size, most: calendarBounds.days });
  return [...found].map(([day, place]) => ({ day, place })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Not 2026-02-30, which JavaScript takes for the second of March. */
function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : undefined;
}

function readWeekdays(section: Section): readonly number[] {
  if (!section.has('weekdays')) return calendarDefaults.weekdays;
  const found = section.scalars('weekdays').flatMap(({ value, place }) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 7) return [value];
    section.mistakes.add(place, 'backup-weekday', { field: section.name('weekdays'), value: String(value) });
    return [];
  });
  return [...new Set(found)].sort();
}

function readHours(section: Section): CalendarSettings['hours'] {
  if (!section.has('hours')) return calendarDefaults.hours;
  const hours: { readonly fromMinutes: number; readonly toMinutes: number }[] = [];
  const wrong = (place: Place, code: MistakeCode, value: string): void =>
    section.mistakes.add(place, code, { field: section.name('hours'), value });
  for (const { text, place } of section.list('hours') ?? []) {
    const [from = '', to = '', more] = text.split('-').map((part) => part.trim());
    const [fromMinutes, toMinutes] = [minutesOf(from), minutesOf(to)];
    if (fromMinutes === undefined || toMinutes === undefined || toMinutes <= fromMinutes || more !== undefined) {
      wrong(place, 'calendar-hours', text);
    } else if (hours.some((other) => fromMinutes < other.toMinutes && other.fromMinutes < toMinutes)) {
      wrong(place, 'calendar-overlap', text);
    } else hours.push({ fromMinutes, toMinutes });
  }
  if (hours.length > calendarBounds.hours) section.wrong('hours', 'backup-too-many', { most: calendarBounds.hours });
  return hours.sort((a, b) => a.fromMinutes - b.fromMinutes);
}

/** `08:30` to `24:00`, in minutes after midnight. */
export function minutesOf(text: string): number | undefined {
  const found = /^(\d{1,2}):([0-5]\d)$/.exec(text);
  const minutes = Number(found?.[1]) * 60 + Number(found?.[2]);
  return found !== null && minutes <= 1_440 ? minutes : undefined;
}

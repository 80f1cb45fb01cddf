import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber } from '../calendar/days.ts';
import { zones } from '../calendar/zones.fake.ts';
import { createCalendar } from './calendar.ts';

const everyDay = { freeDays: [], freeWeekdays: [], closingDays: 0 };
const hour = 3_600_000;
const calendars = new Map(zones.map((zone) => [zone, createCalendar(zone, everyDay)]));
const zone = fc.constantFrom(...zones);
const moment = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2037, 0) });

describe('the calendar of backups', () => {
  it('counts every hour where no day is free, whatever clocks do', () => {
    fc.assert(
      fc.property(zone, moment, fc.integer({ min: 0, max: 60 * 24 * hour }), (name, from, ms) => {
        expect(calendars.get(name)?.workingMs(from, from + ms)).toBe(ms);
      }),
      { numRuns: 100 },
    );
  });

  it('adds up: what is worked until a moment and from it on is all of it', () => {
    const calendar = createCalendar('Europe/Berlin', {
      freeDays: ['2026-05-01'],
      freeWeekdays: [6, 7],
      closingDays: 2,
    });
    const length = fc.integer({ min: 0, max: 40 * 24 * hour });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }), length, length, (at, a, b) => {
        const [all, first, second] = [
          calendar.workingMs(at, at + a + b),
          calendar.workingMs(at, at + a),
          calendar.workingMs(at + a, at + a + b),
        ];
        expect(first + second).toBe(all);
        expect(all).toBeLessThanOrEqual(a + b);
        expect(all).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves free weekdays and free days out, but none at the closing of a month', () => {
    const calendar = createCalendar('Asia/Shanghai', {
      freeDays: ['2026-10-01', '2026-10-07'],
      freeWeekdays: [6, 7],
      closingDays: 3,
    });
    const free = (iso: string) => calendar.isFree(dayNumber(iso));
    expect(['2026-10-10', '2026-10-11', '2026-10-07'].map(free)).toEqual([true, true, true]);
    // Thursday, and a Saturday on the last day and a Sunday on the first one of a month.
    expect(['2026-10-08', '2026-10-31', '2026-11-01', '2026-10-01'].map(free)).toEqual([false, false, false, false]);
  });

  it('lets a backup of Friday night be fresh on Monday morning', () => {
    const calendar = createCalendar('Asia/Shanghai', { freeDays: [], freeWeekdays: [6, 7], closingDays: 3 });
    const friday = Date.UTC(2026, 0, 9, 14);
    const monday = Date.UTC(2026, 0, 12, 1);
    expect(calendar.workingMs(friday, monday) / hour).toBe(11);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDays, dayNumber, isoDay, weekdayOf } from './days.ts';
import { zones } from './zones.fake.ts';

const hour = 3_600_000;
const calendars = new Map(zones.map((zone) => [zone, createDays(zone)]));
const zone = fc.constantFrom(...zones);
const moment = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2037, 0) });

describe('the days of the city', () => {
  it('puts every moment into exactly the day that a clock on the wall shows', () => {
    fc.assert(
      fc.property(zone, moment, (name, at) => {
        const calendar = calendars.get(name) ?? createDays(name);
        const found = calendar.dayOf(at);
        expect(calendar.startOf(found)).toBeLessThanOrEqual(at);
        expect(calendar.startOf(found + 1)).toBeGreaterThan(at);
        expect(isoDay(found)).toBe(new Intl.DateTimeFormat('en-CA', { timeZone: name, dateStyle: 'short' }).format(at));
      }),
      { numRuns: 300 },
    );
  });

  it('has days of 0 to 25 hours that follow one another without a hole', () => {
    fc.assert(
      fc.property(zone, fc.integer({ min: 11_000, max: 24_000 }), (name, each) => {
        const calendar = calendars.get(name) ?? createDays(name);
        const length = calendar.startOf(each + 1) - calendar.startOf(each);
        expect(length % (hour / 2)).toBe(0);
        expect(length).toBeGreaterThanOrEqual(0);
        expect(length).toBeLessThanOrEqual(25 * hour);
      }),
      { numRuns: 300 },
    );
  });

  it('knows that a day of the change of clocks has 23 or 25 hours', () => {
    const calendar = createDays('Europe/Berlin');
    const length = (iso: string) => (calendar.startOf(dayNumber(iso) + 1) - calendar.startOf(dayNumber(iso))) / hour;
    expect(['2026-03-29', '2026-10-25', '2026-07-01'].map(length)).toEqual([23, 25, 24]);
  });

  it('knows the weekday of a day, also before 1970', () => {
    expect(['2026-10-10', '1970-01-01', '1969-12-28'].map((iso) => weekdayOf(dayNumber(iso)))).toEqual([6, 4, 7]);
  });
});

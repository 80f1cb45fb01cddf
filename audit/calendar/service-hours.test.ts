import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallTime } from '../../core/index.ts';
import type { CalendarSettings } from '../../inventory/index.ts';
import { lengthOf } from '../intervals.ts';
import { dayNumber } from './days.ts';
import { createWorkingCalendar } from './service-hours.ts';
import { steadyStretches } from './steady.ts';
import { zones } from './zones.fake.ts';

const hour = 3_600_000;
const office: CalendarSettings = {
  holidays: ['2026-10-01', '2026-10-02', '2026-10-05'],
  makeUpDays: ['2026-10-10'],
  weekdays: [1, 2, 3, 4, 5],
  hours: [
    { fromMinutes: 8 * 60 + 30, toMinutes: 12 * 60 },
    { fromMinutes: 13 * 60 + 30, toMinutes: 17 * 60 + 30 },
  ],
};
const always: CalendarSettings = {
  holidays: [],
  makeUpDays: [],
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  hours: [{ fromMinutes: 0, toMinutes: 1440 }],
};
const shanghai = createWorkingCalendar('Asia/Shanghai', office);

const calendars = fc.record({
  zone: fc.constantFrom(...zones),
  settings: fc.record({
    holidays: fc.subarray(['2018-11-04', '2026-10-26', '2011-12-30', '2026-03-30']),
    makeUpDays: fc.subarray(['2018-11-04', '2026-10-25', '2026-03-29', '2011-12-31']),
    weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
    hours: fc.array(
      fc
        .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 2 })
        .map(([a = 0, b = 1]) => ({ fromMinutes: Math.min(a, b), toMinutes: Math.max(a, b) })),
      { maxLength: 3 },
    ),
  }),
});
// Around days on which one of the zones changed its clocks, or left a day out.
const periods = fc
  .constantFrom('2018-11-04', '2026-10-25', '2026-03-29', '2011-12-30', '2010-11-07', '2026-07-01')
  .chain((iso) => {
    const moment = fc.integer({ min: Date.parse(iso) - 50 * hour, max: Date.parse(iso) + 50 * hour });
    return fc.tuple(moment, moment).map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
  });

describe('service hours', () => {
  it('are, at every moment and at the edges, what the clock on the wall shows', () => {
    fc.assert(
      fc.property(calendars, periods, ({ zone, settings }, period) => {
        const calendar = createWorkingCalendar(zone, settings);
        const hours = calendar.serviceHours(period);
        const covered = (at: number): boolean => hours.some(({ from, to }) => from <= at && at < to);
        const edges = hours.flatMap(({ from, to }) => [from - 1, from, to - 1, to]);
        const between = Array.from({ length: 12 }, (_, n) => period.from + (n * (period.to - period.from)) / 12);
        for (const at of [...edges, ...between.map(Math.floor)]) {
          if (at >= period.from && at < period.to) expect([at, covered(at)]).toEqual([at, calendar.isServiceTime(at)]);
          else expect(covered(at)).toBe(false);
        }
        for (const [index, { from, to }] of hours.entries()) {
          expect(to).toBeGreaterThan(from);
          if (index > 0) expect(from).toBeGreaterThan(hours[index - 1]?.to ?? 0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leave out weekends and holidays, and count a Saturday that is worked', () => {
    const working = ['2026-09-30', '2026-10-01', '2026-10-03', '2026-10-06', '2026-10-10', '2026-10-11'];
    expect(working.map((iso) => shanghai.isWorkingDay(dayNumber(iso)))).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
    const october = shanghai.serviceHours({ from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 31, 16) });
    // 22 weekdays, three of them holidays, and one Saturday; seven and a half hours each.
    expect(lengthOf(october) / hour).toBe(20 * 7.5);
    expect(wallTime(october[0]?.from ?? 0, 'Asia/Shanghai')).toBe('2026-10-06 08:30:00');
  });

  it('take a day that is both a holiday and worked for a working day', () => {
    const calendar = createWorkingCalendar('UTC', { ...office, makeUpDays: ['2026-10-01'] });
    expect(calendar.isWorkingDay(dayNumber('2026-10-01'))).toBe(true);
  });

  it('are all the time where every hour of every day is worked, also when clocks change', () => {
    const period = { from: Date.UTC(2025, 11, 31, 23), to: Date.UTC(2026, 11, 31, 23) };
    expect(createWorkingCalendar('Europe/Berlin', always).serviceHours(period)).toEqual([period]);
  });

  it('lose an hour that clocks skip and gain one that they repeat', () => {
    const early = { ...always, hours: [{ fromMinutes: 60, toMinutes: 240 }] };
    const berlin = createWorkingCalendar('Europe/Berlin', early);
    const length = (iso: string): number =>
      lengthOf(berlin.serviceHours({ from: Date.parse(iso) - 6 * hour, to: Date.parse(iso) + 12 * hour })) / hour;
    expect(['2026-03-29', '2026-07-01', '2026-10-25'].map(length)).toEqual([2, 3, 4]);
    // Half past two comes twice, so a window around it does.
    const half = createWorkingCalendar('Europe/Berlin', {
      ...always,
      hours: [{ fromMinutes: 135, toMinutes: 165 }],
    });
    const twice = half.serviceHours({ from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 25, 22) });
    expect(twice.map(({ from }) => wallTime(from, 'Europe/Berlin'))).toEqual([
      '2026-10-25 02:15:00',
      '2026-10-25 02:15:00',
    ]);
  });

  it('are none in an empty or backward period', () => {
    expect(shanghai.serviceHours({ from: 5, to: 5 })).toEqual([]);
    expect(shanghai.serviceHours({ from: Date.UTC(2026, 9, 9), to: Date.UTC(2026, 9, 8) })).toEqual([]);
  });
});

it('finds the moment at which a zone changes its clocks, to the millisecond', () => {
  const year = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0) };
  expect(steadyStretches(year, 'Europe/Berlin').map(({ to, offsetMs }) => [to, offsetMs / hour])).toEqual([
    [Date.UTC(2026, 2, 29, 1), 1],
    [Date.UTC(2026, 9, 25, 1), 2],
    [year.to, 1],
  ]);
  expect(steadyStretches(year, 'Asia/Shanghai')).toEqual([{ ...year, offsetMs: 8 * hour }]);
});

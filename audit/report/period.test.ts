import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetMs, offsetText, startOfDay, wallTime } from '../../core/index.ts';
import { readPeriod } from './period.ts';

const now = Date.UTC(2026, 10, 20, 4);
const shanghai = 'Asia/Shanghai';
const iso = (at: number): string => new Date(at).toISOString();

function read(from: string, to: string, timeZone = shanghai) {
  const period = readPeriod({ from, to, timeZone, now });
  return period.ok ? [iso(period.from), iso(period.to)] : period.fault;
}

describe('the period of a report', () => {
  it('takes days, months and years as those of the city, the last one included', () => {
    expect(read('2026-10-01', '2026-10-31')).toEqual(['2026-09-30T16:00:00.000Z', '2026-10-31T16:00:00.000Z']);
    expect(read('2026-10', '2026-10')).toEqual(['2026-09-30T16:00:00.000Z', '2026-10-31T16:00:00.000Z']);
    expect(read('2025', '2025')).toEqual(['2024-12-31T16:00:00.000Z', '2025-12-31T16:00:00.000Z']);
  });

  it('takes an instant with its zone as it is, and ends now at the latest', () => {
    expect(read('2026-10-01T08:00:00+08:00', '2026-10-01T01:00Z')).toEqual([
      '2026-10-01T00:00:00.000Z',
      '2026-10-01T01:00:00.000Z',
    ]);
    expect(read('2026-11-01', '2026-12-31')).toEqual(['2026-10-31T16:00:00.000Z', iso(now)]);
  });

  it('says which end is wrong and why', () => {
    expect(read('2026-02-30', '2026-03-01')).toEqual({ part: 'from', why: 'format' });
    expect(read('2026-10-01T08:00:00', '2026-10-02')).toEqual({ part: 'from', why: 'format' });
    expect(read('2026-13', '2026-10')).toEqual({ part: 'from', why: 'format' });
    expect(read('2026-10-01', 'yesterday')).toEqual({ part: 'to', why: 'format' });
    expect(read('2026-10-02', '2026-09-01')).toEqual({ part: 'to', why: 'order' });
    expect(read('2027-01-01', '2027-01-02')).toEqual({ part: 'from', why: 'future' });
    expect(read('2001-01-01', '2026-01-02')).toEqual({ part: 'from', why: 'long' });
  });

  it('begins a day at the first instant that shows it, in zones that skip or repeat midnight', () => {
    expect(iso(startOfDay(2018, 11, 4, 'America/Sao_Paulo'))).toBe('2018-11-04T03:00:00.000Z');
    expect(iso(startOfDay(2026, 3, 29, 'Europe/Berlin'))).toBe('2026-03-28T23:00:00.000Z');
    expect(iso(startOfDay(2026, 10, 25, 'Europe/Berlin'))).toBe('2026-10-24T22:00:00.000Z');
    // Havana sets its clocks back at one in the morning: midnight comes twice.
    expect(iso(startOfDay(2024, 11, 3, 'America/Havana'))).toBe('2024-11-03T04:00:00.000Z');
    // So did Gaza, east of Greenwich: both guesses are the later midnight.
    expect(iso(startOfDay(2018, 10, 27, 'Asia/Gaza'))).toBe('2018-10-26T21:00:00.000Z');
  });

  it('makes the days of a year follow each other without hole or overlap in every zone', () => {
    const zones = fc.constantFrom(
      shanghai,
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'UTC',
      'Asia/Gaza',
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: 1986, max: 2026 }), fc.integer({ min: 1, max: 365 }), (zone, year, day) => {
        const from = startOfDay(year, 1, day, zone);
        const to = startOfDay(year, 1, day + 1, zone);
        expect((to - from) / 3_600_000).toBeGreaterThanOrEqual(22);
        expect((to - from) / 3_600_000).toBeLessThanOrEqual(26);
        const shown = new Date(Date.UTC(year, 0, day)).toISOString().slice(0, 10);
        expect(wallTime(from, zone).slice(0, 10)).toBe(shown);
        expect(wallTime(from - 1, zone).slice(0, 10) < shown).toBe(true);
        expect(wallTime(to - 1, zone).slice(0, 10)).toBe(shown);
      }),
    );
  });

  it('writes the wall clock and how far it is from UTC', () => {
    expect(wallTime(Date.UTC(2026, 9, 1, 0, 30), shanghai)).toBe('2026-10-01 08:30:00');
    expect(offsetText(now, shanghai)).toBe('+08:00');
    expect(offsetText(now, 'America/St_Johns')).toBe('-03:30');
    expect(offsetMs(now + 999, 'UTC')).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { periodIdAt, periodsUntil, readPeriodId } from './periods.ts';

const timeZone = 'Asia/Shanghai';

describe('periods of an assessment', () => {
  it('are months, quarters, halves and years of the city, from midnight to midnight', () => {
    const told = (id: string) => {
      const found = readPeriodId(id, timeZone);
      return found && [found.rhythm, new Date(found.from).toISOString(), new Date(found.to).toISOString()];
    };
    expect(told('2026')).toEqual(['year', '2025-12-31T16:00:00.000Z', '2026-12-31T16:00:00.000Z']);
    expect(told('2026-H2')).toEqual(['half', '2026-06-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z']);
    expect(told('2026-Q4')).toEqual(['quarter', '2026-09-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z']);
    expect(told('2026-02')).toEqual(['month', '2026-01-31T16:00:00.000Z', '2026-02-28T16:00:00.000Z']);
  });

  it('have no other names', () => {
    for (const id of ['2026-Q5', '2026-H3', '2026-13', '2026-1', '26', '2026-Q1 ', '', '1969'])
      expect([id, readPeriodId(id, timeZone)]).toEqual([id, undefined]);
  });

  it('are listed from the running one back, each once', () => {
    const now = Date.UTC(2026, 0, 31, 17);
    expect(periodsUntil('quarter', now, { timeZone, count: 3 })).toEqual(['2026-Q1', '2025-Q4', '2025-Q3']);
    expect(periodsUntil('month', now, { timeZone, count: 3 })).toEqual(['2026-02', '2026-01', '2025-12']);
    expect(periodIdAt('half', now, timeZone)).toBe('2026-H1');
    expect(periodIdAt('year', Date.UTC(2025, 11, 31, 16), timeZone)).toBe('2026');
  });
});

import { describe, expect, it } from 'vitest';
import { cronOf, periodBefore } from './schedule.ts';

const zone = 'Asia/Shanghai';

describe('the rhythm of reports', () => {
  it('is told to cron in the zone of the city', () => {
    const at = { hour: 4, minute: 30 };
    expect(cronOf('daily', at)).toBe('30 4 * * *');
    expect(cronOf('weekly', at)).toBe('30 4 * * 1');
    expect(cronOf('monthly', at)).toBe('30 4 1 * *');
    expect(cronOf('yearly', at)).toBe('30 4 1 1 *');
  });

  it('reports the last whole day, week, month and year of the calendar', () => {
    // Sunday evening in UTC is Monday morning in the city.
    const now = Date.UTC(2026, 2, 1, 20, 30);
    expect(periodBefore('daily', now, zone)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
    expect(periodBefore('weekly', now, zone)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
    expect(periodBefore('monthly', now, zone)).toEqual({ from: '2026-02', to: '2026-02' });
    expect(periodBefore('yearly', now, zone)).toEqual({ from: '2025', to: '2025' });
  });

  it('finds the month before at the turn of the year', () => {
    expect(periodBefore('monthly', Date.UTC(2026, 0, 1), zone)).toEqual({ from: '2025-12', to: '2025-12' });
    expect(periodBefore('daily', Date.UTC(2026, 0, 1), zone)).toEqual({ from: '2025-12-31', to: '2025-12-31' });
  });
});

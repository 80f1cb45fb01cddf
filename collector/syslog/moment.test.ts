import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMoment, momentOf } from './moment.ts';

const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

describe('a time that a message writes', () => {
  it('is one exactly when the calendar has it', () => {
    const numbers = fc.record({
      year: fc.integer({ min: 1970, max: 2400 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 0, max: 32 }),
      hour: fc.integer({ min: 0, max: 25 }),
      minute: fc.integer({ min: 0, max: 61 }),
      second: fc.integer({ min: 0, max: 61 }),
    });
    fc.assert(
      fc.property(numbers, ({ year, month, day, hour, minute, second }) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
        const same = date.getUTCDate() === day && date.getUTCHours() === hour && date.getUTCMinutes() === minute;
        const real = same && date.getUTCMonth() === month - 1 && date.getUTCSeconds() === second;
        const clock = `${two(hour)}:${two(minute)}:${two(second)}`;
        const day2 = String(day).padStart(2, ' ');
        for (const text of [
          `${year}-${two(month)}-${two(day)}T${clock}+08:00`,
          `${names[month - 1]} ${day2} ${year} ${clock}`,
          `${names[month - 1]} ${day2} ${clock} ${year}`,
          `${names[month - 1]} ${day2} ${year} ${clock}.123 CST+0800`,
        ]) {
          const moment = momentOf(text);
          expect(moment).toEqual({ year, month, day, hour, minute, second });
          if (moment !== undefined) expect(isMoment(moment)).toBe(real);
        }
      }),
    );
  });

  it('without a year may be 29 February, and a zone is no year', () => {
    const moment = momentOf('Feb 29 23:59:59+0800');
    expect(moment).toEqual({ month: 2, day: 29, hour: 23, minute: 59, second: 59 });
    if (moment !== undefined) expect(isMoment(moment)).toBe(true);
    expect(momentOf('yesterday')).toBeUndefined();
  });
});

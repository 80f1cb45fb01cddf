import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentOf, numberOf } from './value.ts';

/** The clocks of a city that is eight hours ahead of UTC all year. */
const city = (wall: number): number => wall - 8 * 3_600_000;
const eightInTheMorning = Date.UTC(2026, 9, 1);

describe('a moment', () => {
  it.each([
    '2026-10-01 08:00:00',
    '2026-10-01T08:00',
    '2026/10/01 08:00:00.000',
    '20261001080000',
    '20261001T080000',
    '2026-10-01T00:00:00Z',
    '2026-09-30 20:00:00-04',
    '2026-10-01T05:30:00+0530',
    '2026-10-01 08:00:00.000000+08:00',
    `${eightInTheMorning}`,
    `${eightInTheMorning / 1_000}`,
    eightInTheMorning,
    eightInTheMorning / 1_000,
  ])('is read from %j', (value) => {
    expect(momentOf(value, city)).toBe(eightInTheMorning);
  });

  it('may be a day alone, which begins at midnight of the city', () => {
    expect(momentOf('2026-10-01', city)).toBe(eightInTheMorning - 8 * 3_600_000);
    expect(momentOf('20261001', city)).toBe(eightInTheMorning - 8 * 3_600_000);
  });

  it.each([
    '',
    'never',
    '2026-02-30',
    '2026-13-01',
    '2026-10-01 25:00',
    '2026-10/01',
    '0',
    '12345',
    '0000-00-00 00:00:00',
    null,
    undefined,
    true,
    {},
  ])('%j is none', (value) => expect(momentOf(value, city)).toBeUndefined());

  it('is read back to the millisecond from whatever form it was written in', () => {
    const time = fc.integer({ min: Date.UTC(2002, 0, 1), max: Date.UTC(2199, 0, 1) });
    fc.assert(
      fc.property(time, (at) => {
        const onTheWall = new Date(at + 8 * 3_600_000).toISOString();
        for (const text of [
          new Date(at).toISOString(),
          onTheWall.replace('T', ' ').replace('Z', ''),
          onTheWall.replace('Z', '+08'),
          String(at),
        ])
          expect(momentOf(text, city)).toBe(at);
        expect(momentOf(Math.floor(at / 1_000), city)).toBe(Math.floor(at / 1_000) * 1_000);
      }),
    );
  });
});

describe('a number', () => {
  it.each([
    ['42', 42],
    [' 42.50 ', 42.5],
    ['-1e3', -1_000],
    [7, 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%j is read as it stands', (value, expected) => expect(numberOf(value)).toBe(expected));
  it.each(['', '1,000', '0x10', '四十二', 'NaN', '9007199254740993', '1e400', Number.NaN, null, undefined, true, [1]])(
    '%j is none',
    (value) => expect(numberOf(value)).toBeUndefined(),
  );
});

import { describe, expect, it } from 'vitest';
import { dayNumber } from '../calendar/days.ts';
import { createCalendar } from './calendar.ts';
import { type DaysAsked, type SetDays, withRuns, wordsOf } from './days.ts';
import { day, fakeSnapshot, hour } from './stage.fake.ts';

const everyDay = { freeDays: [], freeWeekdays: [], closingDays: 0 };
const calendar = createCalendar('Asia/Shanghai', everyDay);
const at = (iso: string, hours: number) => calendar.startOf(dayNumber(iso)) + hours * hour;
const from = dayNumber('2026-01-05');
const letters = {
  'backed-up': 'b',
  missed: 'm',
  'no-look': 'n',
  free: 'f',
  'not-declared': '-',
  pending: 'p',
} as const;

function daysOf(runs: readonly number[], declaredAt = at('2026-01-05', 0)): SetDays {
  return withRuns(
    { declaredAt, runs: new Map() },
    runs.map((each) => fakeSnapshot('a', each)),
    calendar,
  );
}

/** One letter a day from 5 January on. */
function told(days: SetDays, asked: Partial<DaysAsked> = {}): string {
  const to = from + 6;
  const usual = { from, to, calendar, looks: [at('2026-01-20', 0)], maxAgeMs: 26 * hour, retentionMs: 30 * day };
  return wordsOf(days, { ...usual, now: at('2026-01-20', 1), ...asked })
    .map((word) => letters[word])
    .join('');
}

const nights = (...days: readonly number[]) => days.map((each) => at(`2026-01-0${each}`, 22));

describe('the days of a data set', () => {
  it('are backed up, or missed where a later list lacks them', () => {
    expect(told(daysOf(nights(5, 6, 8, 9)))).toBe('bbmbbmm');
  });

  it('cannot be told where nobody looked while their run would still be kept', () => {
    expect(told(daysOf(nights(5, 6)), { looks: [at('2026-01-08', 3)] })).toBe('bbmnnnn');
    expect(told(daysOf(nights(5)), { retentionMs: 12 * day })).toBe('bnnmmmm');
    expect(told(daysOf([]), { looks: [] })).toBe('nnnnnnn');
  });

  it('before the declaration are backed up or nothing at all', () => {
    expect(told(daysOf(nights(5, 6, 9), at('2026-01-08', 9)))).toBe('bb-mbmm');
  });

  it('may be free, and are green when somebody worked all the same', () => {
    const free = createCalendar('Asia/Shanghai', { ...everyDay, freeWeekdays: [6, 7] });
    // The eleventh is a Sunday.
    expect(told(daysOf(nights(5, 6, 7, 8, 9)), { calendar: free })).toBe('bbbbbff');
    expect(told(daysOf([...nights(5, 6, 7, 8, 9), at('2026-01-10', 5)]), { calendar: free })).toBe('bbbbbbf');
  });

  it('take a run shortly after midnight for the late one of the day before', () => {
    const late = [...nights(5, 6), at('2026-01-08', 1), ...nights(8, 9)];
    expect(told(daysOf(late))).toBe('bbbbbmm');
  });

  it('do not, where runs are made after midnight anyway: a missed one is missed', () => {
    const early = [5, 6, 8, 9].map((each) => at(`2026-01-0${each}`, 0.5));
    expect(told(daysOf(early))).toBe('bbmbbmm');
  });

  it('are pending until they are over', () => {
    const now = at('2026-01-08', 1);
    expect(told(daysOf(nights(5, 6)), { now, looks: [now] })).toBe('bbppppp');
  });

  it('of a weekly set are good for a week', () => {
    expect(told(daysOf(nights(5)), { maxAgeMs: 8 * day, to: from + 9 })).toBe('bbbbbbbbmm');
  });

  it('do not count runs that are empty or broke off', () => {
    const runs = [{ partial: true }, { files: 0 }, { sourceBytes: 0 }].map((more, index) =>
      fakeSnapshot('a', at(`2026-01-0${5 + index}`, 22), more),
    );
    expect(told(withRuns({ declaredAt: at('2026-01-05', 0), runs: new Map() }, runs, calendar))).toBe('mmmmmmm');
  });

  it('stay the same object where nothing is new, and are kept for 400 days', () => {
    const known = daysOf(nights(5, 6));
    expect(withRuns(known, [fakeSnapshot('a', at('2026-01-05', 23))], calendar)).toBe(known);
    const many = daysOf(Array.from({ length: 500 }, (_, index) => at('2026-01-05', 22) + index * day));
    expect(many.runs.size).toBe(400);
  });
});

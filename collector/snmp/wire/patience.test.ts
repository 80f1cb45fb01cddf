import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPatience } from './patience.ts';

describe('the patience with an agent', () => {
  it('is the configured time until an answer has been heard, and again after a request was given up', () => {
    const patience = createPatience({ longestMs: 2_000 });
    expect(patience.waitMs(0, false)).toBe(2_000);
    patience.heard(10);
    expect(patience.waitMs(0, false)).toBe(250);
    patience.givenUp();
    expect(patience.waitMs(0, false)).toBe(2_000);
  });

  it('waits longer with each try, and the configured time with the last', () => {
    const patience = createPatience({ longestMs: 2_000 });
    patience.heard(100);
    expect([0, 1, 2, 3].map((attempt) => patience.waitMs(attempt, attempt === 3))).toEqual([300, 600, 1_200, 2_000]);
  });

  it('follows an agent that grows slower', () => {
    const patience = createPatience({ longestMs: 5_000 });
    for (let poll = 0; poll < 50; poll++) patience.heard(20);
    for (let poll = 0; poll < 50; poll++) patience.heard(900);
    expect(patience.waitMs(0, false)).toBeGreaterThan(900);
    expect(patience.waitMs(0, false)).toBeLessThan(1_400);
  });

  it('never waits longer than configured nor, but for that, less than a quarter of a second, whatever was heard', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })),
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 250, max: 60_000 }),
        (trips, attempt, longestMs) => {
          const patience = createPatience({ longestMs });
          for (const trip of trips) patience.heard(trip);
          const waitMs = patience.waitMs(attempt, false);
          expect(waitMs).toBeGreaterThanOrEqual(250);
          expect(waitMs).toBeLessThanOrEqual(longestMs);
        },
      ),
    );
  });
});

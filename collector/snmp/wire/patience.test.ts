import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPatience } from './patience.ts';

describe('the patience with an agent', () => {
  it('is the configured time until an answer has been heard, and again after a request was given up', () => {
    const patience = createPatience({ longestMs: 2_000 });
    expect(patience.waitMs(0, 1)).toBe(2_000);
    patience.heard(10);
    expect(patience.waitMs(0, 1)).toBe(250);
    patience.givenUp();
    expect(patience.waitMs(0, 1)).toBe(2_000);
  });

  it('waits longer with each try, and with the last as long as is left of the whole', () => {
    const patience = createPatience({ longestMs: 2_000 });
    patience.heard(100);
    expect([0, 1, 2, 3].map((attempt) => patience.waitMs(attempt, 3))).toEqual([300, 600, 1_200, 5_900]);
    expect(patience.waitMs(0, 0)).toBe(2_000);
  });

  it('follows an agent that grows slower', () => {
    const patience = createPatience({ longestMs: 5_000 });
    for (let poll = 0; poll < 50; poll++) patience.heard(20);
    for (let poll = 0; poll < 50; poll++) patience.heard(900);
    expect(patience.waitMs(0, 1)).toBeGreaterThan(900);
    expect(patience.waitMs(0, 1)).toBeLessThan(1_400);
  });

  it('waits in all as long as configured, whatever was heard, and never less than a quarter of a second', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 250, max: 60_000 }),
        (trips, retries, longestMs) => {
          const patience = createPatience({ longestMs });
          for (const trip of trips) patience.heard(trip);
          const waits = Array.from({ length: retries + 1 }, (_, attempt) => patience.waitMs(attempt, retries));
          expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(longestMs * (retries + 1), 3);
          expect(Math.min(...waits)).toBeGreaterThanOrEqual(250);
        },
      ),
    );
  });
});

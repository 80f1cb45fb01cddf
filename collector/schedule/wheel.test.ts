import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWheel } from './wheel.ts';

const tickMs = 50;

type Step =
  | { readonly verb: 'set'; readonly entry: number; readonly inMs: number }
  | { readonly verb: 'remove'; readonly entry: number }
  | { readonly verb: 'pass'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ verb: fc.constant('set' as const), entry: fc.nat(9), inMs: fc.nat(3_000) }),
  fc.record({ verb: fc.constant('remove' as const), entry: fc.nat(9) }),
  fc.record({ verb: fc.constant('pass' as const), ms: fc.nat(5_000) }),
);

describe('the wheel', () => {
  it('gives out what a plain list of due times would, by ticks, whatever is set and removed and however far off', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        // A short horizon: many entries lie beyond it, and several share a bucket.
        const wheel = createWheel<number>(tickMs, 1_000);
        const due = new Map<number, number>();
        let now = 0;
        for (const each of steps) {
          if (each.verb === 'set') {
            wheel.set(each.entry, now + each.inMs);
            due.set(each.entry, Math.ceil((now + each.inMs) / tickMs));
          } else if (each.verb === 'remove') {
            wheel.remove(each.entry);
            due.delete(each.entry);
          } else {
            now += each.ms;
            const last = Math.floor(now / tickMs);
            const expected = [...due].filter(([, tick]) => tick <= last).map(([entry]) => entry);
            const taken = wheel.takeDue(now);
            expect([...taken].sort()).toEqual(expected.sort());
            const ticks = taken.map((entry) => due.get(entry) ?? 0);
            expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
            for (const entry of taken) due.delete(entry);
          }
          const next = due.size === 0 ? undefined : Math.min(...due.values()) * tickMs;
          expect(wheel.nextDueMs()).toBe(next);
        }
      }),
    );
  });

  it('costs nothing for the ticks of an hour in which nothing is due', () => {
    const before = process.memoryUsage().heapUsed;
    const wheels = Array.from({ length: 20 }, () => createWheel<number>(tickMs, 2 * 3_600_000));
    // A set for each tick took 20 MB a wheel.
    expect((process.memoryUsage().heapUsed - before) / wheels.length).toBeLessThan(100_000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExtremes, pieceMs, windowPieces } from './window.ts';

const withinMs = 600_000;

/** By looking at everything that ever came. */
function slowly(all: readonly (readonly [number, number])[], side: 'least' | 'most', at: number): number | undefined {
  const piece = (time: number) => Math.floor(time / pieceMs(withinMs));
  const values = all.filter(([time]) => piece(time) >= piece(at) - windowPieces).map(([, value]) => value);
  return values.length === 0 ? undefined : Math[side === 'least' ? 'min' : 'max'](...values);
}

describe('the least and the most of a time', () => {
  it('are what a look at everything finds, whatever comes late or twice', () => {
    const step = fc.tuple(fc.integer({ min: -120_000, max: 240_000 }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        fc.constantFrom('least' as const, 'most' as const),
        (steps, side) => {
          const extremes = createExtremes(withinMs, side);
          const all: [number, number][] = [];
          let [at, newest] = [10_000_000, 10_000_000];
          for (const [later, value] of steps) {
            at = Math.max(newest - 120_000, at + later);
            newest = Math.max(newest, at);
            extremes.add(at, value);
            all.push([at, value]);
            expect(extremes.of(newest)).toBe(slowly(all, side, newest));
          }
        },
      ),
    );
  });

  it('forget what is older than the time, and know nothing before the first value', () => {
    const extremes = createExtremes(withinMs, 'least', [{ at: 0, value: 1 }]);
    extremes.add(300_000, 4);
    expect([extremes.of(600_000), extremes.of(620_000), extremes.of(2_000_000)]).toEqual([1, 4, undefined]);
    expect(createExtremes(withinMs, 'most').of(5)).toBeUndefined();
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clip, type Interval, intersectionOf, lengthOf, subtract, unionOf } from './intervals.ts';

const instant = fc.integer({ min: 0, max: 60 });
const intervals = fc.array(
  fc.tuple(instant, instant).map(([from, to]): Interval => ({ from, to })),
  { maxLength: 8 },
);
const covers = (set: readonly Interval[], at: number): boolean => set.some(({ from, to }) => from <= at && at < to);

it('joins, intersects and measures sets of intervals as they are moment by moment', () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      const [one, other] = [unionOf(a), unionOf(b)];
      const both = intersectionOf(one, other);
      const rest = subtract(one, other);
      for (let at = 0; at < 61; at += 1) {
        expect(covers(one, at)).toBe(covers(a, at));
        expect(covers(both, at)).toBe(covers(a, at) && covers(b, at));
        expect(covers(rest, at)).toBe(covers(a, at) && !covers(b, at));
      }
      expect([unionOf(both), unionOf(rest)]).toEqual([both, rest]);
      expect(lengthOf(one)).toBe(Array.from({ length: 61 }, (_, at) => at).filter((at) => covers(a, at)).length);
      const within = { from: 10, to: 20 };
      expect(clip(one, within)).toEqual(intersectionOf(one, [within]));
    }),
  );
});

it('joins overlapping, touching and unsorted intervals and drops empty ones', () => {
  const joined = unionOf([
    { from: 5, to: 7 },
    { from: 1, to: 3 },
    { from: 2, to: 4 },
    { from: 9, to: 9 },
    { from: 7, to: 8 },
  ]);
  expect(joined).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 8 },
  ]);
  expect(clip(joined, { from: 9, to: 2 })).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { withGaps } from './gaps.ts';
import { ranges, stepFor } from './ranges.ts';

describe('a chart', () => {
  it('breaks its line where polls are missing', () => {
    const { at, values } = withGaps({ at: [0, 10, 20, 60, 70], values: [[1, 2, 3, 4, 5]] });
    expect(at).toEqual([0, 10, 20, 30, 60, 70]);
    expect(values).toEqual([[1, 2, 3, null, 4, 5]]);
  });

  it('leaves an empty and a single measurement as they are', () => {
    expect(withGaps({ at: [], values: [[]] })).toEqual({ at: [], values: [[]] });
    expect(withGaps({ at: [7], values: [[1]] })).toEqual({ at: [7], values: [[1]] });
  });

  it('asks for no more buckets than it can draw, in every range', () => {
    for (const { lengthMs } of ranges) {
      const step = stepFor(lengthMs);
      if (step > 0) expect(lengthMs / 1000 / step).toBeLessThanOrEqual(720);
    }
    expect(stepFor(3_600_000)).toBe(0);
  });
});

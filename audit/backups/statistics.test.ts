import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, medianDeviation, outlierOf, theilSen } from './statistics.ts';

const values = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 60 });

describe('robust statistics', () => {
  it('have a middle with as many values above as below', () => {
    fc.assert(
      fc.property(values, (list) => {
        const middle = median(list);
        const half = list.length / 2;
        expect(list.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(list.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
        expect(medianDeviation(list)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('do not depend on the order, and leave the list as it was', () => {
    fc.assert(
      fc.property(values, (list) => {
        const before = [...list];
        expect(median(list)).toBe(median(list.toReversed()));
        expect(list).toEqual(before);
      }),
    );
  });

  it('are not moved by a few wild values: fewer than half of them keep the middle within the tame ones', () => {
    const tame = fc.array(fc.integer({ min: 900, max: 1100 }), { minLength: 11, maxLength: 30 });
    const wild = fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), { maxLength: 5 });
    fc.assert(
      fc.property(tame, wild, (usual, others) => {
        const middle = median([...usual, ...others]);
        expect(middle).toBeGreaterThanOrEqual(900);
        expect(middle).toBeLessThanOrEqual(1100);
      }),
    );
  });

  it('call a value wild by its distance in spreads, and never divide by nothing', () => {
    expect(outlierOf(50, Array(20).fill(100), 0.02)).toEqual({ median: 100, z: -25 });
    expect(outlierOf(100, Array(20).fill(100), 0.02).z).toBe(0);
    expect(Number.isFinite(outlierOf(0, Array(20).fill(0), 0.02).z)).toBe(true);
  });

  it('find the slope of a line exactly, whatever a few bad days say', () => {
    const lines = fc.record({ slope: fc.integer({ min: -50, max: 50 }), count: fc.integer({ min: 8, max: 40 }) });
    fc.assert(
      fc.property(lines, fc.nat(), ({ slope, count }, bad) => {
        const points = Array.from({ length: count }, (_, x) => ({ x, y: 1000 + slope * x }));
        const spoilt = points.map((point, x) => (x === bad % count ? { ...point, y: 1e9 } : point));
        expect(theilSen(spoilt)?.slope).toBeCloseTo(slope, 6);
        const trend = theilSen(spoilt);
        expect(trend === undefined || (trend.least <= trend.slope && trend.slope <= trend.most)).toBe(true);
      }),
    );
  });

  it('tell no trend of less than three times', () => {
    expect(theilSen([])).toBeUndefined();
    expect(
      theilSen([
        { x: 1, y: 1 },
        { x: 2, y: 2 },
      ]),
    ).toBeUndefined();
    expect(theilSen(Array(9).fill({ x: 1, y: 1 }))).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { WirePairLag } from '../../../../api/wire-pairs.ts';
import { lagPath, lagSeries, mergeLag, mostLag } from './lag.ts';

const reading = (second: number, bytes: number | null, seconds: number | null = null): WirePairLag => ({
  at: new Date(Date.UTC(2026, 0, 5, 8) + second * 1_000).toISOString(),
  bytes,
  seconds,
});

describe('replication lag on a page that stays open', () => {
  it('takes each reading once and forgets the oldest', () => {
    const first = mergeLag([], [reading(0, 1), reading(15, 2)]);
    expect(mergeLag(first, [reading(15, 2), reading(30, 3)]).map(({ bytes }) => bytes)).toEqual([1, 2, 3]);
    expect(mergeLag(first, [reading(0, 1)])).toBe(first);
    const many = Array.from({ length: mostLag + 5 }, (_, n) => reading(n, n));
    expect(mergeLag([], many)).toHaveLength(mostLag);
  });

  it('draws bytes where they are told, else seconds, and leaves a gap where a reading told nothing', () => {
    expect(lagSeries([reading(0, null), reading(15, null)])).toBeUndefined();
    expect(lagSeries([reading(0, null, 4)])).toMatchObject({ unit: 'seconds', values: [4] });
    const series = lagSeries([reading(0, 0), reading(10, 50), reading(20, null), reading(30, 100)]);
    if (series === undefined) throw new Error('nothing to draw');
    expect(lagPath(series, 100, 300, 100)).toBe('M0.0 100.0h.1L100.0 50.0M300.0 0.0h.1');
  });
});

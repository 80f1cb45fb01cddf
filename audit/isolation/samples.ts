import type { EpochMs } from '../../core/index.ts';
import type { JsonObject } from '../../ledger/index.ts';
import type { SampleRow } from '../../store/index.ts';
import type { IsolationEngine } from './engine.ts';
import { summaryOf } from './records.ts';

/**
 * A row for each place and minute. Means of `isolated` and `violated` are shares of time; the maximum of `gapSeconds` is the
 * longest time that one device of the place was not read.
 */
export const isolationSeries = {
  name: 'isolation',
  columns: ['isolated', 'violated', 'coverage', 'gapSeconds', 'ageSeconds'],
} as const;

/** What is told of places although nothing changed: rows for the series, and the isolation's part of heartbeats. */
export interface IsolationSampler {
  rows(now: EpochMs): SampleRow[];
  /** Of the time since the last beat of the place; undefined for what is no place. */
  beat(placeId: string, now: EpochMs): JsonObject | undefined;
}

export function createIsolationSampler(
  engine: Pick<IsolationEngine, 'places' | 'place' | 'devicesOf' | 'gaps'>,
): IsolationSampler {
  /** The longest gap since the last beat: taking it for the rows forgets it elsewhere. */
  const longestMs = new Map<string, number>();
  const takeGap = (placeId: string, now: EpochMs): number => {
    const gap = engine.gaps.take(engine.devicesOf(placeId), now);
    longestMs.set(placeId, Math.max(longestMs.get(placeId) ?? 0, gap));
    return gap;
  };
  return {
    rows: (now) =>
      engine.places().map(({ placeId, word, coverage, oldestAt }) => ({
        kind: isolationSeries.name,
        entityId: placeId,
        at: now,
        values: [
          word === 'isolated' ? 1 : 0,
          word === 'violated' ? 1 : 0,
          coverage.applicable === 0 ? 0 : coverage.decided / coverage.applicable,
          takeGap(placeId, now) / 1000,
          oldestAt === undefined ? undefined : Math.max(0, now - oldestAt) / 1000,
        ],
      })),
    beat(placeId, now) {
      const standing = engine.place(placeId);
      if (standing === undefined) return undefined;
      takeGap(placeId, now);
      const longest = longestMs.get(placeId) ?? 0;
      longestMs.delete(placeId);
      return {
        verdict: standing.word,
        ...summaryOf(standing),
        readings: engine.gaps.takeCount(engine.devicesOf(placeId)),
        longestGapSeconds: Math.round(longest / 1000),
      };
    },
  };
}

import type { EpochMs } from '../../../core/index.ts';
import type { Interval } from '../../intervals.ts';
import type { Measure } from '../model.ts';

/** Something that had to happen by a time: it did, it did not, or nobody can tell. */
export interface Told<Of> {
  readonly of: Of;
  readonly word: 'good' | 'bad' | 'unknown';
  /** The time. */
  readonly at: EpochMs;
}

export function tally(told: readonly Told<unknown>[]): Measure {
  const count = (word: Told<unknown>['word']): number => told.filter((each) => each.word === word).length;
  return { good: count('good'), bad: count('bad'), unknown: count('unknown') };
}

/** Whether it lies in a stretch in which Fangzhou itself stood still. */
export function nobodyWatchedAt(unwatched: readonly Interval[], at: EpochMs): boolean {
  return unwatched.some(({ from, to }) => from <= at && at < to);
}

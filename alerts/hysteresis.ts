import type { EpochMs } from '../core/index.ts';

/** What one poll says of a condition: `none` neither confirms nor denies it. */
export type Reading = 'bad' | 'good' | 'none';

/** Counts of agreeing polls of one source. */
export interface Track {
  readonly bad: number;
  readonly good: number;
  readonly firstBadAt: EpochMs;
  /** When a poll was last counted. */
  readonly countedAt: EpochMs;
  readonly raised: boolean;
}

export interface TrackLimits {
  readonly raiseAfter: number;
  readonly clearAfter: number;
  /** Polls closer than this count once, so that polls at once do not hasten an incident. */
  readonly spacingMs: number;
}

export interface TrackStep {
  /** `undefined`: nothing worth remembering. */
  readonly track: Track | undefined;
  readonly effect: 'raise' | 'clear' | undefined;
}

/** A source that was raised before a restart. */
export function raisedTrack(firstBadAt: EpochMs): Track {
  return { bad: 0, good: 0, firstBadAt, countedAt: 0, raised: true };
}

/** A source that was bad for long enough, and waits for one more poll to say so again. */
export function dueTrack(firstBadAt: EpochMs): Track {
  return { bad: 1_000, good: 0, firstBadAt, countedAt: 0, raised: false };
}

/** One more poll. Raises after `raiseAfter` bad polls in a row, clears after `clearAfter` good ones in a row. */
export function stepTrack(before: Track | undefined, reading: Reading, at: EpochMs, limits: TrackLimits): TrackStep {
  if (reading === 'none') return { track: before, effect: undefined };
  if (reading === 'bad') return stepBad(before, at, limits);
  if (before === undefined || !before.raised) return { track: undefined, effect: undefined };
  if (before.good > 0 && tooSoon(before, at, limits)) return { track: before, effect: undefined };
  const good = before.good + 1;
  if (good >= limits.clearAfter) return { track: undefined, effect: 'clear' };
  return { track: { ...before, good, bad: 0, countedAt: at }, effect: undefined };
}

function stepBad(before: Track | undefined, at: EpochMs, limits: TrackLimits): TrackStep {
  if (before?.raised) {
    return { track: before.good === 0 ? before : { ...before, good: 0 }, effect: undefined };
  }
  if (before !== undefined && tooSoon(before, at, limits)) return { track: before, effect: undefined };
  const bad = (before?.bad ?? 0) + 1;
  const raised = bad >= limits.raiseAfter;
  const track: Track = { bad, good: 0, firstBadAt: before?.firstBadAt ?? at, countedAt: at, raised };
  return { track, effect: raised ? 'raise' : undefined };
}

/** Also a poll that ended a little before the one that was counted last: which of two is heard first is chance. */
function tooSoon(track: Track, at: EpochMs, limits: TrackLimits): boolean {
  return Math.abs(at - track.countedAt) < limits.spacingMs;
}

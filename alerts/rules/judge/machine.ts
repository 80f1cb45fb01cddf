import type { EpochMs } from '../../../core/index.ts';
import type { RuleWord } from '../model.ts';

/** What one value says: `between` lies in the band of hysteresis, `none` says nothing at all. */
export type RuleReading = 'bad' | 'good' | 'between' | 'none';

/** How one element stands by one rule. */
export interface RuleTrack {
  readonly isFiring: boolean;
  /** Since when it fires, or has not. */
  readonly since: EpochMs;
  /** Bad in a row since; undefined while it fires, or is not bad. */
  readonly badSince: EpochMs | undefined;
  /** Good in a row since, while it fires. */
  readonly goodSince: EpochMs | undefined;
  /** Of the newest evidence; 0: none yet. */
  readonly at: EpochMs;
}

export const newTrack: RuleTrack = { isFiring: false, since: 0, badSince: undefined, goodSince: undefined, at: 0 };

export interface RuleLimits {
  readonly forMs: number;
  readonly clearForMs: number;
  /** A longer silence breaks a row of values. */
  readonly staleMs: number;
}

/**
 * One more value. It fires once values were bad in a row for `forMs`, and ends once they were good in a row for `clearForMs`; in the band
 * nothing ends and nothing begins. What comes late changes nothing. Silence never fires and never ends.
 */
export function stepRule(before: RuleTrack, reading: RuleReading, at: EpochMs, limits: RuleLimits): RuleTrack {
  if (reading === 'none' || at < before.at) return before;
  const isBroken = before.at > 0 && at - before.at > limits.staleMs;
  if (before.isFiring) return stepFiring(isBroken ? { ...before, goodSince: undefined } : before, reading, at, limits);
  if (reading !== 'bad') return { ...before, since: before.since === 0 ? at : before.since, badSince: undefined, at };
  const badSince = isBroken ? at : (before.badSince ?? at);
  if (at - badSince >= limits.forMs) return { isFiring: true, since: at, badSince, goodSince: undefined, at };
  return { ...before, since: before.since === 0 ? at : before.since, badSince, at };
}

function stepFiring(before: RuleTrack, reading: RuleReading, at: EpochMs, { clearForMs }: RuleLimits): RuleTrack {
  if (reading !== 'good') return { ...before, goodSince: undefined, at };
  const goodSince = before.goodSince ?? at;
  if (at - goodSince < clearForMs) return { ...before, goodSince, at };
  return { isFiring: false, since: at, badSince: undefined, goodSince: undefined, at };
}

/** In a word, as of now. */
export function wordOf(track: RuleTrack, now: EpochMs, staleMs: number, isResting: boolean): RuleWord {
  if (track.isFiring) return 'firing';
  if (track.at === 0 || now - track.at > staleMs) return 'no-data';
  if (isResting) return 'resting';
  return track.badSince === undefined ? 'ok' : 'pending';
}

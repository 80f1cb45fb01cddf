/** Exact accounts of availability over a period: interval arithmetic on changes of state, never an average of samples. */
import type { EpochMs } from '../../core/index.ts';
import type { Interval } from '../intervals.ts';
import type { StateWord } from '../state/model.ts';

/** A stretch with one state; an account is made of such that cover its period in order. */
export interface StateSpan extends Interval {
  readonly state: StateWord;
}

/** Milliseconds of a period by what they were. They add up to `wholeMs`, exactly. */
export interface TimeAccount {
  readonly wholeMs: number;
  readonly upMs: number;
  readonly degradedMs: number;
  readonly downMs: number;
  readonly unknownMs: number;
  /** Announced beforehand; taken out of the four above. */
  readonly maintenanceMs: number;
  /** (up + degraded) / (up + degraded + down); undefined when nothing is known. */
  readonly availability: number | undefined;
}

/**
 * One time without service, from the first moment seen down to the moment seen carrying again, whatever was announced meanwhile;
 * what nobody could see ends none. Only what counts makes one: what lies wholly within announced work is none.
 */
export interface Outage<Span extends StateSpan = StateSpan> {
  readonly from: EpochMs;
  /** The moment seen carrying again; undefined while nobody saw that. */
  readonly to: EpochMs | undefined;
  /** Seen down, and not announced. */
  readonly downMs: number;
  readonly inServiceHoursMs: number;
  /** Seen down within announced work. */
  readonly plannedMs: number;
  /** Nobody could see, between what was seen down or before the recovery was seen, and it was not announced. */
  readonly unknownMs: number;
  /** It was already down when the period began: its true length is longer. */
  readonly beganBefore: boolean;
  /** The span that began it. */
  readonly first: Span;
}

export interface Account<Span extends StateSpan = StateSpan> {
  readonly total: TimeAccount;
  readonly inServiceHours: TimeAccount;
  readonly outages: readonly Outage<Span>[];
  /** Outages that began within the period. */
  readonly failures: number;
  /** Mean time to restore: down time for each outage; undefined without one. */
  readonly mttrMs: number | undefined;
  /** Mean time between failures: available time for each failure; undefined without one. */
  readonly mtbfMs: number | undefined;
  /** Longest stretch that nobody could see. */
  readonly longestUnknownMs: number;
  /** Share of time that is asked for, and what is left of the time that it allows; below 0 when it is used up. */
  readonly target: number;
  readonly budgetLeftMs: number;
}

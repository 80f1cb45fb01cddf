import type { Observation } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import { cpuRatioHigh, type StateLimits } from './limits.ts';

/** What the polls of one device have told about reaching it. */
export interface Contact {
  readonly outcome: Observation['outcome'];
  readonly startedAt: EpochMs;
  readonly polledAt: EpochMs;
  /** Newest poll that was not silent; 0 when there was none. */
  readonly answeredAt: EpochMs;
  /** Consecutive silent polls. */
  readonly misses: number;
  /** Those of them since the path was last found dead: a poll through a dead path says nothing of the device. */
  readonly missesOnPath: number;
  /** Start of the last miss that was counted there; 0 before. */
  readonly countedMissAt: EpochMs;
  /** Start of the miss that made `missesOnPath` enough; 0 before. */
  readonly decidingMissAt: EpochMs;
  /** Consecutive polls with the processor at its limit. */
  readonly busyPolls: number;
  /** Parts that a partial poll did not bring, for the reason. */
  readonly missingParts: string;
}

/**
 * The contact after one more poll. Pure; `undefined` before the first. Misses closer than half a period count once: polls at once settle
 * doubts, they do not hasten a verdict.
 */
export function afterPoll(
  before: Contact | undefined,
  poll: Observation,
  { raiseAfterPolls, periodMs }: Pick<StateLimits, 'raiseAfterPolls' | 'periodMs'>,
): Contact {
  const silent = poll.outcome === 'silent';
  const missesBefore = before?.missesOnPath ?? 0;
  const isCounted =
    silent && (missesBefore === 0 || Math.abs(poll.startedAt - (before?.countedMissAt ?? 0)) >= periodMs / 2);
  const missesOnPath = silent ? missesBefore + (isCounted ? 1 : 0) : 0;
  const busy = (poll.host?.cpuRatio ?? 0) >= cpuRatioHigh;
  return {
    outcome: poll.outcome,
    startedAt: poll.startedAt,
    polledAt: poll.finishedAt,
    answeredAt: silent ? (before?.answeredAt ?? 0) : poll.finishedAt,
    misses: silent ? (before?.misses ?? 0) + 1 : 0,
    missesOnPath,
    countedMissAt: !silent ? 0 : isCounted ? poll.startedAt : (before?.countedMissAt ?? 0),
    decidingMissAt: !silent
      ? 0
      : isCounted && missesOnPath === raiseAfterPolls
        ? poll.startedAt
        : (before?.decidingMissAt ?? 0),
    busyPolls: busy ? (before?.busyPolls ?? 0) + 1 : 0,
    missingParts:
      poll.outcome === 'partial' ? [...new Set(poll.faults.map((fault) => fault.part))].sort().join(', ') : '',
  };
}

/** Counting starts anew when a dead path comes back: the misses behind it were the path's. */
export function afterPathReturned(contact: Contact): Contact {
  return { ...contact, missesOnPath: 0, countedMissAt: 0, decidingMissAt: 0 };
}

/**
 * True for a poll that came late or twice: older than what is known. One that is older by more than the stale limit is
 * no late poll but a clock that was set back, and is believed.
 */
export function isOutdated(known: Contact | undefined, poll: Observation, staleAfterMs: number): boolean {
  if (known === undefined) return false;
  const behindMs = known.polledAt - poll.finishedAt;
  return behindMs >= 0 && behindMs <= staleAfterMs && poll.startedAt <= known.startedAt;
}

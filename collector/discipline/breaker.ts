import type { Observation } from '../observation.ts';

/** Polls in a row without a word after which a device is only probed. */
export const openAfterSilentPolls = 3;

/**
 * A circuit breaker for one device. `closed`: polled as usual. `open`: silent for long, so each of its polls is one small request
 * tried once (the liveness probe); the first answer closes it, and the same poll goes on to read everything.
 */
export interface Breaker {
  readonly word: 'closed' | 'open';
  /** Consecutive silent polls. */
  readonly silentPolls: number;
}

export const closedBreaker: Breaker = { word: 'closed', silentPolls: 0 };

/** The breaker after one more poll. Pure. A refusal is a word: the device is there. */
export function afterOutcome(before: Breaker, outcome: Observation['outcome']): Breaker {
  if (outcome !== 'silent') return closedBreaker;
  const silentPolls = Math.min(before.silentPolls + 1, Number.MAX_SAFE_INTEGER);
  return { word: silentPolls >= openAfterSilentPolls ? 'open' : 'closed', silentPolls };
}

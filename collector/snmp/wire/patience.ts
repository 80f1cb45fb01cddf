/** No try waits for less: an agent's answer to a large request takes longer than to a small one. */
const shortestMs = 250;
/** Clock granularity of RFC 6298, here the jitter of a timer on a busy machine. */
const granularityMs = 20;
const mostDoublings = 10;

/**
 * How long each try of a request waits: learned from the round trips as TCP does (RFC 6298), never longer than configured.
 * The last try always waits the configured time, so a device that has become slow is not given up sooner than one that is new.
 */
export interface Patience {
  /** For the try with this number, from 0; `last` when none follows. */
  waitMs(attempt: number, last: boolean): number;
  /** A first try was answered. Answers to repeated tries say nothing, as they may belong to any (Karn). */
  heard(roundTripMs: number): void;
  /** A request was given up: what was learned is of another time. */
  givenUp(): void;
  /** Smoothed round trip; undefined before the first. */
  readonly roundTripMs: number | undefined;
}

export function createPatience({ longestMs }: { readonly longestMs: number }): Patience {
  let smoothedMs: number | undefined;
  let variationMs = 0;
  return {
    waitMs(attempt, last) {
      if (last || smoothedMs === undefined) return longestMs;
      const learnedMs = Math.max(shortestMs, smoothedMs + Math.max(granularityMs, 4 * variationMs));
      return Math.min(longestMs, learnedMs * 2 ** Math.min(attempt, mostDoublings));
    },
    heard(roundTripMs) {
      if (smoothedMs === undefined) {
        smoothedMs = roundTripMs;
        variationMs = roundTripMs / 2;
        return;
      }
      variationMs = 0.75 * variationMs + 0.25 * Math.abs(smoothedMs - roundTripMs);
      smoothedMs = 0.875 * smoothedMs + 0.125 * roundTripMs;
    },
    givenUp() {
      smoothedMs = undefined;
      variationMs = 0;
    },
    get roundTripMs() {
      return smoothedMs;
    },
  };
}

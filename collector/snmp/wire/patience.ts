/** No try waits for less: an agent's answer to a large request takes longer than to a small one. */
const shortestMs = 250;
/** Clock granularity of RFC 6298, here the jitter of a timer on a busy machine. */
const granularityMs = 20;
const mostDoublings = 10;

/**
 * How long each try of a request waits: learned from the round trips as TCP does (RFC 6298), so that what got lost is soon sent
 * again. All tries together wait as long as is configured: the last one has what the others left, so that a device which has
 * become slow, or a machine that is busy, is not given up sooner than before anything was learned.
 */
export interface Patience {
  /** For the try with this number, from 0, of `retries` + 1. */
  waitMs(attempt: number, retries: number): number;
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
  const learnedMs = (attempt: number): number => {
    if (smoothedMs === undefined) return longestMs;
    const firstMs = Math.max(shortestMs, smoothedMs + Math.max(granularityMs, 4 * variationMs));
    return Math.min(longestMs, firstMs * 2 ** Math.min(attempt, mostDoublings));
  };
  return {
    waitMs(attempt, retries) {
      if (attempt < retries) return learnedMs(attempt);
      let spentMs = 0;
      for (let before = 0; before < retries; before++) spentMs += learnedMs(before);
      return longestMs * (retries + 1) - spentMs;
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

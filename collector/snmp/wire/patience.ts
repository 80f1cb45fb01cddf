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
  return new LearnedPatience(longestMs);
}

/** A class, for there is one for each of thousands of devices: closures and a getter of its own take six times as much. */
class LearnedPatience implements Patience {
  readonly #longestMs: number;
  #smoothedMs: number | undefined;
  #variationMs = 0;

  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  get roundTripMs(): number | undefined {
    return this.#smoothedMs;
  }

  waitMs(attempt: number, retries: number): number {
    if (attempt < retries) return this.#learnedMs(attempt);
    let spentMs = 0;
    for (let before = 0; before < retries; before++) spentMs += this.#learnedMs(before);
    return this.#longestMs * (retries + 1) - spentMs;
  }

  heard(roundTripMs: number): void {
    if (this.#smoothedMs === undefined) {
      this.#smoothedMs = roundTripMs;
      this.#variationMs = roundTripMs / 2;
      return;
    }
    this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#smoothedMs - roundTripMs);
    this.#smoothedMs = 0.875 * this.#smoothedMs + 0.125 * roundTripMs;
  }

  givenUp(): void {
    this.#smoothedMs = undefined;
    this.#variationMs = 0;
  }

  #learnedMs(attempt: number): number {
    if (this.#smoothedMs === undefined) return this.#longestMs;
    const firstMs = Math.max(shortestMs, this.#smoothedMs + Math.max(granularityMs, 4 * this.#variationMs));
    return Math.min(this.#longestMs, firstMs * 2 ** Math.min(attempt, mostDoublings));
  }
}

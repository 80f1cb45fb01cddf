import type { Clock, EpochMs } from '../../core/index.ts';

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Failures that cost nothing. */
  readonly free: number;
  /** The wait doubles from 1 s up to this. */
  readonly maximumWaitSeconds: number;
  /** Keys remembered; the one that failed longest ago is forgotten first. */
  readonly maximumKeys: number;
  /** A key without failures for this long starts anew. */
  readonly forgetAfterSeconds: number;
}

interface Failures {
  readonly count: number;
  readonly lastAt: EpochMs;
  readonly blockedUntil: EpochMs;
}

/** Slows down guessing: after some free failures each further one doubles the wait. Bounded in memory. */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #failures = new Map<string, Failures>();

  constructor(options: ThrottleOptions) {
    this.#options = options;
  }

  /** Seconds that this key must still wait; 0 when it may try. */
  waitSeconds(key: string): number {
    const failures = this.#failures.get(key);
    return failures === undefined ? 0 : Math.max(0, Math.ceil((failures.blockedUntil - this.#now()) / 1000));
  }

  /** Counts a failure. An attempt is counted before it is checked, so that attempts made at once count too. */
  fail(key: string): void {
    const { free, maximumWaitSeconds, maximumKeys, forgetAfterSeconds } = this.#options;
    const now = this.#now();
    const before = this.#failures.get(key);
    const known = before !== undefined && now - before.lastAt < forgetAfterSeconds * 1000;
    const count = known ? before.count + 1 : 1;
    const waitSeconds = count <= free ? 0 : Math.min(maximumWaitSeconds, 2 ** Math.min(30, count - free - 1));
    this.#failures.delete(key);
    this.#failures.set(key, { count, lastAt: now, blockedUntil: now + waitSeconds * 1000 });
    const eldest = this.#failures.keys().next().value;
    if (this.#failures.size > maximumKeys && eldest !== undefined) this.#failures.delete(eldest);
  }

  /** A success: the key starts anew. */
  clear(key: string): void {
    this.#failures.delete(key);
  }

  get size(): number {
    return this.#failures.size;
  }

  #now(): EpochMs {
    return this.#options.clock.now();
  }
}

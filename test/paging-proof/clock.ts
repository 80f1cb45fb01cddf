import type { Cancel, Clock, EpochMs } from '../../core/index.ts';

/**
 * A clock that steps: timers that came due meanwhile run at the end of a step, late as on a busy machine, the earliest first. A kill takes
 * every timer with it.
 */
export class StepClock implements Clock {
  #now: EpochMs;
  #order = 0;
  #timers: { readonly at: EpochMs; readonly order: number; readonly task: () => void }[] = [];

  constructor(now: EpochMs) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  monotonicMs(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): Cancel {
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  kill(): void {
    this.#timers = [];
  }

  /** Goes on to a later time; everything that waits for nothing but its turn is done after it. */
  async to(at: EpochMs): Promise<void> {
    this.#now = at;
    const due = this.#timers.filter((timer) => timer.at <= at).sort((a, b) => a.at - b.at || a.order - b.order);
    this.#timers = this.#timers.filter((timer) => timer.at > at);
    for (const { task } of due) task();
    await turn();
  }
}

/** Promises of this turn are settled after it: a page is put, flushed, sent and settled by promises alone. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import type { Cancel, Clock, EpochMs } from './clock.ts';

interface Pending {
  readonly at: EpochMs;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that stands still until `advance` is called; due timers run in the order of their time. */
export class FakeClock implements Clock {
  /** Steady; the wall time is this and what `jump` added. */
  #now: EpochMs;
  #jumpedMs = 0;
  #order = 0;
  #pending: Pending[] = [];

  constructor(now: EpochMs = Date.UTC(2026, 0, 5, 8)) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now + this.#jumpedMs;
  }

  monotonicMs(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): Cancel {
    const entry: Pending = { at: this.#now + Math.max(0, delayMs), order: this.#order++, task };
    this.#pending.push(entry);
    return () => {
      this.#pending = this.#pending.filter((other) => other !== entry);
    };
  }

  /** Sets the wall time forward, or back; the steady clock does not notice. */
  jump(ms: number): void {
    this.#jumpedMs += ms;
  }

  /** Timers that have not run yet. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  /** Moves time forward by `ms`, running each due timer at its own time; promises settle between two timers. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const due = this.#pending
        .filter((entry) => entry.at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.#pending = this.#pending.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.task();
    }
    this.#now = until;
  }
}

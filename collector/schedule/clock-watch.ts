import type { Clock, EpochMs } from '../../core/index.ts';

/**
 * What happened to time. `jump`: the clock was set, forward being positive; so does a suspended machine, whose steady clock
 * stands still meanwhile (Linux CLOCK_MONOTONIC). `held-up`: this process did not run: stopped, or the machine had no time for it.
 */
export type ClockEvent =
  | { readonly kind: 'jump'; readonly at: EpochMs; readonly byMs: number }
  | { readonly kind: 'held-up'; readonly at: EpochMs; readonly forMs: number };

export interface ClockWatchStats {
  readonly jumps: number;
  readonly heldUps: number;
  readonly last: ClockEvent | undefined;
}

/**
 * Watches whether time passes as it should. After a jump or a stop everything known looks old although nobody failed to
 * answer: until a period has passed in which polls could come, ages say nothing (`settled` is false).
 */
export interface ClockWatch {
  /** Call at every tick. Gives what happened since the call before, if anything. */
  look(): ClockEvent | undefined;
  readonly settled: boolean;
  stats(): ClockWatchStats;
}

/** Smaller differences are a clock that is being slewed, or a busy moment. */
const jumpMs = 2_000;

export function createClockWatch(options: {
  readonly clock: Clock;
  /** How often `look` is called. */
  readonly tickMs: number;
  /** A tick that is so much late is a process that was held up. */
  readonly heldUpMs?: number;
  /** How long ages say nothing after something happened; read at every event. */
  readonly settleMs: () => number;
}): ClockWatch {
  const { clock, tickMs, heldUpMs = 5_000, settleMs } = options;
  let wall = clock.now();
  let steady = clock.monotonicMs();
  let settledFrom = Number.NEGATIVE_INFINITY;
  let jumps = 0;
  let heldUps = 0;
  let last: ClockEvent | undefined;
  return {
    look() {
      const at = clock.now();
      const passedMs = clock.monotonicMs() - steady;
      const byMs = at - wall - passedMs;
      wall = at;
      steady += passedMs;
      let event: ClockEvent | undefined;
      if (Math.abs(byMs) > jumpMs) {
        jumps++;
        event = { kind: 'jump', at, byMs: Math.round(byMs) };
      } else if (passedMs - tickMs > heldUpMs) {
        heldUps++;
        event = { kind: 'held-up', at, forMs: Math.round(passedMs - tickMs) };
      }
      if (event !== undefined) {
        last = event;
        settledFrom = steady + settleMs();
      }
      return event;
    },
    get settled() {
      return clock.monotonicMs() >= settledFrom;
    },
    stats: () => ({ jumps, heldUps, last }),
  };
}

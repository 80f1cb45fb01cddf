/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** Cancels a timer; calling it twice is harmless. */
export type Cancel = () => void;

/**
 * The only source of time and timers for logic that depends on time, so that tests turn the hands themselves.
 * Timers never keep the process alive by themselves.
 */
export interface Clock {
  /** Wall time, for what is stored and shown. */
  now(): EpochMs;
  /** Milliseconds on a clock that never steps back, for measuring durations. */
  monotonicMs(): number;
  /** Runs `task` once after `delayMs`. */
  after(delayMs: number, task: () => void): Cancel;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

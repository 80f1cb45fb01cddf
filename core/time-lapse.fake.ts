import type { Clock } from './clock.ts';

/** A clock that runs faster than the machine's, from its present time on; the wall time can be set beside. */
export interface TimeLapse extends Clock {
  /** Sets the wall time forward, or back; the steady clock does not notice. */
  jump(ms: number): void;
}

/** For what has real sockets and disks, and would take an hour. `sinceMs`: where several processes share one time, when it began. */
export function createTimeLapse(factor: number, sinceMs: number = Date.now()): TimeLapse {
  let jumpedMs = 0;
  const monotonicMs = (): number => (Date.now() - sinceMs) * factor;
  return {
    monotonicMs,
    now: () => Math.round(sinceMs + monotonicMs() + jumpedMs),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs / factor);
      timer.unref();
      return () => clearTimeout(timer);
    },
    jump(ms) {
      jumpedMs += ms;
    },
  };
}

import type { Clock } from '../../core/index.ts';
import type { ProbePhase } from '../../inventory/index.ts';
import type { PhaseTimes } from './model.ts';

/** Where a try spends its time. A phase that is entered again adds up. */
export interface PhaseWatch {
  /** Ends the phase before and begins this one. */
  enter(phase: ProbePhase): void;
  leave(): void;
  /** Where the try is now: what a failure or the deadline is told with. */
  readonly current: ProbePhase | undefined;
  /** Milliseconds so far, the running phase included, in steps of a tenth. */
  times(): PhaseTimes;
}

export function createPhaseWatch(clock: Pick<Clock, 'monotonicMs'>): PhaseWatch {
  const sums = new Map<ProbePhase, number>();
  let current: ProbePhase | undefined;
  let since = 0;
  const leave = (): void => {
    if (current !== undefined) sums.set(current, (sums.get(current) ?? 0) + clock.monotonicMs() - since);
    current = undefined;
  };
  return {
    enter(phase) {
      if (phase === current) return;
      leave();
      current = phase;
      since = clock.monotonicMs();
    },
    leave,
    get current() {
      return current;
    },
    times() {
      const running = current === undefined ? 0 : clock.monotonicMs() - since;
      const entries = [...sums];
      if (current !== undefined) entries.push([current, (sums.get(current) ?? 0) + running]);
      return Object.fromEntries(entries.map(([phase, ms]) => [phase, tenths(ms)]));
    },
  };
}

/** Milliseconds in steps of a tenth: finer ones are noise. */
export function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

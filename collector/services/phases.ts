import type { Clock } from '../../core/index.ts';
import type { ProbePhase } from '../../inventory/index.ts';
import type { PhaseTimes } from './model.ts';

/** Where a try spends its time. A phase that is entered again adds up. */
export interface PhaseWatch {
  /** Ends the phase before and begins this one. */
  enter(phase: ProbePhase): void;
  /** What passes from now on belongs to no phase. */
  leave(): void;
  /** Where the try is, or was last: what a failure or the deadline is told with. */
  readonly current: ProbePhase | undefined;
  /** Milliseconds so far, the running phase included, in steps of a tenth. */
  times(): PhaseTimes;
}

/** With `whole` what is measured here counts there too: a step of a try. */
export function createPhaseWatch(clock: Pick<Clock, 'monotonicMs'>, whole?: PhaseWatch): PhaseWatch {
  const sums = new Map<ProbePhase, number>();
  let running: ProbePhase | undefined;
  let last: ProbePhase | undefined;
  let since = 0;
  const stop = (): void => {
    if (running !== undefined) sums.set(running, (sums.get(running) ?? 0) + clock.monotonicMs() - since);
    running = undefined;
  };
  return {
    enter(phase) {
      whole?.enter(phase);
      if (phase === running) return;
      stop();
      [running, last, since] = [phase, phase, clock.monotonicMs()];
    },
    leave() {
      whole?.leave();
      stop();
    },
    get current() {
      return last;
    },
    times() {
      const times = new Map(sums);
      if (running !== undefined) times.set(running, (sums.get(running) ?? 0) + clock.monotonicMs() - since);
      return Object.fromEntries([...times].map(([phase, ms]) => [phase, tenths(ms)]));
    },
  };
}

/** Milliseconds in steps of a tenth: finer ones are noise. */
export function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

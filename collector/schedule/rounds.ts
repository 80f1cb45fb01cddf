import type { Clock, Log } from '../../core/index.ts';
import type { Scheduler } from './model.ts';
import { createScheduler } from './scheduler.ts';

export interface RoundsJob {
  readonly id: string;
  readonly periodMs: number;
}

/** Runs jobs each at its own period, spread over it and never in step, so many at a time in all. */
export interface Rounds {
  /** Names the jobs: new ones are spread in, absent ones dropped, the others keep their place. */
  apply(jobs: Iterable<RoundsJob>, concurrency: number): void;
  /** True when it ran, false when it is not known or the rounds stop. */
  runNow(id: string): Promise<boolean>;
  start(): void;
  /** Starts no more; resolves when the running ones ended, or after 5 s. */
  stop(): Promise<void>;
}

/** Makes rounds that stand still until `start`. A job must settle in bounded time; a rejection is logged. */
export function createRounds(deps: {
  readonly clock: Clock;
  readonly log: Log;
  readonly run: (id: string) => Promise<void>;
}): Rounds {
  const { clock, log, run } = deps;
  const schedulers = new Map<number, Scheduler>();
  const periods = new Map<string, number>();
  const waiting: (() => void)[] = [];
  let most = 1;
  let running = 0;
  let phase: 'new' | 'running' | 'stopped' = 'new';

  /** Each period has its own places; what runs at a time is counted over all. */
  async function inTurn(id: string): Promise<void> {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      if (phase === 'running') await run(id);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  }

  return {
    apply(jobs, concurrency) {
      most = Math.max(1, concurrency);
      periods.clear();
      for (const { id, periodMs } of jobs) periods.set(id, periodMs);
      const byPeriod = Map.groupBy(periods.keys(), (id) => periods.get(id) ?? 0);
      for (const [periodMs, scheduler] of schedulers) if (!byPeriod.has(periodMs)) scheduler.apply([]);
      for (const [periodMs, ids] of byPeriod) {
        const known = schedulers.get(periodMs);
        const scheduler = known ?? createScheduler({ periodMs, concurrency: most, clock, log, poll: inTurn });
        schedulers.set(periodMs, scheduler);
        scheduler.apply(ids, { concurrency: most });
        if (known === undefined && phase === 'running') scheduler.start();
      }
    },
    runNow: (id) => schedulers.get(periods.get(id) ?? 0)?.pollNow(id) ?? Promise.resolve(false),
    start() {
      if (phase !== 'new') return;
      phase = 'running';
      for (const scheduler of schedulers.values()) scheduler.start();
    },
    async stop() {
      phase = 'stopped';
      for (const resolve of waiting.splice(0)) resolve();
      await Promise.all([...schedulers.values()].map((scheduler) => scheduler.stop()));
    },
  };
}

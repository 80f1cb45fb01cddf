/** When each probe and figure is run: by its own period, spread, so many at a time, never twice at the same time. */
import { createHash } from 'node:crypto';
import type { Cancel, Clock } from '../../../core/index.ts';

export interface Round {
  /** Of all. */
  readonly key: string;
  readonly periodMs: number;
  run(): Promise<void>;
}

export interface Rounds {
  /** Runs these from now on; what stays keeps its times, what is gone is not begun again. */
  apply(rounds: readonly Round[], concurrency: number): void;
  /** Times that one was left out because it still ran, or waited. */
  readonly overruns: number;
  readonly running: number;
  /** Begins nothing more; resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** The first run of a long period comes within this, so that a new collector is soon seen to work. */
const firstWithinMs = 30_000;

export function createRounds(clock: Clock): Rounds {
  interface Planned {
    round: Round;
    cancel: Cancel;
    isBusy: boolean;
  }
  const planned = new Map<string, Planned>();
  const queue: Planned[] = [];
  const running = new Set<Promise<void>>();
  let most = 1;
  let overruns = 0;
  let isStopped = false;

  const plan = (one: Planned, dueMs: number): void => {
    one.cancel = clock.after(Math.max(0, dueMs - clock.monotonicMs()), () => {
      // After a stop of the process the rounds that were missed are not made up for.
      const { periodMs } = one.round;
      plan(one, dueMs + periodMs * (Math.floor((clock.monotonicMs() - dueMs) / periodMs) + 1));
      if (one.isBusy) overruns++;
      else {
        one.isBusy = true;
        queue.push(one);
        begin();
      }
    });
  };

  const begin = (): void => {
    while (running.size < most && !isStopped) {
      const one = queue.shift();
      if (one === undefined) return;
      const done = one.round
        .run()
        .catch(() => undefined)
        .then(() => {
          one.isBusy = false;
          running.delete(done);
          begin();
        });
      running.add(done);
    }
  };

  return {
    apply(rounds, concurrency) {
      most = concurrency;
      const wanted = new Set(rounds.map(({ key }) => key));
      for (const [key, one] of planned) {
        if (wanted.has(key)) continue;
        one.cancel();
        planned.delete(key);
        const at = queue.indexOf(one);
        if (at >= 0) queue.splice(at, 1);
      }
      for (const round of rounds) {
        const known = planned.get(round.key);
        const one: Planned = known ?? { round, cancel: () => {}, isBusy: false };
        const isAsBefore = known !== undefined && known.round.periodMs === round.periodMs;
        one.round = round;
        if (isAsBefore) continue;
        one.cancel();
        planned.set(round.key, one);
        plan(one, clock.monotonicMs() + offsetOf(round.key, Math.min(round.periodMs, firstWithinMs)));
      }
    },
    get overruns() {
      return overruns;
    },
    get running() {
      return running.size;
    },
    async stop() {
      isStopped = true;
      for (const { cancel } of planned.values()) cancel();
      queue.length = 0;
      await Promise.all(running);
    },
  };
}

/** The same for the same key, so that restarts do not move the times of all to one. */
function offsetOf(key: string, withinMs: number): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % Math.max(1, Math.floor(withinMs));
}

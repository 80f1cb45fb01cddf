import type { EpochMs } from '../../core/index.ts';
import type { Aggregate, Store } from '../../store/index.ts';
import type { Point } from './judge/values.ts';
import { ruleBounds } from './model.ts';

/** What was before: buckets of an entity's column, without gaps, oldest first; and when it last had a row. */
export interface RuleHistory {
  points(wish: {
    readonly kind: string;
    readonly entityId: string;
    readonly column: string;
    readonly from: EpochMs;
    /** Exclusive. */
    readonly to: EpochMs;
    readonly stepMs: number;
    readonly aggregate: Aggregate;
  }): Promise<readonly Point[]>;
  latestAt(kind: string, entityId: string): Promise<EpochMs | undefined>;
}

export function storeHistory(store: Pick<Store, 'query' | 'latest'>): RuleHistory {
  return {
    async points({ column, from, to, ...wish }) {
      if (to <= from) return [];
      const { at, columns } = await store.query({ ...wish, columns: [column], from: Math.max(0, from), to });
      const values = columns[column] ?? [];
      return at.flatMap((time, index): readonly Point[] => {
        const value = values[index];
        return value === null || value === undefined ? [] : [{ at: time, value }];
      });
    },
    latestAt: async (kind, entityId) => (await store.latest(kind, entityId))?.at,
  };
}

/** Look-ups one after the other, a few at a time; each is told its answer, or that there is none. */
export interface LookUps {
  ask<T>(work: () => Promise<T>, done: (answer: T | undefined) => void): boolean;
  /** Look-ups that wait or are under way. */
  readonly waiting: number;
  /** Resolves when none is. */
  idle(): Promise<void>;
}

export function createLookUps(onFailed: (thrown: unknown) => void): LookUps {
  const queue: (() => Promise<void>)[] = [];
  let running = 0;
  let rest: (() => void)[] = [];

  async function run(): Promise<void> {
    running += 1;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
    running -= 1;
    if (running > 0) return;
    for (const told of rest) told();
    rest = [];
  }

  return {
    get waiting() {
      return queue.length + running;
    },
    ask(work, done) {
      if (queue.length >= ruleBounds.waitingLookUps) return false;
      queue.push(async () => {
        const answer = await work().catch((thrown: unknown) => {
          onFailed(thrown);
          return undefined;
        });
        done(answer);
      });
      if (running < ruleBounds.lookUps) void run();
      return true;
    },
    idle: () => (queue.length + running === 0 ? Promise.resolve() : new Promise((resolve) => rest.push(resolve))),
  };
}

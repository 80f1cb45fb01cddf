import { type Cancel, type Clock, errorText, type Log, message, UserError } from '../core/index.ts';
import type { Driver } from './driver.ts';
import type { Entities } from './entities.ts';
import { beginBatch, endBatch, type Pending, pendingCount, writeBatch } from './pending.ts';
import { codeOf, isDamage, troubleError, troubleOf } from './problem.ts';
import type { StoreStats } from './store.ts';
import { createTurns } from './turns.ts';

export interface Writer {
  /** Writes everything queued at the time of the call; rejects with a UserError when the disk does not take it. */
  flush(): Promise<void>;
  /** No further writes by itself. */
  stop(): void;
  /** Notes what went wrong elsewhere (roll-ups, reads) in the same condition. */
  failed(error: unknown): Promise<Error>;
  readonly state: Pick<StoreStats, 'condition' | 'lastWriteAt' | 'rowsWritten' | 'writeFailures'>;
}

/**
 * Writes what is queued once per interval, one write at a time. After a failure the batch stays queued and is tried again
 * with the next interval; the first success says that all is well again, but for damage: no write mends what was read.
 */
export function createWriter(options: {
  readonly driver: Driver;
  readonly pending: Pending;
  readonly entities: Entities;
  readonly clock: Clock;
  readonly log: Log;
  readonly folder: string;
  readonly writeIntervalMs: number;
}): Writer {
  const { driver, pending, entities, clock, log, folder, writeIntervalMs } = options;
  const inTurn = createTurns();
  const state = {
    condition: 'writable' as StoreStats['condition'],
    lastWriteAt: undefined as number | undefined,
    rowsWritten: 0,
    writeFailures: 0,
  };
  let stopped = false;
  let cancel: Cancel = () => undefined;

  const failed = async (error: unknown): Promise<Error> => {
    if (error instanceof Error && codeOf(error) === '' && !isDamage(error)) {
      // Not the disk's fault but ours: it must not look like a full disk.
      log.error({ detail: errorText(error) }, 'store-fault');
      return error;
    }
    const trouble = await troubleOf(error, folder);
    if (trouble !== 'busy' && state.condition !== trouble && state.condition !== 'corrupt') {
      state.condition = trouble;
      log.error({ folder, condition: trouble, detail: errorText(error) }, 'store-not-writable');
    }
    return troubleError(trouble, folder, error);
  };

  const writeOnce = async (): Promise<number> => {
    const batch = beginBatch(pending);
    let written = false;
    try {
      // Synced to the disk, so that a power cut loses no more than a kill does; roll-ups need only their order kept.
      await driver.exec('PRAGMA synchronous = FULL');
      await driver.transaction('IMMEDIATE', (statements) => writeBatch(statements, batch, entities));
      written = true;
      await driver.exec('PRAGMA synchronous = NORMAL').catch(() => undefined);
    } catch (error) {
      state.writeFailures++;
      throw await failed(error);
    } finally {
      endBatch(pending, written);
    }
    entities.written();
    state.rowsWritten += batch.rows.length;
    state.lastWriteAt = clock.now();
    if (state.condition !== 'writable' && state.condition !== 'corrupt') {
      state.condition = 'writable';
      log.info({ folder, pending: pendingCount(pending) }, 'store-writable-again');
    }
    return batch.rows.length;
  };

  const flush = () =>
    inTurn(async () => {
      if (stopped) throw new UserError(message('store.closed'), message('store.closed.remedy'));
      // Bounded by what is queued now: rows that arrive meanwhile wait for the next interval.
      let left = pending.rows.size;
      do left -= await writeOnce();
      while (left > 0 && pending.rows.size > 0);
    });

  const schedule = () => {
    cancel = clock.after(writeIntervalMs, () => {
      const due = pendingCount(pending) > 0 || state.condition !== 'writable' ? flush() : Promise.resolve();
      // A failure is in the log and in the condition; the batch is still queued.
      due.catch(() => undefined).then(() => (stopped ? undefined : schedule()));
    });
  };
  schedule();

  return {
    flush,
    stop() {
      stopped = true;
      cancel();
    },
    failed,
    state,
  };
}

import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import type { SqlValue } from '../lease/connection.ts';
import type { Database } from '../lease/database.ts';
import { holderSql, holderValues } from '../lease/lease.ts';
import { schemaName } from '../lease/schema.ts';
import type { Token } from '../lease/token.ts';
import { pairLimits } from '../pair-limits.ts';
import type { Applier } from './apply.ts';
import type { Change } from './change.ts';
import { chainAfter } from './reader.ts';

/** Whether this instance may decide: while it can prove its lease, by its steady clock. */
export interface Fence {
  /** The token, while it may decide; undefined from the deadline on, whatever else happens. */
  token(): Token | undefined;
  /** The database said that we are not the writer, or nothing can be written in order any more: the role is given up at once. */
  lost(reason: string): void;
}

/** Brings decisions to the journal, fenced and in order, and only then into the own store. */
export interface JournalWriter {
  /** Queues a change. Never throws; dropped when this instance may not decide. */
  push(change: Change): void;
  /** True when everything pushed so far is in the journal and in the own store; false when it will never be, or not in time. */
  settled(withinMs?: number): Promise<boolean>;
  /** Gives up: what waits is dropped. */
  close(): void;
  readonly written: number;
  readonly waiting: number;
}

/** The row, the current documents and the check of the token are one statement: all of it, or nothing. */
const writeSql = `WITH holder AS (${holderSql(1)}), written AS (
  INSERT INTO ${schemaName}.decision (seq, timeline, epoch, at, changes, chain, body)
  SELECT $4::bigint, $2::int, $3::bigint, clock_timestamp(), $5::int, $6, $7 FROM holder
  ON CONFLICT (seq) DO NOTHING RETURNING 1
), kept AS (
  INSERT INTO ${schemaName}.document (collection, key, body)
  SELECT d.collection, d.key, d.body FROM written, unnest($8::text[], $9::text[], $10::text[]) AS d (collection, key, body)
  ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body
), gone AS (
  DELETE FROM ${schemaName}.document USING written, unnest($11::text[], $12::text[]) AS d (collection, key)
  WHERE document.collection = d.collection AND document.key = d.key
)
SELECT (SELECT count(*) FROM holder) AS held, (SELECT count(*) FROM written) AS written,
  (SELECT chain FROM ${schemaName}.decision WHERE seq = $4::bigint) AS before`;

export function createWriter(deps: {
  readonly database: Database;
  readonly fence: Fence;
  readonly applier: Applier;
  readonly memberId: string;
  readonly clock: Clock;
  readonly log: Log;
}): JournalWriter {
  const { database, fence, applier, memberId, clock, log } = deps;
  let queue: Change[] = [];
  let busy = false;
  let resting = false;
  let over = false;
  let written = 0;
  let waiters: ((settled: boolean) => void)[] = [];
  let cancelRetry: Cancel = () => {};

  const wake = (settled: boolean): void => {
    const all = waiters;
    waiters = [];
    for (const waiter of all) waiter(settled);
  };

  const giveUp = (reason: string): void => {
    if (over) return;
    over = true;
    if (queue.length > 0) log.error({ dropped: queue.length, reason }, 'standby-decisions-dropped');
    queue = [];
    wake(false);
  };

  const lost = (reason: string): void => {
    giveUp(reason);
    fence.lost(reason);
  };

  const pump = (): void => {
    if (busy || resting || over || queue.length === 0) return;
    busy = true;
    // What is decided in one turn of the loop goes into one row.
    setImmediate(() => {
      writeRow()
        .catch((error: unknown) => {
          // Whether it took effect is unknown: the same row is tried again, and found if it did.
          log.warn({ reason: errorText(error) }, 'standby-journal-write-failed');
          if (fence.token() === undefined) giveUp('no proof of the lease');
          else {
            resting = true;
            cancelRetry = clock.after(pairLimits.knockAgainMs, () => {
              resting = false;
              pump();
            });
          }
        })
        .then(() => {
          busy = false;
          if (queue.length === 0) wake(!over);
          else pump();
        });
    });
  };

  const writeRow = async (): Promise<void> => {
    const token = fence.token();
    if (token === undefined) {
      giveUp('no proof of the lease');
      return;
    }
    const changes = firstOf(queue);
    const body = JSON.stringify(changes);
    const { seq, chain } = applier.position;
    const after = { seq: seq + 1, chain: chainAfter(chain, body) };
    const [row] = await database.run('journal', writeSql, [
      ...holderValues(memberId, token),
      after.seq,
      changes.length,
      after.chain,
      body,
      ...documentColumns(changes),
    ]);
    if (Number(row?.held) !== 1) {
      lost('the lease is not ours');
      return;
    }
    if (Number(row?.written) !== 1 && row?.before !== after.chain) {
      lost('the journal went on without us');
      return;
    }
    if (over) return;
    queue.splice(0, changes.length);
    applier.apply({ ...after, changes });
    written += changes.length;
  };

  return {
    push(change) {
      if (over || fence.token() === undefined) return;
      if (queue.length >= pairLimits.queuedChanges) {
        lost('too many decisions wait for the journal');
        return;
      }
      queue.push(change);
      pump();
    },
    settled(withinMs = pairLimits.readWaitMs) {
      if (over) return Promise.resolve(false);
      if (queue.length === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const cancel = clock.after(withinMs, () => resolve(false));
        waiters.push((settled) => {
          cancel();
          resolve(settled);
        });
      });
    },
    close() {
      cancelRetry();
      giveUp('closed');
    },
    get written() {
      return written;
    },
    get waiting() {
      return queue.length;
    },
  };
}

/** The oldest changes that fit into one row. */
function firstOf(queue: readonly Change[]): readonly Change[] {
  let bytes = 0;
  let count = 0;
  for (const change of queue) {
    bytes += Buffer.byteLength(change[change.length - 1]?.toString() ?? '') + 100;
    if (count > 0 && (bytes > pairLimits.bytesPerRow || count >= pairLimits.changesPerRow)) break;
    count += 1;
  }
  return queue.slice(0, count);
}

/** The last word on each key, in columns: what is put, and what is deleted. */
function documentColumns(changes: readonly Change[]): readonly SqlValue[] {
  const last = new Map<string, readonly [string, string, string | null]>();
  for (const change of changes)
    if (change[0] === 'document') last.set(JSON.stringify([change[1], change[2]]), [change[1], change[2], change[3]]);
  const all = [...last.values()];
  const kept = all.filter(([, , text]) => text !== null);
  const gone = all.filter(([, , text]) => text === null);
  return [
    kept.map(([collection]) => collection),
    kept.map(([, key]) => key),
    kept.map(([, , text]) => text),
    gone.map(([collection]) => collection),
    gone.map(([, key]) => key),
  ];
}

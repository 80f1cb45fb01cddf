import type { Statements } from './driver.ts';
import type { Entities } from './entities.ts';
import { limits } from './limits.ts';
import { createQueue, type Queue } from './queue.ts';
import { bundleRows, type NumberedRow } from './series/bundle.ts';

export interface PendingDocument {
  readonly collection: string;
  readonly key: string;
  /** JSON text; null deletes. */
  readonly text: string | null;
}
export interface PendingEntry {
  readonly sequence: number;
  readonly journal: string;
  readonly at: number;
  readonly subject: string;
  readonly text: string;
}

/** Everything that waits for the disk. */
export interface Pending {
  readonly rows: Queue<NumberedRow>;
  readonly documents: Queue<PendingDocument>;
  readonly entries: Queue<PendingEntry>;
}

export function createPending(maxQueuedRows: number): Pending {
  return {
    rows: createQueue(maxQueuedRows),
    documents: createQueue(limits.maxQueuedEvents, keyOfDocument),
    entries: createQueue(limits.maxQueuedEvents),
  };
}

function keyOfDocument({ collection, key }: PendingDocument): string {
  return JSON.stringify([collection, key]);
}

export function pendingCount({ rows, documents, entries }: Pending): number {
  return rows.size + documents.size + entries.size;
}

/** One batch: what is queued when it begins, up to `limits.rowsPerWrite` rows. */
export interface Batch {
  readonly rows: readonly NumberedRow[];
  readonly documents: readonly PendingDocument[];
  readonly entries: readonly PendingEntry[];
}

export function beginBatch(pending: Pending): Batch {
  return {
    rows: pending.rows.begin(limits.rowsPerWrite),
    documents: pending.documents.begin(2 * limits.maxQueuedEvents),
    entries: pending.entries.begin(limits.maxQueuedEvents),
  };
}

export function endBatch(pending: Pending, written: boolean): void {
  pending.rows.end(written);
  pending.documents.end(written);
  pending.entries.end(written);
}

/** Writes a batch in the caller's transaction: one statement for each sort of thing, however many there are. */
export async function writeBatch(statements: Statements, batch: Batch, entities: Entities): Promise<void> {
  await entities.write(statements);
  if (batch.rows.length > 0) {
    await statements.run(
      `INSERT INTO raw_open (block, span, body)
       SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]' FROM json_each(?)`,
      [JSON.stringify(bundleRows(batch.rows))],
    );
    const newest = batch.rows.reduce((most, { at }) => Math.max(most, at), 0);
    await statements.run(
      `INSERT INTO run (key, value) VALUES ('last_sample_at', ?1)
       ON CONFLICT (key) DO UPDATE SET value = max(value, ?1)`,
      [newest],
    );
  }
  if (batch.documents.length > 0) {
    const last = new Map(
      batch.documents.map((document) => [JSON.stringify([document.collection, document.key]), document]),
    );
    const list = JSON.stringify([...last.values()].map(({ collection, key, text }) => [collection, key, text]));
    await statements.run(
      `INSERT INTO document (collection, key, body)
       SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]' FROM json_each(?)
       WHERE value ->> '$[2]' IS NOT NULL
       ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body`,
      [list],
    );
    await statements.run(
      `DELETE FROM document WHERE (collection, key) IN
       (SELECT value ->> '$[0]', value ->> '$[1]' FROM json_each(?) WHERE value ->> '$[2]' IS NULL)`,
      [list],
    );
  }
  if (batch.entries.length > 0) {
    // A commit that failed late may be on disk all the same; the repeated batch must not stumble over it.
    const list = batch.entries.map(({ sequence, journal, at, subject, text }) => [
      sequence,
      journal,
      at,
      subject,
      text,
    ]);
    await statements.run(
      `INSERT OR IGNORE INTO journal (sequence, journal, at, subject, body)
       SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]', value ->> '$[3]', value ->> '$[4]' FROM json_each(?)`,
      [JSON.stringify(list)],
    );
  }
}

import type { Driver } from './driver.ts';
import { limits } from './limits.ts';
import { chunkId, fiveMinutes, hours, rawChunkMs } from './series/tiers.ts';

/** How long what is kept, in milliseconds. */
export interface Retention {
  readonly rawMs: number;
  readonly fiveMinuteMs: number;
  readonly hourMs: number;
  /** Journal entries. */
  readonly eventMs: number;
  /** Journals that are kept for less: by age, and by the number of entries of one subject (the newest stay). */
  readonly journals?: Readonly<Record<string, { readonly keptMs: number; readonly perSubject: number }>>;
}

/** Rows deleted and pages given back in one statement, so that writes never wait long. */
const rowsPerDelete = 500;
const pagesPerVacuum = 500;
/** Free pages kept in the file: they are used again before the file grows. */
const pagesKeptFree = 2_000;

/** Deletes what is older than its retention and gives the disk back what is no longer needed, in small steps. */
export async function retain(driver: Driver, retention: Retention, now: number): Promise<void> {
  const chunks = [
    { table: 'raw_chunk', spanMs: rawChunkMs, keptMs: retention.rawMs },
    { table: fiveMinutes.chunk, spanMs: fiveMinutes.chunkMs, keptMs: retention.fiveMinuteMs },
    { table: fiveMinutes.open, spanMs: fiveMinutes.partMs, keptMs: retention.fiveMinuteMs },
    { table: hours.chunk, spanMs: hours.chunkMs, keptMs: retention.hourMs },
    { table: hours.open, spanMs: hours.partMs, keptMs: retention.hourMs },
  ];
  for (const { table, spanMs, keptMs } of chunks) {
    // A chunk goes when its last sample is too old; its number counts spans, so the floor is a whole span.
    const floor = chunkId(now - keptMs - limits.retentionMarginMs, spanMs, 0);
    await deleteInSteps(
      driver,
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE id < ? LIMIT ?)`,
      floor,
    );
  }
  await deleteInSteps(
    driver,
    'DELETE FROM journal WHERE sequence IN (SELECT sequence FROM journal WHERE at < ? LIMIT ?)',
    now - retention.eventMs,
  );
  for (const [journal, bounds] of Object.entries(retention.journals ?? {})) {
    await retainJournal(driver, journal, bounds, now);
  }
  for (;;) {
    const [row] = await driver.all('PRAGMA freelist_count');
    const free = Number(row?.freelist_count ?? 0);
    if (free <= pagesKeptFree) return;
    await driver.all(`PRAGMA incremental_vacuum(${Math.min(pagesPerVacuum, free - pagesKeptFree)})`);
    const [after] = await driver.all('PRAGMA freelist_count');
    if (Number(after?.freelist_count ?? 0) >= free) return;
  }
}

async function retainJournal(
  driver: Driver,
  journal: string,
  { keptMs, perSubject }: { readonly keptMs: number; readonly perSubject: number },
  now: number,
): Promise<void> {
  await deleteInSteps(
    driver,
    'DELETE FROM journal WHERE sequence IN (SELECT sequence FROM journal WHERE journal = ? AND at < ? LIMIT ?)',
    journal,
    now - keptMs,
  );
  const full = await driver.all(
    'SELECT subject, count(*) AS entries FROM journal WHERE journal = ? GROUP BY subject HAVING entries > ?',
    [journal, perSubject],
  );
  for (const { subject } of full) {
    const [oldest] = await driver.all(
      'SELECT sequence FROM journal WHERE journal = ? AND subject = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?',
      [journal, String(subject), perSubject - 1],
    );
    await deleteInSteps(
      driver,
      `DELETE FROM journal WHERE sequence IN
       (SELECT sequence FROM journal WHERE journal = ? AND subject = ? AND sequence < ? LIMIT ?)`,
      journal,
      String(subject),
      Number(oldest?.sequence ?? 0),
    );
  }
}

async function deleteInSteps(driver: Driver, sql: string, ...params: readonly (string | number)[]): Promise<void> {
  for (;;) {
    const { changes } = await driver.run(sql, [...params, rowsPerDelete]);
    if (changes < rowsPerDelete) return;
  }
}

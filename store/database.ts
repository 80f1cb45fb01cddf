import type { Clock, Log } from '../core/index.ts';
import { type Driver, openDriver } from './driver.ts';
import { databaseFile, makePrivate } from './folder.ts';
import { limits } from './limits.ts';
import { migrate, readMigrations } from './migrate.ts';
import { codeOf, troubleError, troubleOf } from './problem.ts';
import type { OpenReport } from './store.ts';

/** The two connections: writes wait for each other, reads see the last whole commit and wait for no write. */
export interface Database {
  readonly writer: Driver;
  readonly reader: Driver;
  readonly report: OpenReport;
}

/**
 * Opens the file of a locked folder, checks it after an unclean end, brings its schema forward and marks the run as begun.
 * Throws a UserError when the file is corrupt, cannot be written or is of a newer version.
 */
export async function openDatabase(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly writeIntervalMs: number;
  readonly log: Log;
}): Promise<Database> {
  const { folder, clock, writeIntervalMs, log } = options;
  const drivers: Driver[] = [];
  const open = async (cacheKiB: number) => {
    const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: limits.busyTimeoutMs });
    drivers.push(driver);
    await driver.exec(`PRAGMA cache_size = -${cacheKiB}; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON`);
    return driver;
  };
  try {
    await makePrivate(databaseFile(folder));
    const writer = await open(limits.writerCacheKiB);
    await writer.exec(
      `PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
       PRAGMA journal_size_limit = ${limits.walKeptBytes}`,
    );
    const ended = await howItEnded(writer);
    if (ended?.state === 'open') await check(writer, clock, log);
    const schemaVersion = await migrate(writer, await readMigrations(), clock.now());
    await mark(writer, { state: 'open', write_interval_ms: writeIntervalMs });
    const reader = await open(limits.readerCacheKiB);
    await reader.exec('PRAGMA query_only = ON');
    const unclean = ended?.state === 'open';
    const report: OpenReport = {
      cleanShutdown: !unclean,
      lastSampleAt: typeof ended?.last_sample_at === 'number' ? ended.last_sample_at : undefined,
      mayHaveLostMs: unclean ? Number(ended?.write_interval_ms ?? writeIntervalMs) : 0,
      schemaVersion,
    };
    return { writer, reader, report };
  } catch (error) {
    for (const driver of drivers) await driver.close().catch(() => undefined);
    throw troubleError(await troubleOf(error, folder), folder, error);
  }
}

/** Marks a clean end and closes both connections; the write-ahead log is folded into the file. */
export async function closeDatabase({ writer, reader }: Database, clean: boolean): Promise<void> {
  await reader.close();
  if (clean) await mark(writer, { state: 'clean' }).catch(() => undefined);
  await writer.all('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
  await writer.close();
}

/** Key in `run` of the feed's position, which is written with every change that the feed took. */
export const feedKey = 'feed';

/** What is written now is in no feed: whoever followed to the kept position must not go on from it, but from a copy. */
export async function forgetFeed(writer: Driver): Promise<void> {
  await writer.run(
    `UPDATE run SET value = json_set(value, '$.sequence', (value ->> '$.sequence') + 1,
     '$.checksum', lower(hex(randomblob(32)))) WHERE key = ?`,
    [feedKey],
  );
}

async function mark(writer: Driver, values: Readonly<Record<string, string | number>>): Promise<void> {
  const entries = JSON.stringify(Object.entries(values));
  await writer.run(
    "INSERT OR REPLACE INTO run (key, value) SELECT value ->> '$[0]', value ->> '$[1]' FROM json_each(?)",
    [entries],
  );
}

async function howItEnded(writer: Driver): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [table] = await writer.all("SELECT name FROM sqlite_master WHERE name = 'run'");
  if (table === undefined) return undefined;
  const rows = await writer.all('SELECT key, value FROM run');
  return Object.fromEntries(rows.map(({ key, value }) => [String(key), value]));
}

/** Looks through the file for torn pages, but not for ever: a large file is checked as far as time allows. */
async function check(writer: Driver, clock: Clock, log: Log): Promise<void> {
  const cancel = clock.after(limits.checkMs, () => writer.interrupt());
  try {
    const rows = await writer.all('PRAGMA quick_check(5)');
    const found = rows.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok');
    if (found.length > 0) throw Object.assign(new Error(found.join('; ')), { code: 'SQLITE_CORRUPT' });
    log.info({}, 'store-checked');
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_INTERRUPT') throw error;
    log.warn({ afterMs: limits.checkMs }, 'store-check-cut-off');
  } finally {
    cancel();
  }
}

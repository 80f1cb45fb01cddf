import { type Clock, errorText, type Log, message, UserError } from '../core/index.ts';
import type { OnDamage } from './codec/chunk.ts';
import { closeDatabase, type Database, forgetFeed, openDatabase } from './database.ts';
import { loadEntities } from './entities.ts';
import { openEvents } from './events.ts';
import { databaseFile, fileBytes, lockFolder, prepareFolder } from './folder.ts';
import { limits } from './limits.ts';
import { createMaintenance } from './maintenance.ts';
import { createPending, pendingCount } from './pending.ts';
import { troubleError, troubleOf } from './problem.ts';
import type { Retention } from './retention.ts';
import { openSeries } from './series/series.ts';
import { dayMs, hourMs } from './series/tiers.ts';
import type { SeriesKind, Store } from './store.ts';
import { tapped, type WriteTap } from './tapped.ts';
import { createWriter } from './writer.ts';

export interface StoreOptions {
  /** The data folder; made when it is not there. One Fangzhou at a time. */
  readonly folder: string;
  readonly kinds: readonly SeriesKind[];
  readonly clock: Clock;
  readonly log: Log;
  /** How often what is queued goes to disk; a crash loses at most this much. */
  readonly writeIntervalMs: number;
  readonly retention: Retention;
  /** Rows kept in memory while the disk cannot take them; `limits.maxQueuedRows` when not given. */
  readonly maxQueuedRows?: number;
  /** Hears everything that is written, for a standby that follows. */
  readonly tap?: WriteTap;
}

/**
 * Opens the store in a folder. Throws a UserError with a way out when the folder cannot be written, another Fangzhou has
 * it, the file is damaged (see `setAside`) or comes from a newer version.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  await prepareFolder(options.folder);
  const unlock = await lockFolder(options.folder);
  try {
    return await openLocked(options, unlock);
  } catch (error) {
    await unlock().catch(() => undefined);
    throw error;
  }
}

async function openLocked(options: StoreOptions, unlock: () => Promise<void>): Promise<Store> {
  const { folder, clock, log, writeIntervalMs } = options;
  const database = await openDatabase({ folder, clock, log, writeIntervalMs });
  try {
    return await openOn(database, options, unlock);
  } catch (error) {
    await closeDatabase(database, false).catch(() => undefined);
    throw troubleError(await troubleOf(error, folder), folder, error);
  }
}

async function openOn(database: Database, options: StoreOptions, unlock: () => Promise<void>): Promise<Store> {
  const { folder, kinds, clock, log, writeIntervalMs } = options;
  const retention = sound(options.retention);
  const file = databaseFile(folder);
  const { reader, report } = database;
  if (options.tap === undefined) await forgetFeed(database.writer);
  else await options.tap.opened(database.writer, report.schemaVersion);
  const driver = options.tap === undefined ? database.writer : tapped(database.writer, options.tap);
  const pending = createPending(options.maxQueuedRows ?? limits.maxQueuedRows);
  const entities = await loadEntities(reader);
  const onDamage: OnDamage = (id, error) => log.error({ id, detail: errorText(error) }, 'store-chunk-damaged');
  const series = openSeries({ reader, pending, entities, kinds, clock, retention, onDamage });
  const events = await openEvents(reader, pending);
  const writer = createWriter({ driver, pending, entities, clock, log, folder, writeIntervalMs });
  const maintenance = createMaintenance({ driver, retention, clock, log, onFailure: writer.failed, onDamage });
  let lookedMs = clock.monotonicMs();
  let sizes = { fileBytes: await fileBytes(file), walBytes: await fileBytes(`${file}-wal`) };
  let closed: Promise<void> | undefined;
  log.info({ folder, ...report }, 'store-opened');

  /** Reads are refused once closed, and what a read finds broken shows in the condition. */
  const read = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed !== undefined) throw new UserError(message('store.closed'), message('store.closed.remedy'));
    try {
      return await work();
    } catch (error) {
      throw error instanceof UserError ? error : await writer.failed(error);
    }
  };

  const close = async () => {
    await maintenance.stop();
    let failure: unknown;
    await writer.flush().catch((error: unknown) => {
      failure = error;
    });
    writer.stop();
    // Damage that was met leaves the end unclean, so that the next start looks through the file.
    const clean = failure === undefined && writer.state.condition !== 'corrupt';
    await closeDatabase(database, clean);
    await unlock();
    const lost = pendingCount(pending);
    log[lost > 0 ? 'warn' : 'info']({ folder, clean, lost }, 'store-closed');
    if (failure !== undefined) throw failure;
  };

  return {
    opened: report,
    append: (rows) => (closed === undefined ? series.append(rows) : undefined),
    query: (query) => read(() => series.query(query)),
    latest: (kind, entityId) => read(() => series.latest(kind, entityId)),
    put: (document) => (closed === undefined ? events.put(document) : undefined),
    documents: (collection) => read(() => events.documents(collection)),
    record: (entry) => (closed === undefined ? events.record(entry) : undefined),
    journal: (query) => read(() => events.journal(query)),
    flush: () => writer.flush(),
    maintain: () => maintenance.run(),
    stats() {
      // Asked at every poll: sizes are those of the last look, and looking again is not waited for.
      if (clock.monotonicMs() - lookedMs >= limits.sizesEveryMs) {
        lookedMs = clock.monotonicMs();
        void Promise.all([fileBytes(file), fileBytes(`${file}-wal`)]).then(([main, wal]) => {
          sizes = { fileBytes: main, walBytes: wal };
        });
      }
      const { rows, documents, entries } = pending;
      const dropped = rows.dropped + documents.dropped + entries.dropped + series.refused + events.refused;
      return { ...sizes, ...writer.state, rowsPending: rows.size, rowsDropped: dropped };
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** Each tier must outlast the finer one by the time it takes to be made from it. */
function sound({ rawMs, fiveMinuteMs, hourMs: keptHoursMs, ...others }: Retention): Retention {
  const raw = Math.max(rawMs, 3 * hourMs);
  const five = Math.max(fiveMinuteMs, raw + 2 * dayMs);
  return { rawMs: raw, fiveMinuteMs: five, hourMs: Math.max(keptHoursMs, five + 30 * dayMs), ...others };
}

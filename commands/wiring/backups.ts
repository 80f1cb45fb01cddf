import type { BackupsPort } from '../../api/index.ts';
import {
  type BackupChange,
  type BackupDeps,
  backupChangeRecords,
  backupMatrix,
  checkWishOf,
  createBackupEngine,
  createBackupKeeper,
  type DataSetStanding,
  type RepositoryStanding,
  seenRecords,
} from '../../audit/index.ts';
import {
  type CatalogueReading,
  type CheckWish,
  createCatalogueMemory,
  createScheduler,
  readRepository,
} from '../../collector/index.ts';
import { type Cancel, type Clock, errorText, type Log, message } from '../../core/index.ts';
import type { Inventory, RepositorySettings } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';

const tickMs = 1_000;
/** After a start every repository is read within this time, so that nobody waits a quarter of an hour for a verdict. */
const firstReadingsMs = 5_000;
/** Repositories read at the same time: each is a process with its own cache, and reads disks that others need. */
const readingConcurrency = 2;
/** A reading may hash for hours; at the end of Fangzhou it is given so long to end. */
const stopWithinMs = 5_000;

/** The audit of backups, running. */
export interface Backups {
  readonly port: BackupsPort;
  /** Told after each look and each time that ages were looked at, with everything as it stands. */
  subscribe(listener: (standings: BackupsStanding) => void): void;
  standings(): BackupsStanding;
  /** Takes the inventory as it is now, after a reload. */
  apply(): void;
  start(): void;
  stop(): Promise<void>;
}

export interface BackupsStanding {
  readonly dataSets: readonly DataSetStanding[];
  readonly repositories: readonly RepositoryStanding[];
}

/** Reads one repository; `check` says how deep. Never rejects. */
export type ReadRepository = (
  settings: RepositorySettings,
  check: CheckWish,
  signal: AbortSignal,
) => Promise<CatalogueReading>;

/** Wires the looks into repositories with their verdicts, records and keeping. */
export async function openBackups(deps: {
  readonly inventory: () => Inventory;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly proof?: BackupDeps['proof'];
  readonly liveIdentity?: BackupDeps['liveIdentity'];
  /** Left out: the real one. */
  readonly read?: ReadRepository;
}): Promise<Backups> {
  const { inventory, store, ledger, clock, log, proof, liveIdentity } = deps;
  const memory = createCatalogueMemory();
  const read: ReadRepository =
    deps.read ?? ((settings, check, signal) => readRepository(settings, { clock, log, check, memory, signal }));
  const settings = () => inventory().settings.backups;
  const listeners = new Set<(standings: BackupsStanding) => void>();
  const looking = new Set<string>();
  const ended = new AbortController();
  const broken = new Set<string>();

  const engine = createBackupEngine({
    city: () => inventory().city,
    settings,
    timeZone: () => inventory().settings.timeZone,
    clock,
    proof,
    liveIdentity,
    onBroken(check, id, thrown) {
      // Once each: a check that breaks does so at every look.
      if (!broken.has(check)) log.error({ check, id, reason: errorText(thrown) }, 'backup-check-broken');
      broken.add(check);
    },
  });
  const keeper = createBackupKeeper({ engine, store });
  await keeper.start();

  const standings = (): BackupsStanding => ({ dataSets: engine.dataSets(), repositories: engine.repositories() });

  function told(changes: readonly BackupChange[]): void {
    for (const record of backupChangeRecords(changes)) ledger.append(record);
    if (changes.length > 0) keeper.told();
    const now = standings();
    for (const listener of listeners) listener(now);
  }

  async function look(id: string): Promise<void> {
    const repository = settings().repositories.get(id);
    if (repository === undefined) return;
    looking.add(id);
    try {
      const reading = engine.repository(id)?.reading;
      const calendar = engine.calendar();
      const known = { memory: engine.memoryOf(id), reading, calendar, now: clock.now() };
      const found = await read(repository, checkWishOf({ repository, settings: settings(), ...known }), ended.signal);
      // A reading that the end broke off tells nothing.
      if (!ended.signal.aborted) take(found);
    } finally {
      looking.delete(id);
    }
  }

  function take(reading: CatalogueReading): void {
    const { changes, seen } = engine.observe(reading);
    // What was seen comes before the verdict that rests on it.
    if (seen !== undefined) for (const record of seenRecords(reading, seen)) ledger.append(record);
    keeper.read(reading.repositoryId);
    told(changes);
  }

  const pace = () => ({ periodMs: settings().periodSeconds * 1000, concurrency: readingConcurrency });
  const reader = createScheduler({
    ...pace(),
    ...{ firstSweepMs: firstReadingsMs, stopWithinMs, clock, log, poll: look },
  });
  reader.apply(settings().repositories.keys());

  let cancelTick: Cancel = () => {};
  let toldAt = clock.now();
  const tick = (): void => {
    const changes = engine.tick();
    if (changes.length > 0 || Math.abs(clock.now() - toldAt) >= 30 * tickMs) {
      toldAt = clock.now();
      told(changes);
    }
    cancelTick = clock.after(tickMs, tick);
  };

  return {
    port: {
      ...engine,
      matrix: (wish) => backupMatrix(engine, inventory().city, { ...wish, now: clock.now() }),
      looking: (id) => looking.has(id),
      described: (id) => settings().repositories.get(id),
      accept({ repositoryId, identity, by, reason }) {
        const { identity: is, otherIdentity } = engine.memoryOf(repositoryId);
        if (otherIdentity === undefined) return message('backups.accept.same', { id: repositoryId });
        if (identity !== undefined && identity !== is)
          return message('backups.accept.other', { id: repositoryId, identity: is ?? '-' });
        const accepted = engine.accept(repositoryId, { by, reason });
        if (accepted === undefined) return message('backups.accept.same', { id: repositoryId });
        ledger.append(accepted.record);
        keeper.read(repositoryId);
        told(accepted.changes);
        return undefined;
      },
      lookNow(id) {
        if (!settings().repositories.has(id)) return false;
        reader.pollNow(id).catch((thrown) => log.error({ id, reason: errorText(thrown) }, 'backup-look-failed'));
        return true;
      },
    },
    standings,
    subscribe: (listener) => void listeners.add(listener),
    apply() {
      told(engine.apply());
      keeper.told();
      reader.apply(settings().repositories.keys(), pace());
    },
    start() {
      reader.start();
      cancelTick = clock.after(tickMs, tick);
    },
    async stop() {
      cancelTick();
      ended.abort();
      await reader.stop();
    },
  };
}

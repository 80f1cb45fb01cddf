/** The files of a standby's store: the copy that follows, one that is coming, and older ones that were put aside. */
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/index.ts';
import { type Driver, databaseFile, hasDatabase, openDriver } from '../../store/index.ts';
import {
  decodeSet,
  type Generation,
  type Position,
  readGeneration,
  readPosition,
  writePosition,
} from '../feed/index.ts';
import { limits } from '../limits.ts';

/** SQLite's own names: what belongs to a database goes with it. */
const parts = ['', '-wal', '-shm', '-journal'];
const asideMark = '.aside-';

/** The standby does not hold what the primary held at this place: only a new copy helps. */
export class DivergedError extends Error {}

/** A copy of a store that takes change sets, each once and in order. */
export interface Replica {
  readonly position: Position;
  readonly generation: Generation;
  readonly schemaVersion: number;
  /** Sets that came again and were passed over. */
  readonly repeated: number;
  /**
   * Applies sets, all or none, and the place with them; gives how many were new. @throws DivergedError when one does not go on from
   * the last or had another effect here; RangeError when one is missing before them or is not whole; DriverError of the disk.
   */
  apply(sets: readonly Uint8Array[]): Promise<number>;
  close(): Promise<void>;
}

/** Opens the copy in a data folder; undefined when there is none that can go on. */
export async function openReplica(folder: string): Promise<Replica | undefined> {
  if (!(await hasDatabase(folder))) return undefined;
  const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: 5_000 });
  try {
    await driver.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -2048');
    const found = await placeIn(driver);
    if (found !== undefined) return replicaOn(driver, found);
  } catch (error) {
    await driver.close().catch(() => undefined);
    throw error;
  }
  await driver.close();
  return undefined;
}

interface Place {
  readonly position: Position;
  readonly generation: Generation;
  readonly schemaVersion: number;
}

async function placeIn(driver: Driver): Promise<Place | undefined> {
  const [table] = await driver.all("SELECT name FROM sqlite_master WHERE name = 'run'");
  if (table === undefined) return undefined;
  const position = await readPosition(driver);
  const generation = await readGeneration(driver);
  if (position === undefined || generation === undefined) return undefined;
  const { sequence, checksum, at, schemaVersion } = position;
  return { position: { sequence, checksum, at }, generation, schemaVersion };
}

function replicaOn(driver: Driver, { generation, schemaVersion, ...place }: Place): Replica {
  let { position } = place;
  let repeated = 0;
  return {
    generation,
    schemaVersion,
    get position() {
      return position;
    },
    get repeated() {
      return repeated;
    },
    async apply(sets) {
      let next = position;
      let applied = 0;
      await driver.transaction('IMMEDIATE', async (statements) => {
        for (const bytes of sets) {
          const set = decodeSet(bytes);
          if (set === undefined) throw new RangeError('a change set is not whole');
          if (set.sequence <= next.sequence) {
            repeated += 1;
            continue;
          }
          if (set.sequence !== next.sequence + 1) throw new RangeError(`set ${set.sequence} after ${next.sequence}`);
          if (set.previous !== next.checksum) throw new DivergedError(`set ${set.sequence} has another past`);
          for (const { sql, params, changed } of set.changes) {
            const { changes } = await statements.run(sql, params);
            if (changes !== changed)
              throw new DivergedError(`set ${set.sequence} changed ${changes} rows, not ${changed}`);
          }
          next = { sequence: set.sequence, checksum: set.checksum, at: set.at };
          applied += 1;
        }
        if (applied > 0) await writePosition(statements, next, schemaVersion);
      });
      position = next;
      return applied;
    },
    close: () => driver.close(),
  };
}

/** Where a copy is written until it is whole. */
export function incomingFile(folder: string): string {
  return `${databaseFile(folder)}.incoming`;
}

export async function dropIncoming(folder: string): Promise<void> {
  for (const part of parts) await rm(`${incomingFile(folder)}${part}`, { force: true });
}

/** The place of a whole copy that waits. */
export async function placeOfIncoming(folder: string): Promise<Place> {
  const driver = await openDriver(incomingFile(folder), { busyTimeoutMs: 5_000 });
  try {
    const place = await placeIn(driver);
    if (place === undefined) throw new RangeError('the copy has no place in a feed');
    return place;
  } finally {
    await driver.close();
  }
}

/** Puts the copy that waits in place of what is there, which is kept beside it with `keep`. Gives the name of what is kept. */
export async function takeIncoming(
  folder: string,
  { keep, clock }: { readonly keep: boolean; readonly clock: Pick<Clock, 'now'> },
): Promise<string | undefined> {
  const file = databaseFile(folder);
  const aside = keep && (await hasDatabase(folder)) ? `${file}${asideMark}${stampOf(clock.now())}` : undefined;
  for (const part of parts) {
    if (aside === undefined) await rm(`${file}${part}`, { force: true });
    else await rename(`${file}${part}`, `${aside}${part}`).catch(ignoreMissing);
  }
  await rename(incomingFile(folder), file);
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
  return aside;
}

/** Whether so much was put aside that a person should look at it first. */
export async function isFullOfAsides(folder: string): Promise<boolean> {
  const names = (await readdir(folder)).filter((name) => name.includes(asideMark));
  const ofDatabase = names.filter((name) => name.startsWith('fangzhou.db') && !/-(wal|shm|journal)$/.test(name)).length;
  return ofDatabase >= limits.asides || names.length - ofDatabase >= 4 * limits.asides;
}

export function stampOf(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Data folder's own file for the feed of a primary: a standby's spool would lead to another past. */
export async function dropSpool(folder: string): Promise<void> {
  await rm(join(folder, 'feed'), { recursive: true, force: true });
}

/** The generation of a data folder, also while it is in use; undefined where there is none. */
export async function peekGeneration(folder: string): Promise<Generation | undefined> {
  return (await hasDatabase(folder)) ? (await peekPlace(folder)).generation : undefined;
}

/** The place of a data folder, also while it is in use. */
export async function peekPlace(
  folder: string,
): Promise<{ readonly position: Position | undefined; readonly generation: Generation | undefined }> {
  const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: 5_000 });
  try {
    await driver.exec('PRAGMA query_only = ON');
    const [table] = await driver.all("SELECT name FROM sqlite_master WHERE name = 'run'");
    if (table === undefined) return { position: undefined, generation: undefined };
    const position = await readPosition(driver);
    return {
      position:
        position === undefined
          ? undefined
          : { sequence: position.sequence, checksum: position.checksum, at: position.at },
      generation: await readGeneration(driver),
    };
  } finally {
    await driver.close();
  }
}

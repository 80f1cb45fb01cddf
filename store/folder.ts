import { access, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, errorText, message, UserError } from '../core/index.ts';
import { type Driver, openDriver } from './driver.ts';
import { limits } from './limits.ts';
import { codeOf, troubleError, troubleOf } from './problem.ts';

const databaseName = 'fangzhou.db';
/** SQLite's own names: the write-ahead log and its index belong to the file and go with it. */
const parts = ['', '-wal', '-shm', '-journal'];

export function databaseFile(folder: string): string {
  return join(folder, databaseName);
}

/** Makes the folder if need be; throws a UserError when that is impossible. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    // What lies in it names devices, people and secrets: nobody else's business.
    await makeFolder(folder);
  } catch (error) {
    const params = { folder, detail: errorText(error) };
    throw new UserError(message('store.folder', params), message('store.folder.remedy', params), { cause: error });
  }
}

/** As `mkdir -p`. Node's own loops for ever where a folder is there and takes none, as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const parent = dirname(folder);
    const isThere = (path: string): Promise<boolean> =>
      stat(path).then(
        (seen) => seen.isDirectory(),
        () => false,
      );
    if (await isThere(folder)) return;
    if (codeOf(error) !== 'ENOENT' || parent === folder || (await isThere(parent))) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 });
  }
}

/**
 * Takes the folder for this process, or throws a UserError when another one has it. The lock is the operating system's
 * (an exclusive transaction on an empty file of its own), so it ends with the process, however that ends.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'fangzhou.lock');
  let driver: Driver | undefined;
  try {
    await makePrivate(file);
    driver = await openDriver(file, { busyTimeoutMs: 0 });
    await driver.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    await driver?.close().catch(() => undefined);
    if (codeOf(error) === 'SQLITE_BUSY') {
      throw new UserError(message('store.locked', { folder }), message('store.locked.remedy', { folder }));
    }
    throw troubleError('read-only', folder, error);
  }
  const held = driver;
  return () => held.close();
}

/** Makes a file readable by its owner only (the database holds password hashes and sessions); SQLite's other files follow it. */
export async function makePrivate(file: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    // One of an older version may be open to all; one of another user stays as that user made it.
    if (((await handle.stat()).mode & 0o077) !== 0) await handle.chmod(0o600).catch(() => undefined);
  } finally {
    await handle.close();
  }
}

/**
 * Moves a broken database aside, under names with the time in them, so that the next start begins a new one; nothing is
 * deleted. Gives the new names; none when the database is sound, so that a flag left in a service's unit loses no history.
 * Throws a UserError when a running Fangzhou has the folder.
 */
export async function setAside(folder: string, clock: Clock): Promise<readonly string[]> {
  await prepareFolder(folder);
  const unlock = await lockFolder(folder);
  try {
    if (!(await isDamaged(databaseFile(folder)))) return [];
    const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const moved: string[] = [];
    for (const part of parts) {
      const file = `${databaseFile(folder)}${part}`;
      const there = await access(file).then(
        () => true,
        () => false,
      );
      if (!there) continue;
      const aside = `${databaseFile(folder)}.broken-${stamp}${part}`;
      await rename(file, aside);
      moved.push(aside);
    }
    return moved;
  } catch (error) {
    throw troubleError(await troubleOf(error, folder), folder, error);
  } finally {
    await unlock();
  }
}

async function isDamaged(file: string): Promise<boolean> {
  if ((await fileBytes(file)) === 0) return false;
  let driver: Driver | undefined;
  try {
    driver = await openDriver(file, { busyTimeoutMs: limits.busyTimeoutMs });
    const [row] = await driver.all('PRAGMA quick_check(1)');
    return Object.values(row ?? {})[0] !== 'ok';
  } catch (error) {
    if (['SQLITE_CORRUPT', 'SQLITE_NOTADB'].includes(codeOf(error))) return true;
    throw error;
  } finally {
    await driver?.close();
  }
}

/** Whether a database stands in the folder; makes nothing. */
export async function hasDatabase(folder: string): Promise<boolean> {
  return (await fileBytes(databaseFile(folder))) > 0;
}

/** Bytes of a file, 0 when it is not there. */
export async function fileBytes(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

import { openDriver } from './driver.ts';
import { databaseFile } from './folder.ts';
import { limits } from './limits.ts';
import { troubleError, troubleOf } from './problem.ts';

/**
 * Writes one consistent copy of a folder's database into another folder, also while a Fangzhou runs on it: readers see the last
 * whole commit, and writers wait for no reader. The copy is closed and needs no write-ahead log. Gives its file.
 * @throws UserError when there is no room, or the database cannot be read.
 */
export async function copyDatabase(folder: string, into: string, signal?: AbortSignal): Promise<string> {
  const file = databaseFile(into);
  try {
    const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: limits.busyTimeoutMs });
    const stop = (): void => driver.interrupt();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await driver.run('VACUUM INTO ?', [file]);
    } finally {
      signal?.removeEventListener('abort', stop);
      await driver.close();
    }
  } catch (error) {
    throw troubleError(await troubleOf(error, into), folder, error);
  }
  return file;
}

/** What SQLite's own whole check finds wrong in a folder's database, at most ten lines; none: it is sound. Never throws. */
export async function faultsOfDatabase(folder: string): Promise<readonly string[]> {
  try {
    const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: limits.busyTimeoutMs });
    try {
      const rows = await driver.all('PRAGMA integrity_check(10)');
      return rows.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok');
    } finally {
      await driver.close();
    }
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

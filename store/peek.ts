import { openDriver } from './driver.ts';
import { databaseFile, fileBytes } from './folder.ts';
import { limits } from './limits.ts';
import { troubleError, troubleOf } from './problem.ts';

/**
 * Reads one document of a data folder, also while a Fangzhou runs on it; changes nothing. Undefined when there is no database or
 * no such document.
 * @throws UserError when the database cannot be read.
 */
export async function peekDocument(folder: string, collection: string, key: string): Promise<unknown> {
  const file = databaseFile(folder);
  if ((await fileBytes(file)) === 0) return undefined;
  try {
    const driver = await openDriver(file, { busyTimeoutMs: limits.busyTimeoutMs });
    try {
      await driver.exec('PRAGMA query_only = ON');
      const [row] = await driver.all('SELECT body FROM document WHERE collection = ? AND key = ?', [collection, key]);
      return row === undefined ? undefined : (JSON.parse(String(row.body)) as unknown);
    } finally {
      await driver.close();
    }
  } catch (error) {
    throw troubleError(await troubleOf(error, folder), folder, error);
  }
}

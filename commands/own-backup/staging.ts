import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive } from '../../core/index.ts';

const prefix = '.restoring-';

/**
 * Makes a folder that this process fills; those that dead processes have left are taken away first, so that a kill at any moment
 * leaves nothing for ever.
 */
export async function makeStaging(parent: string): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (const name of await readdir(parent)) {
    if (isLeftover(name)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const folder = join(parent, `${prefix}${process.pid}`);
  await mkdir(folder, { mode: 0o700 });
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    // One that was made for this alone goes too.
    await rmdir(parent).catch(() => undefined);
  };
  return { folder, remove };
}

/** Whether a name in a folder is that of one whose process is gone. */
export function isLeftover(name: string): boolean {
  const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length) : Number.NaN);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  return pid === process.pid || !isProcessAlive(pid);
}

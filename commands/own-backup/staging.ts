import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
  // Another one that ends may have taken the empty parent away meanwhile.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    // One that was made for this alone goes too.
    await rmdir(parent).catch(() => undefined);
  };
  return { folder, remove };
}

/**
 * The name under which a file is made until it is whole: each process has its own, so that two that make the same one do not write into each
 * other's. Those that dead processes have left are taken away.
 */
export async function makingName(file: string): Promise<string> {
  const [folder, start] = [dirname(file), `${basename(file)}.making-`];
  for (const name of await readdir(folder)) {
    const pid = Number(name.startsWith(start) ? name.slice(start.length) : Number.NaN);
    if (Number.isInteger(pid) && pid > 0 && !isProcessAlive(pid)) await rm(join(folder, name), { force: true });
  }
  return join(folder, `${start}${process.pid}`);
}

/** Whether a name in a folder is that of one whose process is gone. */
export function isLeftover(name: string): boolean {
  const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length) : Number.NaN);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  return pid === process.pid || !isProcessAlive(pid);
}

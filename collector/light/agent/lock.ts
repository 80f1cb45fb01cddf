/** One collector at a time in a folder. The lock ends with its process, however that ends. */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive, message, privateFile, UserError } from '../../../core/index.ts';
import { makeFolder } from './folder.ts';

const lockFile = 'run.lock';
const mostTries = 5;

/** Takes the folder; gives the way to leave it. @throws UserError when another process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await makeFolder(folder);
  const file = join(folder, lockFile);
  const own = join(folder, `${lockFile}.${randomUUID()}`);
  const text = `${process.pid} ${await startOf(process.pid)}\n`;
  await writeFile(own, text, { mode: privateFile });
  try {
    for (let tries = 0; tries < mostTries; tries++) {
      try {
        // Whole or not at all, and only where there is none.
        await link(own, file);
        return () => leave(file, text);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      await takeAway(file, `${own}.old`, folder);
    }
    throw inUse(folder, 0);
  } finally {
    await rm(own, { force: true });
  }
}

/** Whether a collector runs on this folder. */
export async function isRunning(folder: string): Promise<boolean> {
  return (await holder(join(folder, lockFile))) !== undefined;
}

/** Puts the lock of a process that is no more out of the way. @throws UserError when it is alive. */
async function takeAway(file: string, aside: string, folder: string): Promise<void> {
  const alive = await holder(file);
  if (alive !== undefined) throw inUse(folder, alive);
  const moved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  // Between both looks another process may have taken it: then it gets its lock back.
  const taken = await holder(aside);
  if (taken !== undefined) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  if (taken !== undefined) throw inUse(folder, taken);
}

/** The process that holds a lock, by its id and the time of its start: ids are used again. */
async function holder(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [, pid, start] = /^(\d{1,10}) (\S+)\n$/.exec(text) ?? [];
  if (pid === undefined || !isProcessAlive(Number(pid))) return undefined;
  return (await startOf(Number(pid))) === start ? Number(pid) : undefined;
}

/** When a process began, in the kernel's ticks since the boot (proc(5), field 22 of stat); `-` where there is no /proc. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The name in brackets may hold anything, brackets too.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

async function leave(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => '')) === text) await rm(file, { force: true });
}

function inUse(folder: string, pid: number): UserError {
  const params = { folder, pid };
  return new UserError(message('collector.light.locked', params), message('collector.light.locked.remedy', params));
}

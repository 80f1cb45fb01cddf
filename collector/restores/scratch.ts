import { chmod, lstat, mkdir, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cancel, type Clock, isProcessAlive } from '../../core/index.ts';
import { RestoreFailure } from './fault.ts';
import { restoreBounds } from './model.ts';

const prefix = 'fangzhou-drill-';

/** Whether a folder is one that a drill restores into, by its name. */
export function isScratchName(name: string): boolean {
  return /^fangzhou-drill-\d+-/.test(name);
}

/** A place for one restore: bounded in bytes and time, and gone afterwards. */
export interface Scratch {
  readonly folder: string;
  /** Aborted when a bound is passed or the drill shall end. */
  readonly signal: AbortSignal;
  /** A second folder outside of closed ones, for the user of a throw-away server; in the same bound and gone at the same time. */
  passable(): Promise<string>;
  /** Why it was aborted. */
  readonly broken: () => 'too-large' | 'no-room' | 'timed-out' | 'stopped' | undefined;
  remove(): Promise<void>;
}

/**
 * Makes a scratch folder, once those of dead processes are gone and enough room is there.
 * @throws RestoreFailure `no-room`
 */
export async function openScratch(options: {
  readonly parent: string;
  readonly mostBytes: number;
  readonly mostMs: number;
  /** What will probably come. */
  readonly expectedBytes: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Hears how much is in it, as often as it is measured. */
  readonly measured?: (bytes: number) => void;
  /** Left out: what the file system says. */
  readonly freeBytes?: () => Promise<number>;
}): Promise<Scratch> {
  const { parent, mostBytes, mostMs, expectedBytes, clock, signal, measured = () => undefined } = options;
  const { freeBytes = () => freeIn(parent) } = options;
  // Passable, not readable: the throw-away server's own folder in it belongs to another user.
  await mkdir(parent, { recursive: true, mode: 0o711 });
  await removeLeftovers(parent);
  await removeLeftovers(tmpdir());
  if (expectedBytes > mostBytes) throw new RestoreFailure('too-large', `${expectedBytes} > ${mostBytes} bytes`);
  const neededBytes = expectedBytes + restoreBounds.keptFreeBytes;
  const free = await freeBytes();
  if (free < neededBytes) throw new RestoreFailure('no-room', `${free} bytes are free, ${neededBytes} are needed`);
  // Short: a server's socket lies below, and its path may have 107 bytes (sun_path, unix(7)).
  const parts = [clock.now(), Math.floor(clock.monotonicMs() * 1000) % 1e6].map((part) => part.toString(36));
  const name = `${prefix}${process.pid}-${parts.join('-')}`;
  const folder = join(parent, name);
  const second = join(tmpdir(), name);
  await mkdir(folder, { mode: 0o711 });
  const ended = new AbortController();
  let why: ReturnType<Scratch['broken']>;
  let cancelWatch: Cancel = () => undefined;
  let isOver = false;
  const end = (reason: NonNullable<typeof why>): void => {
    why ??= reason;
    ended.abort();
  };
  const cancelTime = clock.after(mostMs, () => end('timed-out'));
  const stop = (): void => end('stopped');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let measureAtMs = 0;
  async function look(): Promise<void> {
    // Whoever fills the disk, the server's own data must still find room.
    if ((await freeBytes()) < restoreBounds.keptFreeBytes / 2) end('no-room');
    const begunMs = clock.monotonicMs();
    if (begunMs < measureAtMs) return;
    const [first, other] = await Promise.all([sizeOf(folder), sizeOf(second)]);
    const bytes = first.bytes + (second === folder ? 0 : other.bytes);
    // Of many files the measuring is work itself: a tenth of the time goes to it, or the restore would be slower by it.
    const nowMs = clock.monotonicMs();
    measureAtMs = nowMs + restoreBounds.measureRest * (nowMs - begunMs);
    if (isOver) return;
    measured(bytes);
    if (bytes > mostBytes) end('too-large');
  }
  const watch = (): void => {
    cancelWatch = clock.after(restoreBounds.watchMs, () => {
      look()
        .catch(() => undefined)
        .finally(() => {
          if (!isOver && why === undefined) watch();
        });
    });
  };
  watch();
  return {
    folder,
    signal: ended.signal,
    broken: () => why,
    async passable() {
      if (second !== folder) await mkdir(second, { mode: 0o711 });
      return second;
    },
    async remove() {
      isOver = true;
      cancelTime();
      cancelWatch();
      signal.removeEventListener('abort', stop);
      await removeAll(folder);
      await removeAll(second);
    },
  };
}

/** Takes away what drills of processes that are gone have left; gives how many. */
export async function removeLeftovers(parent: string): Promise<number> {
  const names = await readdir(parent).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const pid = /^fangzhou-drill-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isProcessAlive(Number(pid))) continue;
    await endServer(join(parent, name));
    await removeAll(join(parent, name));
    removed += 1;
  }
  return removed;
}

/** A database server that outlived the drill that started it ends before its folder goes. */
async function endServer(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'server', 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, data] = text.split('\n');
  if (pid === undefined || data !== join(folder, 'server', 'data')) return;
  // The number may be another process's by now: only one that runs on this folder is ended.
  const command = await readFile(`/proc/${Number(pid)}/cmdline`, 'utf8').catch(() => '');
  if (command.includes(data)) process.kill(Number(pid), 'SIGQUIT');
}

/** Also folders that a backup made read-only. */
async function removeAll(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(async () => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o700).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });
}

async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Bytes and files below a folder; links are not followed. */
export async function sizeOf(folder: string): Promise<{ readonly bytes: number; readonly files: number }> {
  let [bytes, files] = [0, 0];
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) open.push(path);
      else {
        files += 1;
        bytes += (await lstat(path).catch(() => undefined))?.size ?? 0;
      }
    }
  }
  return { bytes, files };
}

import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTurns } from '../../store/index.ts';
import { limits } from '../limits.ts';
import { type Checksum, decodeSet, type EncodedSet } from './change-set.ts';
import type { Position } from './position.ts';

/** The newest sets on disk, bounded: the oldest file goes when there are too many bytes or sets. Not synced: it may always be lost. */
export interface Spool {
  /** Number of the oldest set that is kept; undefined when none is. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly bytes: number;
  /** Rejects when the disk does not take it; then `reset`. */
  append(sequence: number, set: EncodedSet): Promise<void>;
  /** Forgets every set behind this one. */
  cut(last: number): Promise<void>;
  reset(): Promise<void>;
  /** The set of that number as it was written; undefined when it is not kept, or not whole. */
  read(sequence: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

interface SpoolFile {
  readonly path: string;
  readonly first: number;
  /** Where each set begins, and where the last ends. */
  readonly offsets: number[];
}

const lengthBytes = 4;
const headBytes = 12;
const suffix = '.sets';

/**
 * Opens the spool of a data folder as far as it leads to a position; whatever does not is forgotten. What was appended for a
 * transaction that then was not committed lies behind the position.
 */
export async function openSpool(
  folder: string,
  position: Position | undefined,
  bounds: { readonly bytes: number; readonly fileBytes: number; readonly sets: number } = {
    bytes: limits.spoolBytes,
    fileBytes: limits.spoolFileBytes,
    sets: limits.spoolSets,
  },
): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let files: SpoolFile[] = [];
  let writing: FileHandle | undefined;
  let reading: { readonly path: string; readonly handle: FileHandle } | undefined;

  const end = (file: SpoolFile): number => file.offsets.at(-1) ?? 0;
  const setsIn = (file: SpoolFile): number => file.offsets.length - 1;
  const lastOf = (file: SpoolFile): number => file.first + setsIn(file) - 1;
  const total = (): number => files.reduce((sum, file) => sum + end(file), 0);

  const closeHandles = async (): Promise<void> => {
    const [one, other] = [writing, reading?.handle];
    writing = undefined;
    reading = undefined;
    await one?.close();
    await other?.close();
  };

  const reset = async (): Promise<void> => {
    await closeHandles();
    files = [];
    for (const name of await readdir(folder)) if (name.endsWith(suffix)) await rm(join(folder, name), { force: true });
  };

  const cut = async (last: number): Promise<void> => {
    await closeHandles();
    for (const file of files) {
      if (file.first > last) await rm(file.path, { force: true });
      else file.offsets.length = Math.min(file.offsets.length, last - file.first + 2);
    }
    files = files.filter(({ first }) => first <= last);
  };

  const read = async (sequence: number): Promise<Uint8Array | undefined> => {
    const file = files.find((each) => each.first <= sequence && sequence <= lastOf(each));
    const [from, to] = [file?.offsets[sequence - (file?.first ?? 0)], file?.offsets[sequence - (file?.first ?? 0) + 1]];
    if (file === undefined || from === undefined || to === undefined) return undefined;
    if (reading?.path !== file.path) {
      await reading?.handle.close();
      reading = undefined;
      const handle = await open(file.path, 'r').catch(() => undefined);
      if (handle === undefined) return undefined;
      reading = { path: file.path, handle };
    }
    const bytes = Buffer.allocUnsafe(to - from - lengthBytes);
    const { bytesRead } = await reading.handle.read(bytes, 0, bytes.length, from + lengthBytes);
    return bytesRead === bytes.length ? bytes : undefined;
  };

  const forgetOldest = async (): Promise<void> => {
    const [oldest] = files;
    if (oldest === undefined) return;
    files = files.slice(1);
    if (reading?.path === oldest.path) {
      await reading.handle.close();
      reading = undefined;
    }
    await rm(oldest.path, { force: true });
  };

  const append = async (sequence: number, { bytes }: EncodedSet): Promise<void> => {
    let file = files.at(-1);
    const full = file !== undefined && (end(file) >= bounds.fileBytes || setsIn(file) >= bounds.sets / 16);
    if (file === undefined || full) {
      await writing?.close();
      writing = undefined;
      file = { path: join(folder, `${String(sequence).padStart(16, '0')}${suffix}`), first: sequence, offsets: [0] };
      files.push(file);
    }
    writing ??= await open(file.path, end(file) === 0 ? 'w' : 'r+', 0o600);
    const at = end(file);
    const framed = Buffer.concat([Buffer.alloc(lengthBytes), bytes]);
    framed.writeUInt32BE(bytes.length, 0);
    let done = 0;
    while (done < framed.length)
      done += (await writing.write(framed, done, framed.length - done, at + done)).bytesWritten;
    file.offsets.push(at + framed.length);
    while (
      files.length > 1 &&
      (total() > bounds.bytes || files.reduce((sum, each) => sum + setsIn(each), 0) > bounds.sets)
    )
      await forgetOldest();
  };

  files = position === undefined ? [] : await readFiles(folder);
  await cut(position?.sequence ?? -1);
  const newest = files.at(-1);
  const led = newest !== undefined && position !== undefined && lastOf(newest) === position.sequence;
  if (!led || checksumOf(await read(position.sequence)) !== position.checksum) await reset();
  const inTurn = createTurns();
  return {
    get first() {
      return files[0]?.first;
    },
    get last() {
      const file = files.at(-1);
      return file === undefined ? undefined : lastOf(file);
    },
    get bytes() {
      return total();
    },
    append: (sequence, set) => inTurn(() => append(sequence, set)),
    cut: (last) => inTurn(() => cut(last)),
    reset: () => inTurn(reset),
    read: (sequence) => inTurn(() => read(sequence)),
    close: () => inTurn(closeHandles),
  };
}

function checksumOf(bytes: Uint8Array | undefined): Checksum | undefined {
  return bytes === undefined ? undefined : decodeSet(bytes)?.checksum;
}

/** The files with the places of their sets, from the newest back as long as their numbers join. */
async function readFiles(folder: string): Promise<SpoolFile[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{16}\.sets$/.test(name)).sort();
  const found: SpoolFile[] = [];
  for (const name of names.toReversed()) {
    const file = await readOffsets(join(folder, name), Number(name.slice(0, 16)));
    const next = found[0];
    if (next !== undefined && file.first + file.offsets.length - 1 !== next.first) break;
    if (file.offsets.length > 1) found.unshift(file);
  }
  for (const name of names) {
    if (!found.some(({ path }) => path === join(folder, name))) await rm(join(folder, name), { force: true });
  }
  return found;
}

/** Where the sets of a file begin; ends at the first that is not whole or not the next. */
async function readOffsets(path: string, first: number): Promise<SpoolFile> {
  const offsets = [0];
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const head = Buffer.alloc(lengthBytes + headBytes);
    for (let at = 0; at + head.length <= size; ) {
      const { bytesRead } = await handle.read(head, 0, head.length, at);
      const next = at + lengthBytes + head.readUInt32BE(0);
      const sequence = Number(head.readBigUInt64BE(lengthBytes + 4));
      if (bytesRead < head.length || next > size || sequence !== first + offsets.length - 1) break;
      offsets.push(next);
      at = next;
    }
  } finally {
    await handle.close();
  }
  return { path, first, offsets };
}

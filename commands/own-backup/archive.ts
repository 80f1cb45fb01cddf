/**
 * The archive: a tar whose first file says what it is, whose last one (`SHA256SUMS`, as `sha256sum -c` takes it) says that it is
 * whole, so that it can be opened and checked with the tools of any Linux.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { extract, type Header, pack } from 'tar-stream';
import { message, UserError } from '../../core/index.ts';
import { archiveRoots, formatVersion, headerName, ownBackupBounds, sumsName } from './limits.ts';
import type { SourceFile } from './sources.ts';

/** What the archive says of itself at its beginning; bytes and files are those at that moment. */
export interface ArchiveHeader {
  readonly format: number;
  readonly version: string;
  /** UTC, ISO 8601. */
  readonly madeAt: string;
  readonly bytes: number;
  readonly files: number;
  readonly leftOut: readonly string[];
}

export type ArchivePart =
  | { readonly kind: 'file'; readonly source: SourceFile }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array };

/** A stream of the archive. Each file is read as long as it was when it was opened; one that vanished is passed over. */
export function writeArchive(options: {
  readonly header: ArchiveHeader;
  readonly parts: AsyncIterable<ArchivePart> | Iterable<ArchivePart>;
  readonly bytesPerSecond: number;
  readonly onBytes?: (bytes: number) => void;
}): Readable {
  const { header, parts, bytesPerSecond, onBytes } = options;
  const tar = pack({});
  const sums: string[] = [];
  const add = (name: string, bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      const entry = tar.entry({ name, size: bytes.length, mode: 0o600 }, Buffer.from(bytes), (error) =>
        error ? reject(error) : resolve(),
      );
      entry.on('error', reject);
    });
  const addFile = async ({ name, file }: SourceFile): Promise<void> => {
    // An open file stays what it is, also when another is put in its place.
    const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (handle === undefined) return;
    try {
      const { size, mtime } = await handle.stat();
      const hash = createHash('sha256');
      const paced = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          onBytes?.(chunk.length);
          setTimeout((chunk.length / bytesPerSecond) * 1000, undefined).then(
            () => done(null, chunk),
            (error: Error) => done(error),
          );
        },
      });
      const entry = tar.entry({ name, size, mtime, mode: 0o600 });
      if (size === 0) entry.end(undefined);
      else
        await pipeline(
          handle.createReadStream({ start: 0, end: size - 1, autoClose: false, highWaterMark: 1 << 20 }),
          paced,
          entry as unknown as NodeJS.WritableStream,
        );
      sums.push(`${hash.digest('hex')}  ${name}\n`);
    } finally {
      await handle.close();
    }
  };
  const fill = async (): Promise<void> => {
    await add(headerName, Buffer.from(`${JSON.stringify(header)}\n`));
    for await (const part of parts) {
      if (part.kind === 'file') await addFile(part.source);
      else {
        sums.push(`${createHash('sha256').update(part.bytes).digest('hex')}  ${part.name}\n`);
        await add(part.name, part.bytes);
      }
    }
    await add(sumsName, Buffer.from(sums.join('')));
    tar.finalize();
  };
  fill().catch((error: Error) => tar.destroy(error));
  return tar as unknown as Readable;
}

/** What was unpacked: every byte is what it was when it was written. */
export interface Unpacked {
  readonly header: ArchiveHeader;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Unpacks an archive into a folder and holds every file to its sum. Nothing is written outside of the folder.
 * @throws UserError when it is none, is cut off, was altered, is of a newer version, or does not fit onto the disk.
 */
export async function unpackArchive(stream: Readable, folder: string): Promise<Unpacked> {
  const hashes = new Map<string, string>();
  const sums: Buffer[] = [];
  let header: ArchiveHeader | undefined;
  let bytes = 0;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const tar = extract({});
  const take = async (headers: Header, entry: Readable): Promise<void> => {
    const { name, type, size } = headers;
    if (header === undefined) {
      if (name !== headerName || size > ownBackupBounds.headerBytes) throw wrong('not-one');
      header = readHeader(await textOf(entry));
      return;
    }
    if (name === sumsName) {
      if (size > ownBackupBounds.sumsBytes) throw wrong('altered', { name });
      for await (const chunk of entry) sums.push(chunk as Buffer);
      return;
    }
    if (type !== 'file' || !isSafeName(name) || hashes.has(name) || sums.length > 0) throw wrong('altered', { name });
    if (hashes.size >= ownBackupBounds.files) throw wrong('altered', { name });
    await roomFor(folder, size);
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const hash = createHash('sha256');
    const hashing = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(entry, hashing, createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true }));
    const sum = hash.digest('hex');
    // A piece of evidence is named by its content.
    const blob = /\/blobs\/sha256\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(name);
    if (blob !== null && `${blob[1]}${blob[2]}` !== sum) throw wrong('altered', { name });
    hashes.set(name, sum);
  };
  // The pipeline tells what fails; a stream of one file that is destroyed with it must not end the process.
  tar.on('error', () => undefined);
  tar.on('entry', (headers, entry, next) => {
    entry.on('error', () => undefined);
    take(headers, entry as unknown as Readable).then(
      () => next(),
      (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  try {
    await pipeline(stream, tar as unknown as NodeJS.WritableStream);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw wrong('broken', { reason: error instanceof Error ? error.message : String(error) }, error);
  }
  if (header === undefined) throw wrong('not-one');
  if (sums.length === 0) throw wrong('cut-off');
  compare(Buffer.concat(sums).toString('utf8'), hashes);
  return { header, files: hashes.size, bytes };
}

function compare(text: string, hashes: ReadonlyMap<string, string>): void {
  const missing = new Set(hashes.keys());
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, sum, name = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (sum === undefined || hashes.get(name) !== sum) throw wrong('altered', { name: name === '' ? sumsName : name });
    missing.delete(name);
  }
  const [extra] = missing;
  if (extra !== undefined) throw wrong('altered', { name: extra });
}

function readHeader(text: string): ArchiveHeader {
  let read: Partial<ArchiveHeader>;
  try {
    read = JSON.parse(text) as Partial<ArchiveHeader>;
  } catch {
    throw wrong('not-one');
  }
  const { format, version, madeAt, bytes, files, leftOut } = read;
  if (typeof format !== 'number' || typeof madeAt !== 'string' || typeof version !== 'string') throw wrong('not-one');
  if (format > formatVersion) throw wrong('newer', { version });
  return { format, version, madeAt, bytes: bytes ?? 0, files: files ?? 0, leftOut: leftOut ?? [] };
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function isSafeName(name: string): boolean {
  const parts = name.split('/');
  const known = archiveRoots.some((root) => root === parts[0]);
  const safe = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
  return known && parts.length > 1 && safe && name.length <= ownBackupBounds.pathCharacters;
}

/** @throws UserError when a disk has not so much room and what is kept free. */
export async function roomFor(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= bytes + ownBackupBounds.keptFreeBytes) return;
  const mebibytes = (count: number): number => Math.ceil(count / 1_048_576);
  throw new UserError(
    message('cli.own-backup.room', {
      folder,
      needed: mebibytes(bytes + ownBackupBounds.keptFreeBytes),
      free: mebibytes(freeBytes),
    }),
    message('cli.own-backup.room.remedy'),
  );
}

/** What is wrong with an archive, in words. */
export function wrong(what: string, params: Readonly<Record<string, string>> = {}, cause?: unknown): UserError {
  return new UserError(
    message(`cli.own-backup.archive.${what}`, params),
    message('cli.own-backup.archive.remedy'),
    cause === undefined ? {} : { cause },
  );
}

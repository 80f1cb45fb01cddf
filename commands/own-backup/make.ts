import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Clock } from '../../core/index.ts';
import { message, UserError } from '../../core/index.ts';
import { copyDatabase, hasDatabase } from '../../store/index.ts';
import { type ArchivePart, roomFor, unpackArchive, writeArchive } from './archive.ts';
import { type CheckedData, checkData } from './check.ts';
import type { Kept } from './keys-box.ts';
import { formatVersion, ownBackupBounds } from './limits.ts';
import { intoRestic, outOfRestic, type ResticPlace } from './restic.ts';
import { filesOf, type SourceFile, secretFilesOf } from './sources.ts';
import { makeStaging, makingName } from './staging.ts';

export type BackupTarget =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'restic'; readonly place: ResticPlace };

export interface MadeBackup extends CheckedData {
  /** The archive's file, or the snapshot's id. */
  readonly where: string;
  readonly files: number;
  readonly bytes: number;
  /** Secret files that are not in the archive. */
  readonly secrets: readonly Kept[];
}

/**
 * Copies everything that a Fangzhou keeps, also while it runs, then unpacks the copy and checks it whole. The store is copied
 * before the head of the ledger is read, so that the copied ledger reaches at least the head that the copied store remembers.
 * @throws UserError when anything fails; no half archive is left in place.
 */
export async function makeBackup(options: {
  readonly dataFolder: string;
  /** fangzhou.yaml; what lies beside it goes along. */
  readonly settingsFile: string | undefined;
  /** Folders of inventory and profiles where they lie elsewhere. */
  readonly elsewhere: Readonly<Partial<Record<'inventory' | 'profiles', string>>>;
  /** Keys that lie elsewhere, by the name that they get. */
  readonly keyFiles: ReadonlyMap<string, string>;
  readonly target: BackupTarget;
  readonly scratch: string;
  readonly bytesPerSecond: number;
  readonly version: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, allBytes: number) => void;
}): Promise<MadeBackup> {
  const { dataFolder, target, scratch, bytesPerSecond, version, clock, signal, onProgress } = options;
  if (!(await hasDatabase(dataFolder)))
    throw new UserError(
      message('cli.own-backup.no-data', { folder: dataFolder }),
      message('cli.own-backup.no-data.remedy'),
    );
  const staging = await makeStaging(scratch);
  try {
    const storeBytes = (await stat(join(dataFolder, 'fangzhou.db'))).size;
    await roomFor(staging.folder, storeBytes);
    const copied = await copyDatabase(dataFolder, staging.folder, signal);
    const ledgerFolder = join(dataFolder, 'ledger');
    const head = await readFile(join(ledgerFolder, 'checkpoint')).catch(() => undefined);
    // Blobs after entries: a record's blob is on the disk before the record.
    const { plain, secrets } = await sourcesOf(options);
    const blobs = () => filesOf(join(ledgerFolder, 'blobs'), 'data/ledger/blobs');
    const store: SourceFile = { name: 'data/fangzhou.db', file: copied, bytes: (await stat(copied)).size };
    const sources = [store, ...plain];
    const allBytes = [...sources, ...(await blobs()).plain].reduce((sum, { bytes }) => sum + bytes, 0);
    // Once for the copy of the store, which lies there already, and once for the unpacked archive.
    await roomFor(staging.folder, allBytes);
    let doneBytes = 0;
    async function* parts(): AsyncGenerator<ArchivePart> {
      if (head !== undefined) yield { kind: 'bytes', name: 'data/ledger/checkpoint', bytes: head };
      for (const source of sources) yield { kind: 'file', source };
      for (const source of (await blobs()).plain) yield { kind: 'file', source };
    }
    const header = {
      format: formatVersion,
      version,
      madeAt: new Date(clock.now()).toISOString(),
      bytes: allBytes,
      files: sources.length,
      leftOut: secrets.map(({ name }) => name),
    };
    const stream = writeArchive({
      header,
      parts: parts(),
      bytesPerSecond,
      onBytes(bytes) {
        doneBytes += bytes;
        onProgress(doneBytes, allBytes);
      },
    });
    const stop = (): void => void stream.destroy(new Error('stopped'));
    signal.addEventListener('abort', stop, { once: true });
    const { where, open, keep, drop } = await write(stream, target, allBytes, signal);
    try {
      const unpacked = await unpackArchive(open(), join(staging.folder, 'unpacked'));
      const checked = await checkData(join(staging.folder, 'unpacked', 'data'));
      await keep();
      const kept = await Promise.all(secrets.map(async ({ name, file }) => ({ name, bytes: await readFile(file) })));
      return { ...checked, where, files: unpacked.files, bytes: unpacked.bytes, secrets: kept };
    } catch (error) {
      await drop();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  } finally {
    await staging.remove();
  }
}

async function sourcesOf(options: Parameters<typeof makeBackup>[0]) {
  const { dataFolder, settingsFile, elsewhere, keyFiles, target, scratch } = options;
  const data = await filesOf(dataFolder, 'data', { skip: (within) => within === 'ledger/blobs' });
  const found = [data];
  const own = [dataFolder, scratch, ...(target.kind === 'file' ? [target.file] : [])];
  if (settingsFile !== undefined) {
    const secretFiles = await secretFilesOf(settingsFile);
    const folders = [['configuration', dirname(settingsFile)] as const, ...Object.entries(elsewhere)];
    for (const [prefix, folder] of folders) {
      const skip = (within: string): boolean => {
        const path = join(folder, within);
        return own.includes(path) || basename(path) === '.git' || basename(path) === 'node_modules';
      };
      found.push(await filesOf(folder, prefix, { skip, secret: (path) => secretFiles.has(path) }));
    }
  }
  const configurationBytes = found.slice(1).reduce((all, { plain }) => plain.reduce((sum, x) => sum + x.bytes, all), 0);
  if (configurationBytes > ownBackupBounds.configurationBytes)
    throw new UserError(
      message('cli.own-backup.configuration', { most: ownBackupBounds.configurationBytes / 1_048_576 }),
      message('cli.own-backup.configuration.remedy'),
    );
  const secrets = found.flatMap(({ secret }) => secret);
  for (const [name, file] of keyFiles) {
    const there = await stat(file).catch(() => undefined);
    const isInside = !relative(dataFolder, file).startsWith('..');
    if (there?.isFile() === true && !isInside) secrets.push({ name, file, bytes: there.size });
  }
  return { plain: found.flatMap(({ plain }) => plain), secrets };
}

/** Writes the stream to its target: a file under another name until it is checked, or a snapshot. */
async function write(stream: Readable, target: BackupTarget, bytes: number, signal: AbortSignal) {
  if (target.kind === 'restic') {
    const id = await intoRestic(stream, target.place, signal);
    return {
      where: id,
      open: () => outOfRestic(id, target.place, signal),
      keep: async () => undefined,
      drop: async () => undefined,
    };
  }
  const { file } = target;
  await roomFor(dirname(file), bytes);
  const making = await makingName(file);
  const drop = () => rm(making, { force: true });
  try {
    await pipeline(stream, createGzip({ level: 3 }), createWriteStream(making, { mode: 0o600, flush: true }));
  } catch (error) {
    await drop();
    throw error;
  }
  return { where: file, open: () => openArchive(making), keep: () => rename(making, file), drop };
}

/** The archive of a file as a stream. */
export function openArchive(file: string): Readable {
  const raw = createReadStream(file);
  const plain = createGunzip();
  raw.on('error', (error) => plain.destroy(error));
  return raw.pipe(plain);
}

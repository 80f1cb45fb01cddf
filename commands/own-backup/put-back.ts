import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Clock, message, UserError } from '../../core/index.ts';
import { type ArchiveHeader, unpackArchive } from './archive.ts';
import { type CheckedData, checkData } from './check.ts';
import type { Kept } from './keys-box.ts';
import { archiveRoots } from './limits.ts';
import { noteRestored } from './restored.ts';
import { isLeftover, makeStaging } from './staging.ts';

export interface PutBack extends CheckedData {
  readonly header: ArchiveHeader;
  readonly files: number;
  readonly bytes: number;
  readonly dataFolder: string;
  readonly configurationFolder: string | undefined;
  /** Secret files that were in the server's folder and are not here. */
  readonly missing: readonly string[];
}

/**
 * Puts a backup back into an empty folder. Everything is unpacked beside and checked whole before anything takes its place.
 * @throws UserError when the folder is not empty, the archive is not whole and sound, or there is no room; nothing is left then.
 */
export async function putBack(options: {
  readonly open: () => Readable;
  readonly dataFolder: string;
  /** Where the configuration goes; below the data folder where it is not said. */
  readonly configurationFolder: string | undefined;
  readonly kept: readonly Kept[];
  readonly clock: Clock;
}): Promise<PutBack> {
  const { open, dataFolder, kept, clock } = options;
  const configurationFolder = options.configurationFolder ?? join(dataFolder, 'configuration');
  for (const folder of [dataFolder, configurationFolder]) await mustBeEmpty(folder);
  // Inside of the target: the same disk, also where the folder is a mount of its own.
  const staging = await makeStaging(dataFolder);
  try {
    const unpacked = await unpackArchive(open(), staging.folder);
    const data = join(staging.folder, 'data');
    const checked = await checkData(data);
    for (const { name, bytes } of kept) {
      if (!isKeptName(name)) continue;
      const file = join(staging.folder, name);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, bytes, { mode: 0o600, flush: true });
    }
    await noteRestored(data, { madeAt: unpacked.header.madeAt, restoredAt: clock.now(), ledger: checked.ledger?.size });
    const hasConfiguration = await moveConfiguration(staging.folder, configurationFolder);
    // The database last: a folder without one is never taken for a whole one.
    const names = (await readdir(data)).sort((a, b) => Number(a === 'fangzhou.db') - Number(b === 'fangzhou.db'));
    for (const name of names) await rename(join(data, name), join(dataFolder, name));
    const there = new Set(kept.map(({ name }) => name));
    return {
      ...checked,
      header: unpacked.header,
      files: unpacked.files,
      bytes: unpacked.bytes,
      dataFolder,
      configurationFolder: hasConfiguration ? configurationFolder : undefined,
      missing: unpacked.header.leftOut.filter((name) => !there.has(name)),
    };
  } finally {
    await staging.remove();
  }
}

async function moveConfiguration(from: string, to: string): Promise<boolean> {
  const there = new Set(await readdir(from));
  if (!there.has('configuration')) return false;
  await mkdir(to, { recursive: true, mode: 0o700 });
  const move = async (source: string, target: string): Promise<void> => {
    await mkdir(target, { recursive: true, mode: 0o700 });
    for (const name of await readdir(source)) await moveAcross(join(source, name), join(target, name));
  };
  await move(join(from, 'configuration'), to);
  for (const root of ['inventory', 'profiles'] as const)
    if (there.has(root)) await move(join(from, root), join(to, `elsewhere-${root}`));
  return true;
}

/** A rename, or a copy where the target is another disk. */
async function moveAcross(source: string, target: string): Promise<void> {
  try {
    await rename(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const { cp } = await import('node:fs/promises');
    await cp(source, target, { recursive: true });
  }
}

async function mustBeEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.every(isLeftover)) return;
  throw new UserError(message('cli.own-backup.not-empty', { folder }), message('cli.own-backup.not-empty.remedy'));
}

function isKeptName(name: string): boolean {
  const parts = name.split('/');
  return archiveRoots.some((root) => root === parts[0]) && parts.every((part) => part !== '' && part !== '..');
}

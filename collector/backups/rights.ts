import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositorySettings } from '../../inventory/index.ts';
import type { ToolDeps } from './deps.ts';
import type { CatalogueReading } from './model.ts';

/** Where each tool keeps what must not be removed, below the repository's folder. */
const within: Readonly<Partial<Record<RepositorySettings['tool'], readonly string[]>>> = {
  restic: ['', 'data', 'snapshots'],
  borg: ['', 'data'],
  pgbackrest: ['', 'archive', 'backup'],
  postgresql: [''],
  manifest: [''],
};

/**
 * Whether the account that looks could remove what it looks at: asked of the file system (access(2)), never tried. Undefined where no
 * folder is known: behind a configuration file, or a server.
 */
export async function readRights(
  { tool, location, beside }: RepositorySettings,
  { run, isLocal }: Pick<ToolDeps, 'run' | 'isLocal'>,
): Promise<CatalogueReading['rights']> {
  const folder = tool === 'pgbackrest' ? beside : location;
  const names = within[tool];
  if (names === undefined || folder?.startsWith('/') !== true || /\.(conf|cfg)$/.test(folder)) return undefined;
  const folders = names.map((name) => join(folder, name));
  const writable = isLocal ? await writableHere(folders) : await writableThere(folders, run);
  if (writable === undefined) return undefined;
  return { mayWrite: writable.length > 0, said: writable.length > 0 ? `w ${writable.join(' ')}` : `r- ${folder}` };
}

async function writableHere(folders: readonly string[]): Promise<readonly string[]> {
  const asked = folders.map((folder) =>
    access(folder, constants.W_OK)
      .then(() => folder)
      .catch(() => undefined),
  );
  return (await Promise.all(asked)).filter((folder) => folder !== undefined);
}

async function writableThere(folders: readonly string[], run: ToolDeps['run']): Promise<readonly string[] | undefined> {
  const script = 'for f; do if test -w "$f"; then echo "$f"; fi; done';
  const answer = await run({ argv: ['sh', '-c', script, 'sh', ...folders] });
  return answer.ran && answer.code === 0 ? answer.out.split('\n').filter((line) => folders.includes(line)) : undefined;
}

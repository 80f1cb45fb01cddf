/** What of a data folder and a configuration goes into a backup, and what goes apart from it because it is secret. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isPair, isScalar, parseDocument, visit } from 'yaml';
import { isScratchName } from '../../collector/index.ts';
import { message, UserError } from '../../core/index.ts';
import { ownBackupBounds } from './limits.ts';

/** One file: its name in the archive, and where it lies. */
export interface SourceFile {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/** Of this process, made anew by each start, or replaced by the copy: never part of a backup. */
const leftOutNames = new Set([
  ...['fangzhou.db', 'fangzhou.db-wal', 'fangzhou.db-shm', 'fangzhou.db-journal', 'fangzhou.lock'],
  ...['api-url', 'compile-cache', 'lab-control.json', 'lab-backups', '.fangzhou-backup'],
]);
const leftOutEndings = ['.new', '.lock', '.lock-journal'];

/** Private keys and the access token: whoever has them speaks for this server. */
export function isSecretName(name: string): boolean {
  const parts = name.split('/');
  return parts.includes('keys') || /\.key(\.|$)/.test(basename(name)) || basename(name) === 'api-token';
}

/** The files of a folder, secrets apart. What vanishes meanwhile is passed over. */
export async function filesOf(
  folder: string,
  prefix: string,
  options: { readonly skip?: (path: string) => boolean; readonly secret?: (path: string) => boolean } = {},
): Promise<{ readonly plain: readonly SourceFile[]; readonly secret: readonly SourceFile[] }> {
  const plain: SourceFile[] = [];
  const secret: SourceFile[] = [];
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entries = await readdir(at, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? 1 : -1))) {
      const path = join(at, entry.name);
      const within = relative(folder, path);
      if (isLeftOut(entry.name, within) || options.skip?.(within) === true) continue;
      if (entry.isDirectory()) open.push(path);
      if (!entry.isFile()) continue;
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) continue;
      if (plain.length + secret.length >= ownBackupBounds.files)
        throw new UserError(
          message('cli.own-backup.many', { folder, most: ownBackupBounds.files }),
          message('cli.own-backup.many.remedy'),
        );
      const each = { name: `${prefix}/${within}`, file: path, bytes: found.size };
      if (isSecretName(within) || options.secret?.(path) === true) secret.push(each);
      else plain.push(each);
    }
  }
  return { plain, secret };
}

function isLeftOut(name: string, within: string): boolean {
  return (
    // Read before all else, as the head over what is copied.
    within === 'ledger/checkpoint' ||
    // What followers are sent: newer than the copy of the store, and begun anew where it is missing.
    within === 'feed' ||
    leftOutNames.has(name) ||
    leftOutEndings.some((ending) => name.endsWith(ending)) ||
    name.startsWith('.restoring-') ||
    // Other people's data, restored for a drill: large, and gone in an hour.
    isScratchName(name) ||
    name.includes('.broken-')
  );
}

/** Files that the settings name as a secret (`{file: PATH}`), by their full path. A file that is no YAML names none. */
export async function secretFilesOf(settingsFile: string): Promise<ReadonlySet<string>> {
  const text = await readFile(settingsFile, 'utf8').catch(() => '');
  const found = new Set<string>();
  visit(parseDocument(text), {
    Pair(_, pair) {
      if (!isPair(pair) || !isScalar(pair.key) || pair.key.value !== 'file' || !isScalar(pair.value)) return;
      if (typeof pair.value.value === 'string') found.add(resolve(dirname(settingsFile), pair.value.value));
    },
  });
  return found;
}

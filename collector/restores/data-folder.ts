/** The data folder of a PostgreSQL in what was restored: found, unpacked where it is a tar, and kept from reaching outside of the scratch place. */
import { readdir, readFile, readlink, rename, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { RunTool, ToolAnswer } from '../backups/access/run-tool.ts';
import { RestoreFailure } from './fault.ts';
import { restoreBounds } from './model.ts';

const baseTar = /^base\.tar(?:\.\w+)?$/;
const walTar = /^pg_wal\.tar(?:\.\w+)?$/;
const tablespaceTar = /^(\d+)\.tar(?:\.\w+)?$/;

/**
 * Brings the data folder of what was restored to `to`, on the same file system. Tablespaces come to a folder beside it: links and maps
 * that name a folder of the host of the backup are changed, for the server would write there.
 * @throws RestoreFailure `no-data-folder`, or with the words of tar
 */
export async function bringDataFolder(ask: {
  readonly restored: string;
  readonly to: string;
  readonly run: RunTool;
  readonly mostMs: number;
}): Promise<void> {
  const { restored, to, run, mostMs } = ask;
  const found = await findDataFolder(restored);
  if (found === undefined) throw new RestoreFailure('no-data-folder', restored);
  const spaces = `${to}-tablespaces`;
  await mustRun(run({ argv: ['mkdir', '-m', '700', '--', spaces] }));
  const { folder, names } = found;
  if (names.includes('PG_VERSION')) await rename(folder, to);
  else {
    const unpack = async (name: string, into: string): Promise<void> => {
      await mustRun(run({ argv: ['mkdir', '-p', '-m', '700', '--', into] }));
      // Names that lead out of the folder are refused by tar itself.
      const argv = ['tar', '--extract', '--no-same-owner', `--file=${join(folder, name)}`, `--directory=${into}`];
      await mustRun(run({ argv, mostMs }));
    };
    for (const name of names) {
      const space = tablespaceTar.exec(name)?.[1];
      if (baseTar.test(name)) await unpack(name, to);
      if (space !== undefined) await unpack(name, join(spaces, space));
    }
    for (const name of names) if (walTar.test(name)) await unpack(name, join(to, 'pg_wal'));
  }
  await keepLinksInside(to, { spaces, run, mostMs });
  // A copy that stood beside the data tells of nothing that runs; and nobody follows anybody here.
  for (const name of ['postmaster.pid', 'postmaster.opts', 'standby.signal', 'recovery.signal'])
    await rm(join(to, name), { force: true });
  // What the old server was set to (archiving, preloaded libraries, its master) is none of the copy's.
  for (const name of ['postgresql.auto.conf', 'postgresql.conf', 'pg_hba.conf', 'pg_ident.conf'])
    await writeFile(join(to, name), '');
}

async function findDataFolder(
  top: string,
): Promise<{ readonly folder: string; readonly names: readonly string[] } | undefined> {
  const open = [top];
  let looked = 0;
  for (let folder = open.shift(); folder !== undefined; folder = open.shift()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const names = entries.map(({ name }) => name);
    if (names.some((name) => baseTar.test(name)) || (names.includes('PG_VERSION') && names.includes('global')))
      return { folder, names };
    for (const entry of entries) if (entry.isDirectory()) open.push(join(folder, entry.name));
    looked += entries.length;
    if (looked > restoreBounds.listedFiles) return undefined;
  }
  return undefined;
}

/** No link of the data folder leads out of the scratch place: PostgreSQL would write behind it. */
async function keepLinksInside(
  data: string,
  { spaces, run, mostMs }: { readonly spaces: string; readonly run: RunTool; readonly mostMs: number },
): Promise<void> {
  const links = join(data, 'pg_tblspc');
  for (const oid of await readdir(links).catch(() => [])) {
    const target = resolve(links, await readlink(join(links, oid)).catch(() => oid));
    if (isInside(dirname(data), target)) continue;
    const own = join(spaces, oid);
    const isThere = (await stat(target).catch(() => undefined))?.isDirectory() === true;
    if (!isThere) throw new RestoreFailure('file-missing', `tablespace ${oid}: ${target}`);
    await mustRun(run({ argv: ['cp', '-RP', '--preserve=mode,timestamps', '--', target, own], mostMs }));
    await unlink(join(links, oid));
    await symlink(own, join(links, oid));
  }
  // A tar names its tablespaces in a map, which the server makes into links when it starts.
  const map = join(data, 'tablespace_map');
  const lines = (await readFile(map, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  if (lines.length > 0)
    await writeFile(
      map,
      lines.map((line) => `${/^\d+/.exec(line)?.[0] ?? ''} ${join(spaces, /^\d+/.exec(line)?.[0] ?? '')}\n`).join(''),
    );
  for (const entry of await readdir(data, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    // WAL on another disk: its folder is filled anew from the archive.
    await unlink(join(data, entry.name));
    await mustRun(run({ argv: ['mkdir', '-m', '700', '--', join(data, entry.name)] }));
  }
}

const isInside = (folder: string, path: string): boolean => !relative(folder, path).startsWith('..');

async function mustRun(answer: Promise<ToolAnswer>): Promise<void> {
  const { ran, ...said } = await answer;
  if (!ran) throw new RestoreFailure('tool-failed', said.err);
  if ('code' in said && said.code !== 0) throw new RestoreFailure('tool-failed', said.err);
}

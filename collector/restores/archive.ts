/** The archived WAL that a copy needs to come to the archive's end, brought into the scratch place; a hole in it is told before a server starts. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { RepositorySettings } from '../../inventory/index.ts';
import { listFolder } from '../backups/access/files.ts';
import type { RunTool } from '../backups/access/run-tool.ts';
import { walFileOf, walTimelines } from '../backups/wal.ts';
import { RestoreFailure } from './fault.ts';
import { restoreBounds } from './model.ts';
import { pgbackrestArgv } from './tools.ts';

export interface BroughtArchive {
  /** Where the segments lie. */
  readonly folder: string;
  /** The newest segment of the newest timeline: so far the recovery must come. */
  readonly last: string;
  readonly segments: number;
}

interface Archive {
  /** Paths in it: `000000010000000000000003` with what the archiver put behind it, and other files. */
  readonly names: readonly string[];
  bring(file: { readonly path: string; readonly name: string; readonly to: string }): Promise<void>;
}

/** Where the backup begins, out of its `backup_label`; undefined where there is none. */
export async function startSegment(data: string): Promise<string | undefined> {
  const label = await readFile(join(data, 'backup_label'), 'utf8').catch(() => '');
  return /^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)/m.exec(label)?.[1];
}

/**
 * Brings every archived segment from the backup's begin on.
 * @returns undefined where no archive is declared, or the backup has no begin: it stands for itself
 * @throws RestoreFailure `wal-hole` with the names that are missing, or with the tool's words
 */
export async function bringArchive(ask: {
  readonly repository: RepositorySettings;
  readonly data: string;
  readonly to: string;
  readonly segmentBytes: number;
  readonly run: RunTool;
  readonly mostMs: number;
  readonly signal: AbortSignal;
}): Promise<BroughtArchive | undefined> {
  const { data, to, segmentBytes, signal } = ask;
  const start = await startSegment(data);
  const archive = start === undefined ? undefined : await archiveOf(ask);
  if (start === undefined || archive === undefined) return undefined;
  const own = await readdir(join(data, 'pg_wal')).catch(() => []);
  const last = endOf([...archive.names, ...own], start, segmentBytes);
  await mkdir(to, { mode: 0o711 });
  let segments = 0;
  for (const path of archive.names) {
    const name = walFileOf(path);
    if (name === undefined || !isWanted(name, start)) continue;
    if (signal.aborted) throw new RestoreFailure('stopped');
    await archive.bring({ path, name, to: join(to, name) });
    segments += 1;
  }
  return { folder: to, last, segments };
}

/** Counted by ourselves: PostgreSQL takes a hole for the end of the archive, and comes up without what lies behind it. */
function endOf(names: readonly string[], start: string, segmentBytes: number): string {
  const timelines = walTimelines(
    names.filter((path) => isWanted(walFileOf(path) ?? '', start)),
    segmentBytes,
  );
  const missing = timelines.flatMap((line) => line.missing);
  if (missing.length > 0) throw new RestoreFailure('wal-hole', missing.slice(0, 20).join(' '));
  const first = timelines[0]?.first;
  const last = timelines.at(-1)?.last;
  if (first !== start || last === undefined) throw new RestoreFailure('wal-hole', start);
  return last;
}

/** Segments from the begin on, of its timeline and those after it, and every timeline's history. */
function isWanted(name: string, start: string): boolean {
  if (/^[0-9A-F]{8}\.history$/.test(name)) return true;
  return /^[0-9A-F]{24}$/.test(name) && name.slice(0, 8) >= start.slice(0, 8) && name.slice(8) >= start.slice(8);
}

async function archiveOf(ask: Parameters<typeof bringArchive>[0]): Promise<Archive | undefined> {
  const { repository, run } = ask;
  if (repository.tool === 'pgbackrest') return archiveOfPgBackRest(ask);
  const { tool, beside } = repository;
  if (tool !== 'postgresql' || beside === undefined) return undefined;
  const listing = await listFolder(run, beside, 3);
  if (!listing.ok) throw new RestoreFailure('wal-hole', `${beside}: ${listing.answer.err}`);
  return {
    names: listing.files.map(({ path }) => path),
    bring: ({ path, to }) => unpacked(join(beside, path), to),
  };
}

/** A copy of a segment, as an archiver's usual compression left it. */
async function unpacked(from: string, to: string): Promise<void> {
  const form = /\.(gz|zst|\w+)$/.exec(basename(from).replace(/\.history$/, ''))?.[1];
  const out = createWriteStream(to, { mode: 0o644 });
  if (form === undefined) await pipeline(createReadStream(from), out);
  else if (form === 'gz') await pipeline(createReadStream(from), createGunzip(), out);
  else if (form === 'zst') await pipeline(createReadStream(from), createZstdDecompress(), out);
  else throw new RestoreFailure('unsupported', basename(from));
}

async function archiveOfPgBackRest(ask: Parameters<typeof bringArchive>[0]): Promise<Archive> {
  const { repository, data, run, mostMs } = ask;
  const { argv, env } = pgbackrestArgv(repository);
  const stanza = `archive/${repository.location}`;
  const listing = await run({ argv: [...argv, '--output=json', '--recurse', 'repo-ls', stanza], env, mostMs });
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  let paths: readonly string[];
  try {
    paths = Object.keys(JSON.parse(listing.out) as Record<string, unknown>);
  } catch {
    throw new RestoreFailure('tool-failed', listing.err);
  }
  const ids = paths.filter((path) => path.startsWith(`${version}-`) && !path.includes('/'));
  const id = ids.sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1])).at(-1) ?? '';
  return {
    names: paths.filter((path) => path.startsWith(`${id}/`)),
    async bring({ name, to }) {
      // It decrypts, unpacks and compares the checksum that stands in the name.
      const get = [...argv, `--pg1-path=${data}`, `--stanza=${repository.location}`, 'archive-get', name, to];
      const answer = await run({ argv: get, env, mostMs: restoreBounds.segmentMs });
      if (!answer.ran || answer.code !== 0) throw new RestoreFailure('wal-hole', `${name}: ${answer.err}`);
    },
  };
}

/** How each backup tool restores one snapshot into a folder. */
import { mkdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import type { DataSetSettings, RepositorySettings } from '../../inventory/index.ts';
import type { RunTool, ToolAnswer, ToolAsk } from '../backups/access/run-tool.ts';
import type { CatalogueSnapshot } from '../backups/model.ts';
import { RestoreFailure } from './fault.ts';
import { restoreBounds } from './model.ts';

export interface RestoreAsk {
  readonly repository: RepositorySettings;
  readonly snapshot: CatalogueSnapshot;
  /** What is restored, as the tool writes its paths; everything where none is named. */
  readonly include: readonly string[];
  readonly into: string;
  readonly run: RunTool;
  readonly mostMs: number;
  readonly signal: AbortSignal;
}

/** The way or the tool by which no restore is tried; undefined where one is. */
export function restoreUnsupported({ access, tool }: Pick<RepositorySettings, 'access' | 'tool'>): string | undefined {
  if (access.by !== 'path') return access.by;
  return tool === 'bareos' ? tool : undefined;
}

/**
 * How a set's restore is held to what it must be: as declared; otherwise a server is started from copies of PostgreSQL's own, and all
 * others are held to their manifest.
 */
export function restoreProof(
  own: Pick<DataSetSettings, 'proof'> | undefined,
  tool: RepositorySettings['tool'] | undefined,
): DataSetSettings['proof'] {
  const proof = own?.proof ?? { kind: 'manifest', file: undefined };
  const isCopy = tool === 'postgresql' || tool === 'pgbackrest';
  if (!isCopy || proof.kind !== 'manifest' || proof.file !== undefined) return proof;
  return { kind: 'postgresql', dump: undefined, database: 'postgres', user: 'postgres', queries: [] };
}

/** Restores it. @throws RestoreFailure with the tool's own words. */
export async function restoreByTool(ask: RestoreAsk): Promise<void> {
  const { repository, snapshot, include, into } = ask;
  const unsupported = restoreUnsupported(repository);
  if (unsupported !== undefined) throw new RestoreFailure('unsupported', unsupported);
  const { location, password } = repository;
  switch (repository.tool) {
    case 'restic':
      return run(ask, {
        argv: [
          ...['restic', '-r', location, '--no-cache', '--no-lock', 'restore', snapshot.id, '--target', into],
          ...include.flatMap((path) => ['--include', path]),
        ],
        secret: password ?? '',
      });
    case 'borg':
      return run(ask, {
        argv: ['borg', 'extract', '--bypass-lock', `${location}::${archiveOf(snapshot)}`, ...include.map(escaped)],
        secret: password ?? '',
        env: borgEnvironment(into),
        cwd: into,
      });
    case 'pgbackrest': {
      const { argv, env } = pgbackrestArgv(repository);
      const where = [`--stanza=${location}`, `--pg1-path=${into}`, `--lock-path=${join(into, '..', 'lock')}`];
      // Tablespaces belong below the scratch place, not where they lay on their host.
      const spaces = `--tablespace-map-all=${join(into, '..', 'spaces')}`;
      return run(ask, { argv: [...argv, ...where, spaces, `--set=${snapshot.id}`, 'restore'], env });
    }
    case 'postgresql':
      return copyFrom({ ...ask, include: [] });
    case 'manifest':
      return copyFrom(ask);
  }
}

/** Names of files in a snapshot, for a sample; empty where the tool does not list them. @throws RestoreFailure */
export async function filesIn(ask: RestoreAsk): Promise<readonly string[]> {
  const { repository, snapshot, run: tool, mostMs } = ask;
  const { location, password = '' } = repository;
  if (repository.tool === 'restic') {
    const argv = ['restic', '-r', location, '--no-cache', '--no-lock', 'ls', '--json', snapshot.id];
    const answer = told(ask, await tool({ argv, secret: password, mostMs }));
    return answer.out.split('\n').flatMap((line) => {
      const path = /"type":"file","path":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
      return path === undefined ? [] : [JSON.parse(`"${path}"`) as string];
    });
  }
  if (repository.tool === 'borg') {
    const argv = [
      'borg',
      'list',
      '--bypass-lock',
      '--format',
      '{type}{path}{NUL}',
      `${location}::${archiveOf(snapshot)}`,
    ];
    const answer = told(ask, await tool({ argv, secret: password, env: borgEnvironment(ask.into), mostMs }));
    return answer.out.split('\0').flatMap((line) => (line.startsWith('-') ? [line.slice(1)] : []));
  }
  return [];
}

async function run(ask: RestoreAsk, call: ToolAsk): Promise<void> {
  told(ask, await ask.run({ ...call, mostMs: ask.mostMs }));
}

/** A tool that says something else than success has restored nothing that counts; a warning of a restore is no success. */
function told(ask: RestoreAsk, answer: ToolAnswer): ToolAnswer {
  const secrets = [ask.repository.password];
  if (!answer.ran) {
    const reason = answer.why === 'unreachable' ? 'tool-failed' : answer.why;
    throw new RestoreFailure(reason, answer.err, secrets);
  }
  if (answer.code !== 0) throw new RestoreFailure('tool-failed', `${answer.err.trim()} (${answer.code})`, secrets);
  return answer;
}

function archiveOf({ id, tags }: CatalogueSnapshot): string {
  return tags[0] ?? id;
}

function escaped(path: string): string {
  return path.replace(/^\/+/, '');
}

function borgEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    BORG_PASSPHRASE_FD: '0',
    BORG_BASE_DIR: join(home, '..', 'borg'),
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  };
}

/** The begin of every call of pgBackRest's, with its secret. */
export function pgbackrestArgv({ beside, password }: Pick<RepositorySettings, 'beside' | 'password'>): {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  return {
    argv: [
      ...['pgbackrest', ...besideOf(beside)],
      ...['--log-level-file=off', '--log-level-console=off', '--log-level-stderr=warn'],
    ],
    env: password === undefined ? {} : { PGBACKREST_REPO1_CIPHER_PASS: password },
  };
}

function besideOf(beside: string | undefined): readonly string[] {
  if (beside === undefined) return [];
  return /\.(conf|cfg)$/.test(beside) ? [`--config=${beside}`] : ['--no-config', `--repo1-path=${beside}`];
}

/** Files of a folder that holds dumps or base backups: copied by a program that ends when the drill does, never outside of it. */
async function copyFrom(ask: RestoreAsk): Promise<void> {
  const { repository, snapshot, include, into, signal } = ask;
  const names = include.length > 0 ? include : [snapshot.id];
  for (const name of names.slice(0, restoreBounds.sample)) {
    const file = resolve(repository.location, name);
    if (relative(repository.location, file).startsWith('..')) throw new RestoreFailure('file-missing', name);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) throw new RestoreFailure('file-missing', name);
    const target = join(into, found.isDirectory() ? basename(name) : name);
    await mkdir(join(target, '..'), { recursive: true, mode: 0o700 });
    if (signal.aborted) throw new RestoreFailure('stopped');
    await run(ask, { argv: ['cp', '-R', '-P', '--preserve=mode,timestamps', '--', file, target] });
  }
}

/**
 * A PostgreSQL for one restore: its own data, a socket in a folder that nobody else may enter, no TCP, an unprivileged user, gone
 * afterwards.
 */
import { chown, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RunTool, ToolAnswer } from '../backups/access/run-tool.ts';
import { RestoreFailure } from './fault.ts';
import { type RestoreCheck, type RestoreReason, restoreBounds } from './model.ts';
import type { Scratch } from './scratch.ts';

const installed = '/usr/lib/postgresql';
/** The folder of the server itself, below its place: `removeLeftovers` looks for it there. */
export const serverFolderName = 'server';

/** Where a server may stand, and as whom it runs. */
export interface ServerPlace {
  /** Of ours; the server's user may pass through it. */
  readonly folder: string;
  /** `folder/server`, of the server's user, closed to others. */
  readonly own: string;
  /** Undefined: we are nobody special, and it runs as we do. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** Runs a program as that user. */
  as(argv: readonly string[], mostMs?: number): Promise<ToolAnswer>;
}

/** Finds the user and a place that he may enter: the scratch folder itself where our own folders are open. @throws RestoreFailure */
export async function serverPlace(scratch: Pick<Scratch, 'folder' | 'passable'>, run: RunTool): Promise<ServerPlace> {
  const user = await userOf(run);
  const entered = await run({ argv: [...user.argv, 'test', '-x', scratch.folder], cwd: '/' });
  const folder = entered.ran && entered.code === 0 ? scratch.folder : await scratch.passable();
  const own = join(folder, serverFolderName);
  await mkdir(own, { mode: 0o700 });
  if (user.id !== undefined) await chown(own, user.id.uid, user.id.gid);
  return {
    ...{ folder, own, user: user.id },
    as: (argv, mostMs = restoreBounds.serverMs) => run({ argv: [...user.argv, ...argv], cwd: '/', mostMs }),
  };
}

/** Asks the server that runs. */
export interface RunningServer {
  /** Runs a program of PostgreSQL's as we are, with host and user given. */
  client(
    name: string,
    args: readonly string[],
    bounds?: { readonly mostMs?: number; readonly mostBytes?: number },
  ): Promise<ToolAnswer>;
  /** Each query's answer against the declared one. @throws RestoreFailure with the first that differs */
  ask(database: string, queries: readonly { readonly sql: string; readonly expect: string }[]): Promise<RestoreCheck[]>;
}

/** Starts a server on `place.own/data`, uses it, and ends it whatever happens. @throws RestoreFailure */
export async function withServer<T>(
  server: {
    readonly place: ServerPlace;
    readonly bin: string;
    readonly user: string;
    /** One that is there. */
    readonly database: string;
    readonly settings: Readonly<Record<string, string>>;
    readonly startMs: number;
    readonly run: RunTool;
  },
  use: (running: RunningServer) => Promise<T>,
): Promise<T> {
  const { place, bin, user, startMs, run } = server;
  const data = join(place.own, 'data');
  const log = join(place.own, 'log');
  const settings = {
    ...{ listen_addresses: '', unix_socket_directories: place.own, fsync: 'off', archive_mode: 'off' },
    ...{ shared_buffers: '32MB', max_connections: '8', max_wal_size: '256MB', autovacuum: 'off' },
    ...{ logging_collector: 'off', log_destination: 'stderr', lc_messages: 'C', log_timezone: 'UTC' },
    ...server.settings,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `'${name}=${value}'`]);
  const control = [join(bin, 'pg_ctl'), '-D', data, '-l', log, '-w', '-t', String(Math.ceil(startMs / 1000))];
  try {
    const started = await place.as([...control, '-o', options.join(' '), 'start'], startMs + 5_000);
    if (!started.ran || started.code !== 0) must(started, 'server-failed', await lastLines(log));
    const client: RunningServer['client'] = (name, args, bounds = { mostMs: restoreBounds.queryMs }) =>
      // The clients run as we do: they read what was restored, which the server's user may not.
      run({ argv: [join(bin, name), '-h', place.own, '-U', user, ...args], cwd: '/', ...bounds });
    await openForClients(client, { database: server.database, startMs, log, isAlive: () => serverPid(data) });
    return await use({ client, ask: (database, queries) => answersOf(client, database, queries) });
  } finally {
    // Also where the drill was told to end: then our runner starts nothing any more, and the server's folder says who it is.
    await endServer(data);
  }
}

/** What a server says of itself while it still plays back WAL: it is asked again. */
const stillComing = /starting up|not (?:yet )?accepting connections|in recovery|shutting down/i;

/** `pg_ctl` calls a server started that still plays back its WAL: it is up when it takes clients and is in no recovery. */
async function openForClients(
  client: RunningServer['client'],
  wait: {
    readonly database: string;
    readonly startMs: number;
    readonly log: string;
    readonly isAlive: () => Promise<number | undefined>;
  },
): Promise<void> {
  const { database, startMs, log, isAlive } = wait;
  const argv = ['-X', '-A', '-t', '-d', database, '-c', 'SELECT pg_is_in_recovery()'];
  for (let waitedMs = 0; ; waitedMs += restoreBounds.watchMs) {
    const answer = await client('psql', argv);
    if (answer.ran && answer.code === 0 && answer.out.trim() === 'f') return;
    const isComing = answer.ran && (answer.code === 0 || stillComing.test(answer.err));
    if (!isComing || waitedMs > startMs || (await isAlive()) === undefined) {
      const said = answer.ran ? answer.err.trim() : answer.why;
      throw new RestoreFailure('server-failed', `${said}\n${await lastLines(log)}`);
    }
    await setTimeout(restoreBounds.watchMs);
  }
}

async function answersOf(
  client: RunningServer['client'],
  database: string,
  queries: readonly { readonly sql: string; readonly expect: string }[],
): Promise<RestoreCheck[]> {
  const checks: RestoreCheck[] = [];
  for (const { sql, expect } of queries) {
    const argv = ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql];
    const answer = await client('psql', argv, { mostMs: restoreBounds.queryMs, mostBytes: 1_048_576 });
    const said = answer.out.trim().slice(0, restoreBounds.answerCharacters);
    if (!answer.ran || answer.code !== 0) throw new RestoreFailure('query-differs', `${sql}: ${answer.err}`);
    if (said !== expect.trim()) throw new RestoreFailure('query-differs', `${sql}: ${said}, expected ${expect}`);
    checks.push({ what: sql.slice(0, 500), ok: true, said });
  }
  return checks;
}

/** @throws RestoreFailure with the tool's words where it did not succeed */
export function must(answer: ToolAnswer, reason: RestoreReason, more = ''): void {
  if (!answer.ran)
    throw new RestoreFailure(answer.why === 'tool-missing' ? 'server-missing' : reason, `${answer.err} ${more}`.trim());
  if (answer.code === 0) return;
  const code = answer.code < 0 ? 'ended by a signal' : answer.code;
  throw new RestoreFailure(
    reason,
    `${answer.err.trim() || answer.out.trim()} (${code})${more === '' ? '' : `\n${more}`}`,
  );
}

/** What the server said last: why it did not come up stands there. */
async function lastLines(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.slice(-restoreBounds.answerCharacters).trim();
}

/** The server that runs on a data folder; undefined where none does. */
async function serverPid(data: string): Promise<number | undefined> {
  const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

async function endServer(data: string): Promise<void> {
  const pid = await serverPid(data);
  if (pid === undefined) return;
  // SIGQUIT is PostgreSQL's immediate shutdown: nothing of it is kept.
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      process.kill(pid, name);
      return true;
    } catch {
      return false;
    }
  };
  signal('SIGQUIT');
  for (let tries = 0; tries < 100 && signal(0); tries++) await setTimeout(50);
  signal('SIGKILL');
}

/** The programs of that major version, of the newest installed where none is asked for. @throws RestoreFailure `server-missing` */
export async function binaries(version?: string): Promise<string> {
  const versions = (await readdir(installed).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const wanted = version ?? versions.sort((a, b) => Number(b) - Number(a))[0];
  if (wanted === undefined || !versions.includes(wanted)) {
    const said = version === undefined ? installed : `postgresql-${version}; installed: ${versions.join(' ') || '-'}`;
    throw new RestoreFailure('server-missing', said);
  }
  return join(installed, wanted, 'bin');
}

/** PostgreSQL refuses root: then it runs as `postgres`, or as `nobody`. */
async function userOf(run: RunTool): Promise<{
  readonly argv: readonly string[];
  readonly id: { readonly uid: number; readonly gid: number } | undefined;
}> {
  if (process.getuid?.() !== 0) return { argv: [], id: undefined };
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => {
        const answer = await run({ argv: ['id', flag, name] });
        return answer.ran && answer.code === 0 ? Number(answer.out) : undefined;
      }),
    );
    if (uid === undefined || gid === undefined) continue;
    const argv = ['setpriv', '--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--no-new-privs'];
    return { argv, id: { uid, gid } };
  }
  throw new RestoreFailure('server-missing', 'no unprivileged user');
}

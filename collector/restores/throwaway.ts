/**
 * A PostgreSQL for one restore: its own data, a socket in a folder that nobody else may enter, no TCP, an unprivileged user, gone
 * afterwards. A dump that loads and answers as declared is a service that would have come back.
 */
import { createReadStream } from 'node:fs';
import { chown, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { RunTool, ToolAnswer } from '../backups/access/run-tool.ts';
import { RestoreFailure } from './fault.ts';
import { type RestoreCheck, restoreBounds } from './model.ts';
import type { Scratch } from './scratch.ts';

const installed = '/usr/lib/postgresql';
const database = 'drill';

/** Loads the dump and asks the queries. @throws RestoreFailure; the server has ended when it settles. */
export async function askDatabase(ask: {
  readonly scratch: Pick<Scratch, 'folder' | 'passable'>;
  readonly dump: string;
  readonly queries: readonly { readonly sql: string; readonly expect: string }[];
  readonly run: RunTool;
  readonly mostMs: number;
}): Promise<readonly RestoreCheck[]> {
  const { scratch, dump, queries, run, mostMs } = ask;
  const bin = await binaries();
  const user = await userOf(run);
  // Our own folders may be closed to the server's user.
  const entered = await run({ argv: [...user.argv, 'test', '-x', scratch.folder], cwd: '/' });
  const isOpen = entered.ran && entered.code === 0;
  const serverFolder = join(isOpen ? scratch.folder : await scratch.passable(), 'server');
  await mkdir(serverFolder, { mode: 0o700 });
  if (user.id !== undefined) {
    await chown(serverFolder, user.id.uid, user.id.gid);
  }
  const data = join(serverFolder, 'data');
  const as = (argv: readonly string[]): Promise<ToolAnswer> =>
    run({ argv: [...user.argv, ...argv], cwd: '/', mostMs: restoreBounds.serverMs });
  must(
    await as([join(bin, 'initdb'), '-D', data, '-A', 'trust', '-N', '-U', 'drill', '--no-locale', '-E', 'UTF8']),
    'server-failed',
  );
  const options = [
    ...['-c', 'listen_addresses=', '-c', `unix_socket_directories=${serverFolder}`, '-c', 'fsync=off'],
    ...['-c', 'shared_buffers=32MB', '-c', 'max_connections=8', '-c', 'max_wal_size=256MB', '-c', 'autovacuum=off'],
  ];
  const quoted = options.map((word) => (word.startsWith('-') ? word : `'${word}'`)).join(' ');
  const control = join(bin, 'pg_ctl');
  const log = join(serverFolder, 'log');
  try {
    must(await as([control, '-D', data, '-l', log, '-w', '-t', '30', '-o', quoted, 'start']), 'server-failed');
    const client = ['-h', serverFolder, '-U', 'drill'];
    must(await as([join(bin, 'createdb'), ...client, database]), 'server-failed');
    const isOwnForm = await isArchive(dump);
    // Owners and grantees are of the whole server: a dump of one database names them and does not make them.
    for (const role of isOwnForm ? [] : await rolesIn(dump)) {
      const sql = `CREATE ROLE "${role.replaceAll('"', '""')}"`;
      must(
        await run({ argv: [join(bin, 'psql'), ...client, '-X', '-q', '-d', database, '-c', sql], cwd: '/' }),
        'load-failed',
      );
    }
    const load = isOwnForm
      ? [join(bin, 'pg_restore'), ...client, '-d', database, '--no-owner', '--no-privileges', '--exit-on-error', dump]
      : [join(bin, 'psql'), ...client, '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-1', '-d', database, '-f', dump];
    // The clients run as we do: they read what was restored, which the server's user may not.
    const loaded = await run({ argv: load, cwd: '/', mostMs });
    must(loaded, 'load-failed');
    const checks: RestoreCheck[] = [{ what: 'load', ok: true, said: loaded.err.trim().slice(0, 500) }];
    for (const { sql, expect } of queries) {
      const argv = [join(bin, 'psql'), ...client, '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql];
      const answer = await run({ argv, cwd: '/', mostMs: restoreBounds.queryMs, mostBytes: 1_048_576 });
      const said = answer.out.trim().slice(0, restoreBounds.answerCharacters);
      if (!answer.ran || answer.code !== 0) throw new RestoreFailure('query-differs', `${sql}: ${answer.err}`);
      if (said !== expect.trim()) throw new RestoreFailure('query-differs', `${sql}: ${said}, expected ${expect}`);
      checks.push({ what: sql.slice(0, 500), ok: true, said });
    }
    return checks;
  } finally {
    // Also where the drill was told to end: then our runner starts nothing any more, and the server's folder says who it is.
    await endServer(data);
  }
}

async function endServer(data: string): Promise<void> {
  const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
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

function must(answer: ToolAnswer, reason: 'server-failed' | 'load-failed'): void {
  if (!answer.ran) throw new RestoreFailure(answer.why === 'tool-missing' ? 'server-missing' : reason, answer.err);
  if (answer.code !== 0)
    throw new RestoreFailure(
      reason,
      `${answer.err.trim() || answer.out.trim()} (${answer.code < 0 ? 'ended by a signal' : answer.code})`,
    );
}

/** The newest installed version's programs; those on the path where there are none. */
async function binaries(): Promise<string> {
  const versions = (await readdir(installed).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) throw new RestoreFailure('server-missing', installed);
  return join(installed, newest, 'bin');
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

/** pg_dump's own form begins with PGDMP, its tar with a table of contents; anything else is SQL. */
async function isArchive(dump: string): Promise<boolean> {
  const handle = await open(dump, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    return head.startsWith('PGDMP') || head.startsWith('toc.dat');
  } finally {
    await handle.close();
  }
}

const mostRoles = 200;
/** Lines in which pg_dump names a role. */
const namesRole =
  /^(?:ALTER .* OWNER TO|GRANT .* TO|REVOKE .* FROM|ALTER DEFAULT PRIVILEGES FOR ROLE) (?:"((?:[^"]|"")+)"|([\w$]+))(?:;| )/;

/** Roles that a dump in SQL names and that a new server has not. */
async function rolesIn(dump: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const lines = createInterface({ input: createReadStream(dump), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const [, quoted, plain] = line.length > 2_000 ? [] : (namesRole.exec(line) ?? []);
    const role = quoted?.replaceAll('""', '"') ?? plain;
    if (role === undefined || /^(PUBLIC|drill|CURRENT_\w+|SESSION_USER|pg_.*)$/.test(role)) continue;
    found.add(role);
    if (found.size >= mostRoles) break;
  }
  return [...found];
}

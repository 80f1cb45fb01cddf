import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../test/free-port.ts';
import { toolRun } from '../stage.fake.ts';

/** A real PostgreSQL on 127.0.0.1 with data of its own, run by `postgres`, for it refuses root. */
export interface TestServer {
  /** Everything of it: `data`, `archive`, `repo`, `base`, `log`; owned by the server's user. */
  readonly folder: string;
  readonly port: number;
  /** Runs a program as the server's user. */
  as(...argv: readonly string[]): string;
  /** One or several statements, and the rows as text. */
  sql(text: string): string;
  stop(): void;
}

function binaries(): string {
  const versions = '/usr/lib/postgresql';
  const newest =
    readdirSync(versions)
      .sort((a, b) => Number(a) - Number(b))
      .at(-1) ?? '';
  return join(versions, newest, 'bin');
}

/** Starts one; `archiveCommand` gets its folder. @throws when PostgreSQL does not come up. */
export async function startServer(archiveCommand: (folder: string) => string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-pg-'));
  const owner = { uid: Number(toolRun(['id', '-u', 'postgres'])), gid: Number(toolRun(['id', '-g', 'postgres'])) };
  chownSync(folder, owner.uid, owner.gid);
  for (const name of ['archive', 'repo', 'base', 'log']) {
    mkdirSync(join(folder, name));
    chownSync(join(folder, name), owner.uid, owner.gid);
  }
  const bin = binaries();
  const as = (...argv: readonly string[]): string =>
    toolRun(['setpriv', '--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups', ...argv], {
      cwd: folder,
    });
  const port = await freePort();
  const data = join(folder, 'data');
  // Small segments: they are copied, compressed and played back many times here.
  as(join(bin, 'initdb'), '-D', data, '-A', 'trust', '-N', '-U', 'postgres', '--wal-segsize=1', '--no-instructions');
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    archive_mode: 'on',
    archive_command: archiveCommand(folder),
    fsync: 'off',
    max_wal_senders: '3',
    max_wal_size: '64MB',
    min_wal_size: '2MB',
    autovacuum: 'off',
    shared_buffers: '16MB',
    TimeZone: 'Asia/Shanghai',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  writeFileSync(join(data, 'postgresql.auto.conf'), lines.join(''));
  const { mode } = statSync(join(data, 'postgresql.conf'));
  if ((mode & 0o077) !== 0) throw new Error('data is open to others');
  as(join(bin, 'pg_ctl'), '-D', data, '-l', join(folder, 'log', 'server'), '-w', '-t', '30', 'start');
  return {
    folder,
    port,
    as,
    sql: (text) =>
      as(
        'psql',
        '-h',
        folder,
        '-p',
        String(port),
        '-U',
        'postgres',
        '-d',
        'postgres',
        '-qAtX',
        '-v',
        'ON_ERROR_STOP=1',
        '-c',
        text,
      ),
    stop() {
      try {
        as(join(bin, 'pg_ctl'), '-D', data, '-m', 'immediate', '-w', 'stop');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** PostgreSQL's own tool by its name. */
export function postgresqlTool(name: string): string {
  return join(binaries(), name);
}

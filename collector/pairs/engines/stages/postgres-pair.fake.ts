/**
 * Two real PostgreSQL servers in streaming replication over a slot, on 127.0.0.1, with what can happen to such a pair. Member
 * `a` begins as the primary.
 */
import { appendFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../../../test/free-port.ts';
import {
  accountOf,
  certify,
  eventually,
  folderFor,
  removeFolder,
  runAs,
  type ServerProcess,
  startServer,
  subfolder,
} from './server-process.fake.ts';

export type Side = 'a' | 'b';

export interface PostgresPair {
  /** Where a member answers. */
  endpoint(side: Side): { readonly host: string; readonly port: number };
  /** The superuser of the stage; monitoring has a role of its own. */
  readonly admin: { readonly user: string; readonly password: string };
  /** Certificate in PEM that both members show when asked for TLS, its own authority. */
  readonly authority: string;
  /** Runs one or more statements as the superuser; rows of the last one, every value a text. */
  sql(side: Side, text: string): Promise<readonly Readonly<Record<string, string | null>>[]>;
  running(side: Side): boolean;
  /** Power loss of the process: kill -9. */
  kill(side: Side): Promise<void>;
  /** An orderly end. */
  stop(side: Side): Promise<void>;
  /** Hangs: every process of the server stands still (SIGSTOP), its sockets stay open. */
  freeze(side: Side): void;
  thaw(side: Side): void;
  start(side: Side): Promise<void>;
  /** Resolves when it takes writes. */
  promote(side: Side): Promise<void>;
  /** Makes a member that was (or thought to be) a primary follow the other: pg_rewind, or anew from a base backup. */
  rejoin(side: Side, how: 'rewind' | 'basebackup'): Promise<void>;
  pauseReplay(side: Side): Promise<void>;
  resumeReplay(side: Side): Promise<void>;
  /** Writes so many octets of WAL, roughly. */
  write(side: Side, bytes: number): Promise<void>;
  /** From now on WAL files cannot be archived, or can again; a WAL file is finished so that it shows. */
  archive(side: Side, works: boolean): Promise<void>;
  /** Resolves when the standby has replayed what the primary has written. */
  caughtUp(primary: Side): Promise<void>;
  close(): Promise<void>;
}

const slot = 'pair';
const ownSettings = [
  'listen_addresses=127.0.0.1',
  'fsync=off',
  'wal_level=replica',
  'wal_log_hints=on',
  'max_wal_senders=8',
  'max_replication_slots=8',
  'max_connections=40',
  'shared_buffers=8MB',
  'wal_keep_size=64MB',
  'hot_standby=on',
  'archive_mode=on',
  'wal_retrieve_retry_interval=200ms',
  'wal_receiver_status_interval=1s',
  'autovacuum=off',
  'logging_collector=off',
  'ssl=on',
  'ssl_cert_file=../tls.pem',
  'ssl_key_file=../tls.key',
];

const other = (side: Side): Side => (side === 'a' ? 'b' : 'a');

function binary(name: string): string {
  const found = globSync(`/usr/lib/postgresql/*/bin/${name}`).sort().at(-1);
  if (found === undefined) throw new Error(`${name} is not installed: apt-get install postgresql`);
  return found;
}

/** Starts the pair, or `a` alone; rejects with what the server said when it does not come up. Nothing is left running then. */
export async function postgresPair({ isAlone = false } = {}): Promise<PostgresPair> {
  const account = accountOf('postgres');
  const folder = folderFor(account, 'pgpair');
  const password = `pair-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const admin = { user: 'postgres', password };
  const ports = { a: await freePort(), b: await freePort() };
  const servers = new Map<Side, ServerProcess>();
  let authority = '';
  const dataOf = (side: Side) => join(folder, side);
  const conninfo = (side: Side) =>
    `host=127.0.0.1 port=${ports[side]} user=postgres password=${password} dbname=postgres application_name=standby-${other(side)}`;
  const run = (name: string, ...args: readonly string[]) => runAs(account, binary(name), args, folder);

  async function sql(side: Side, text: string): Promise<readonly Readonly<Record<string, string | null>>[]> {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: ports[side],
      database: 'postgres',
      ...admin,
      connectionTimeoutMillis: 10_000,
      query_timeout: 15_000,
      types: { getTypeParser: () => (value: string) => value },
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const result = await client.query(text);
      const last = Array.isArray(result) ? result.at(-1) : result;
      return last.rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  async function start(side: Side): Promise<void> {
    const archived = subfolder(account, folder, `archive-${side}`);
    const settings = [
      `port=${ports[side]}`,
      `unix_socket_directories=${folder}`,
      `archive_command=test ! -e ${archived}/broken && cp %p ${archived}/%f`,
    ];
    const args = ['-D', dataOf(side), ...settings.flatMap((setting) => ['-c', setting])];
    const server = startServer(binary('postgres'), args, { account, cwd: folder });
    servers.set(side, server);
    try {
      await eventually(async () => {
        if (!server.running()) throw new Error(`PostgreSQL ended: ${server.said()}`);
        await sql(side, 'select 1');
      });
    } catch (thrown) {
      await server.stop('SIGKILL');
      throw thrown;
    }
  }

  const end = async (side: Side, signal: 'SIGINT' | 'SIGKILL') => servers.get(side)?.stop(signal);

  /** All processes of a server; its children are in no group of its own. */
  function family(side: Side): readonly number[] {
    const pid = servers.get(side)?.pid ?? -1;
    const children = globSync('/proc/[0-9]*/stat').flatMap((path) => {
      try {
        const [child = '', , , parent] = readFileSync(path, 'utf8')
          .replace(/\(.*\)/, 'x')
          .split(' ');
        return Number(parent) === pid ? [Number(child)] : [];
      } catch {
        return [];
      }
    });
    return [pid, ...children];
  }

  const makeSlot = (side: Side) =>
    sql(
      side,
      `select pg_create_physical_replication_slot('${slot}') where not exists (select from pg_replication_slots where slot_name = '${slot}')`,
    );

  function baseBackup(side: Side): void {
    removeFolder(dataOf(side));
    run(
      'pg_basebackup',
      '-D',
      dataOf(side),
      '-d',
      conninfo(other(side)),
      '-X',
      'stream',
      '-c',
      'fast',
      '--no-sync',
      '-R',
      '-S',
      slot,
    );
  }

  async function close(): Promise<void> {
    for (const side of ['a', 'b'] as const) {
      for (const pid of servers.get(side)?.running() === true ? family(side) : []) kill(pid, 'SIGCONT');
      await end(side, 'SIGKILL');
    }
    removeFolder(folder);
  }

  try {
    authority = certify(account, folder);
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, password, { mode: 0o644 });
    run(
      'initdb',
      '-D',
      dataOf('a'),
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-sync',
      '--locale=C',
      '-E',
      'UTF8',
    );
    // In the file, as pg_rewind's own recovery must find them too.
    const file = ownSettings.map((setting) => setting.replace('=', ' = ').replace(/= (.*)$/, "= '$1'"));
    appendFileSync(join(dataOf('a'), 'postgresql.conf'), `${file.join('\n')}\n`);
    // Who is called `sealed` must come by TLS; standbys of the stage come by name and password like everybody.
    const admitted = readFileSync(join(dataOf('a'), 'pg_hba.conf'), 'utf8');
    writeFileSync(join(dataOf('a'), 'pg_hba.conf'), `hostnossl all sealed all reject\n${admitted}`);
    await start('a');
    await makeSlot('a');
    await sql('a', 'create table payment (id bigserial primary key, note text)');
    if (!isAlone) {
      baseBackup('b');
      await start('b');
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }

  async function promote(side: Side): Promise<void> {
    await sql(side, 'select pg_promote(true, 30)');
    await eventually(async () => {
      const [row] = await sql(side, 'select pg_is_in_recovery() as standby');
      if (row?.standby !== 'f') throw new Error('still a standby');
    });
  }

  return {
    endpoint: (side) => ({ host: '127.0.0.1', port: ports[side] }),
    admin,
    authority,
    sql,
    start,
    promote,
    close,
    running: (side) => servers.get(side)?.running() ?? false,
    kill: async (side) => end(side, 'SIGKILL'),
    stop: async (side) => end(side, 'SIGINT'),
    freeze: (side) => {
      for (const pid of family(side)) kill(pid, 'SIGSTOP');
    },
    thaw: (side) => {
      for (const pid of family(side)) kill(pid, 'SIGCONT');
    },
    async rejoin(side, how) {
      await end(side, 'SIGINT');
      await makeSlot(other(side));
      if (how === 'basebackup') baseBackup(side);
      else {
        // The new timeline must stand in the control file of the source before it can be compared.
        await sql(other(side), 'checkpoint');
        run('pg_rewind', '-D', dataOf(side), `--source-server=${conninfo(other(side))}`, '--no-sync', '-R');
        appendFileSync(join(dataOf(side), 'postgresql.auto.conf'), `primary_slot_name = '${slot}'\n`);
      }
      await start(side);
    },
    pauseReplay: async (side) => {
      await sql(side, 'select pg_wal_replay_pause()');
      await eventually(async () => {
        const [row] = await sql(side, 'select pg_get_wal_replay_pause_state() as state');
        if (row?.state !== 'paused') throw new Error('not paused yet');
      });
    },
    resumeReplay: async (side) => void (await sql(side, 'select pg_wal_replay_resume()')),
    write: async (side, bytes) => {
      const rows = Math.max(1, Math.ceil(bytes / 1_000));
      // Texts that do not compress, so that the WAL grows by what was asked for.
      await sql(
        side,
        `insert into payment (note) select string_agg(md5(random()::text), '') from generate_series(1, ${rows}) r, generate_series(1, 30) group by r`,
      );
    },
    async archive(side, works) {
      const marker = join(folder, `archive-${side}`, 'broken');
      if (works) removeFolder(marker);
      else writeFileSync(marker, '');
      await sql(side, 'select pg_switch_wal()');
    },
    caughtUp: (primary) =>
      eventually(async () => {
        const [row] = await sql(
          primary,
          'select count(*) filter (where replay_lsn = pg_current_wal_lsn()) as level from pg_stat_replication',
        );
        if (row?.level === '0' || row === undefined) throw new Error('the standby is behind');
      }),
  };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone by itself.
  }
}

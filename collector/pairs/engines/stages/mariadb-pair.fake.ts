/** Two real MariaDB servers, `b` a read-only replica of `a` by GTID, on 127.0.0.1, with what can happen to such a pair. */
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
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
} from './server-process.fake.ts';

export type Side = 'a' | 'b';

export interface MariadbPair {
  endpoint(side: Side): { readonly host: string; readonly port: number };
  /** The one that may do everything; monitoring has an account of its own. */
  readonly admin: { readonly user: string; readonly password: string };
  /** Certificate in PEM that both members show when asked for TLS, its own authority. */
  readonly authority: string;
  /** Runs statements one after the other; rows of the last one. */
  sql(side: Side, ...statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  running(side: Side): boolean;
  kill(side: Side): Promise<void>;
  stop(side: Side): Promise<void>;
  start(side: Side): Promise<void>;
  /** Stops or starts the thread that fetches. */
  fetching(side: Side, runs: boolean): Promise<void>;
  /** Lets a member take writes, or not. */
  writable(side: Side, isWritable: boolean): Promise<void>;
  /** The replica gets a row that the primary then writes too: its next event fails. */
  diverge(): Promise<void>;
  /** Makes the replica what the primary is again. */
  mend(): Promise<void>;
  write(side: Side, rows: number): Promise<void>;
  /** Resolves when the replica has what the primary has. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

const binary = (name: string): string => {
  const found = globSync(`/usr/{bin,sbin}/${name}`)[0];
  if (found === undefined) throw new Error(`${name} is not installed: apt-get install mariadb-server`);
  return found;
};

/** Starts the pair, or `a` alone; rejects with what the server said when it does not come up. Nothing is left running then. */
export async function mariadbPair({ isAlone = false } = {}): Promise<MariadbPair> {
  const account = accountOf('nobody');
  const folder = folderFor(account, 'mariapair');
  const password = `pair-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const admin = { user: 'stage', password };
  const ports = { a: await freePort(), b: await freePort() };
  const servers = new Map<Side, ServerProcess>();
  const authority = certify(account, folder);
  const dataOf = (side: Side) => join(folder, side);

  async function sql(
    side: Side,
    ...statements: readonly string[]
  ): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const connection = await createConnection({
      host: '127.0.0.1',
      port: ports[side],
      ...admin,
      connectTimeout: 10_000,
    });
    connection.on('error', () => {});
    try {
      let last: unknown = [];
      for (const statement of statements) [last] = await connection.query<RowDataPacket[]>(statement);
      return last as readonly Readonly<Record<string, unknown>>[];
    } finally {
      await connection.end().catch(() => {});
    }
  }

  async function start(side: Side): Promise<void> {
    const server = startServer(
      binary('mariadbd'),
      [
        '--no-defaults',
        `--datadir=${dataOf(side)}`,
        `--socket=${join(folder, `${side}.sock`)}`,
        `--pid-file=${join(folder, `${side}.pid`)}`,
        `--port=${ports[side]}`,
        '--bind-address=127.0.0.1',
        `--server-id=${side === 'a' ? 11 : 12}`,
        '--log-bin=binlog',
        '--log-slave-updates=1',
        '--skip-slave-start',
        `--read-only=${side === 'a' ? 0 : 1}`,
        '--skip-name-resolve',
        '--innodb-buffer-pool-size=8M',
        '--innodb-log-file-size=8M',
        '--innodb-flush-log-at-trx-commit=0',
        '--performance-schema=0',
        '--slave-net-timeout=5',
        `--ssl-cert=${join(folder, 'tls.pem')}`,
        `--ssl-key=${join(folder, 'tls.key')}`,
      ],
      { account, cwd: folder },
    );
    servers.set(side, server);
    try {
      await eventually(async () => {
        if (!server.running()) throw new Error(`MariaDB ended: ${server.said()}`);
        await sql(side, 'select 1');
      });
    } catch (thrown) {
      await server.stop('SIGKILL');
      throw thrown;
    }
  }

  async function close(): Promise<void> {
    await Promise.all([...servers.values()].map((server) => server.stop('SIGKILL')));
    removeFolder(folder);
  }

  const follow = () =>
    sql(
      'b',
      `change master to master_host='127.0.0.1', master_port=${ports.a}, master_user='${admin.user}', master_password='${password}', master_use_gtid=slave_pos, master_connect_retry=1`,
      'start slave',
    );

  const caughtUp = () =>
    eventually(async () => {
      const [primary] = await sql('a', 'select @@gtid_binlog_pos as position');
      const [replica] = await sql('b', 'select @@gtid_slave_pos as position');
      if (primary?.position !== replica?.position) throw new Error(`at ${replica?.position} of ${primary?.position}`);
    });

  /** The stage's own account, made by the first start of all: both members come from this one folder. */
  async function install(): Promise<void> {
    const options = ['--no-defaults', `--datadir=${dataOf('a')}`];
    runAs(
      account,
      binary('mariadb-install-db'),
      [...options, '--auth-root-authentication-method=normal', '--skip-test-db'],
      folder,
    );
    const init = join(folder, 'init.sql');
    const create = `create user '${admin.user}'@'%' identified by '${password}';`;
    writeFileSync(init, `${create}\ngrant all on *.* to '${admin.user}'@'%' with grant option;\n`);
    const args = [...options, `--port=${ports.a}`, '--bind-address=127.0.0.1', `--socket=${join(folder, 'a.sock')}`];
    const server = startServer(binary('mariadbd'), [...args, `--init-file=${init}`], { account, cwd: folder });
    servers.set('a', server);
    await eventually(async () => {
      if (!server.running()) throw new Error(`MariaDB ended: ${server.said()}`);
      await sql('a', 'select 1');
    });
    await server.stop('SIGTERM');
    if (!isAlone) runAs(account, 'cp', ['-a', dataOf('a'), dataOf('b')], folder);
  }

  try {
    await install();
    await Promise.all(isAlone ? [start('a')] : [start('a'), start('b')]);
    if (!isAlone) await follow();
    await sql('a', 'create database money', 'create table money.payment (id bigint primary key, note text)');
    if (!isAlone) await caughtUp();
  } catch (thrown) {
    await close();
    throw thrown;
  }

  let nextId = 1;
  return {
    endpoint: (side) => ({ host: '127.0.0.1', port: ports[side] }),
    admin,
    authority,
    sql,
    start,
    caughtUp,
    close,
    running: (side) => servers.get(side)?.running() ?? false,
    kill: async (side) => servers.get(side)?.stop('SIGKILL'),
    stop: async (side) => servers.get(side)?.stop('SIGTERM'),
    fetching: async (side, runs) => void (await sql(side, `${runs ? 'start' : 'stop'} slave io_thread`)),
    writable: async (side, isWritable) => void (await sql(side, `set global read_only = ${isWritable ? 0 : 1}`)),
    async diverge() {
      const id = nextId++;
      const insert = `insert into money.payment values (${id}, 'twice')`;
      await sql('b', insert);
      await sql('a', insert);
    },
    async mend() {
      const [primary] = await sql('a', 'select @@gtid_binlog_pos as position');
      await sql('b', 'stop slave', 'reset master', `set global gtid_slave_pos = '${primary?.position}'`);
      await sql('b', 'set sql_log_bin = 0', 'delete from money.payment');
      const rows = await sql('a', 'select id from money.payment');
      for (const { id } of rows) await sql('b', 'set sql_log_bin = 0', `insert into money.payment values (${id}, '')`);
      await sql('b', 'start slave');
      await caughtUp();
    },
    async write(side, rows) {
      const first = nextId;
      nextId += rows;
      await sql(
        side,
        `insert into money.payment (id, note) select seq, 'row' from money.seq_${first}_to_${nextId - 1}`,
      );
    },
  };
}

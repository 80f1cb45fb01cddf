/** Real PostgreSQL servers for trials, on free ports of the loopback, each ended by its process id. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isProcessAlive } from '../core/index.ts';
import { freePort } from '../test/free-port.ts';

const password = 'trial-password-of-the-pair';

export interface TrialPostgres {
  readonly port: number;
  readonly folder: string;
  readonly password: string;
  readonly pid: number;
  /** Statements as the superuser, through psql; gives its unaligned answer. */
  sql(text: string): string;
  /** The same without holding up the process that asks. */
  ask(text: string): Promise<string>;
  /** A replica of this one; it follows by way of another port where one is given. */
  replica(through?: number): Promise<TrialPostgres>;
  /** Throws its data away and follows another one from now on. */
  rebuild(from: { readonly port: number }, through?: number): Promise<void>;
  start(): Promise<void>;
  /** As a power cut ends it. */
  kill(): Promise<void>;
  /** Stops its processes where they are, or lets them go on. */
  pause(stopped: boolean): void;
  remove(): Promise<void>;
}

/** Where Debian keeps the programs of the newest server; undefined where there is none. */
export function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

export async function startTrialPostgres(): Promise<TrialPostgres> {
  const folder = ownFolder();
  const secret = join(folder, 'password');
  writeFileSync(secret, password, { mode: 0o600 });
  chown(secret);
  await run('initdb', [
    '-D',
    join(folder, 'data'),
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    `--pwfile=${secret}`,
    '-N',
    '-E',
    'UTF8',
    '--no-locale',
  ]);
  const server = await serverIn(folder);
  await server.start();
  return server;
}

async function serverIn(folder: string): Promise<TrialPostgres> {
  const data = join(folder, 'data');
  const port = await freePort();
  let pid = 0;
  const env = { ...process.env, PGPASSWORD: password };
  const psql = (text: string): string[] => [
    ...['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-d', 'postgres'],
    ...['-XAtqc', text],
  ];
  const sql = (text: string): string =>
    execFileSync('psql', psql(text), {
      env,
      encoding: 'utf8',
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const ask = async (text: string): Promise<string> =>
    (await promisify(execFile)('psql', psql(text), { env, encoding: 'utf8', timeout: 20_000 })).stdout.trim();
  const processes = (): number[] => {
    const children = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
    return [pid, ...children.filter((child) => child > 0)];
  };
  const self: TrialPostgres = {
    port,
    folder,
    password,
    get pid() {
      return pid;
    },
    sql,
    ask,
    async replica(through = port) {
      const other = ownFolder();
      await copyFrom(port, through, join(other, 'data'));
      const next = await serverIn(other);
      await next.start();
      return next;
    },
    async rebuild(from, through = from.port) {
      await self.kill();
      rmSync(data, { recursive: true, force: true });
      await copyFrom(from.port, through, data);
      await self.start();
    },
    async start() {
      const flags = [
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        `port=${port}`,
        '-c',
        'fsync=off',
        '-c',
        'max_connections=60',
      ];
      const small = [
        '-c',
        'shared_buffers=8MB',
        '-c',
        'autovacuum=off',
        '-c',
        'wal_keep_size=256MB',
        '-c',
        'hot_standby=on',
      ];
      const child = spawn(program('postgres'), ['-D', data, '-k', folder, ...flags, ...small], {
        ...owner(),
        cwd: folder,
        stdio: 'ignore',
      });
      pid = child.pid ?? 0;
      const abandoned = () => child.kill('SIGKILL');
      process.once('exit', abandoned);
      child.once('close', () => process.removeListener('exit', abandoned));
      const deadline = performance.now() + 30_000;
      for (;;) {
        try {
          await ask('SELECT 1');
          return;
        } catch (error) {
          if (performance.now() > deadline || child.exitCode !== null) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    },
    async kill() {
      if (pid === 0) return;
      for (const each of processes()) signal(each, 'SIGKILL');
      // Its shared memory goes with its last process.
      const deadline = performance.now() + 10_000;
      while (isProcessAlive(pid) && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20));
      pid = 0;
      rmSync(join(data, 'postmaster.pid'), { force: true });
    },
    pause(stopped) {
      for (const each of processes()) signal(each, stopped ? 'SIGSTOP' : 'SIGCONT');
    },
    async remove() {
      await self.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return self;
}

async function copyFrom(port: number, through: number, to: string): Promise<void> {
  const url = `host=127.0.0.1 port=${port} user=postgres password=${password}`;
  await run('pg_basebackup', ['-d', url, '-D', to, '-X', 'stream', '-c', 'fast', '--no-sync']);
  const way = `host=127.0.0.1 port=${through} user=postgres password=${password} connect_timeout=2`;
  appendFileSync(join(to, 'postgresql.auto.conf'), `primary_conninfo = '${way}'\nwal_receiver_timeout = 3s\n`);
  writeFileSync(join(to, 'standby.signal'), '');
  for (const file of ['standby.signal', 'postgresql.auto.conf']) chown(join(to, file));
}

function program(name: string): string {
  return join(postgresPrograms() ?? '', name);
}

async function run(name: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(program(name), [...args], { ...owner(), cwd: '/', timeout: 120_000 });
}

/** The server refuses to run as root. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((each) => /^postgres:/.test(each)) ?? '';
  const [, , uid, gid] = line.split(':');
  return uid === undefined ? {} : { uid: Number(uid), gid: Number(gid) };
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-pg-'));
  chown(folder);
  return folder;
}

function chown(path: string): void {
  const { uid, gid } = owner();
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

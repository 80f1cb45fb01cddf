/** Real servers of a test, as processes of a user of their own that may run them, each in a folder that goes with them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who runs a server: a database refuses to be root's. Undefined: whoever runs the test. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account of a name, where this process may take it on. */
export function accountOf(name: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A new folder that the account owns. */
export function folderFor(account: Account | undefined, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

export function subfolder(account: Account | undefined, ...path: readonly string[]): string {
  const folder = join(...path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

export interface ServerProcess {
  readonly pid: number;
  running(): boolean;
  /** Last lines of what it said, for the message of a failed test. */
  said(): string;
  /** Sends a signal and waits until the process is gone; SIGKILL follows where it does not go. */
  stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

const keptCharacters = 4_000;
const goneWithinMs = 10_000;

/** Starts a server in the foreground. */
export function startServer(
  file: string,
  args: readonly string[],
  options: { readonly account: Account | undefined; readonly cwd: string },
): ServerProcess {
  const child: ChildProcess = spawn(file, [...args], {
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', HOME: options.cwd, TZ: 'UTC' },
    ...(options.account ?? {}),
  });
  let said = '';
  let failure: Error | undefined;
  const keep = (chunk: Buffer): void => {
    said = (said + chunk.toString('utf8')).slice(-keptCharacters);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('error', (error) => {
    failure = error;
  });
  const running = () => failure === undefined && child.exitCode === null && child.signalCode === null;
  // Whoever ends the test run ends its servers.
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', killed);
      resolve();
    });
    child.once('error', () => resolve());
  });
  return {
    get pid() {
      return child.pid ?? -1;
    },
    running,
    said: () => failure?.message ?? said,
    signal: (signal) => void child.kill(signal),
    async stop(signal) {
      if (!running()) return;
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), goneWithinMs);
      await gone;
      clearTimeout(late);
    },
  };
}

/** Makes a server of one process stand still, its sockets open, and waits until it does: the signal alone comes when it comes. */
export async function freeze(server: ServerProcess): Promise<void> {
  server.signal('SIGSTOP');
  await eventually(async () => {
    const stat = readFileSync(`/proc/${server.pid}/stat`, 'latin1');
    if (!/^T/.test(stat.slice(stat.lastIndexOf(')') + 2))) throw new Error('it still runs');
  });
}

/** Runs a tool of the account to its end. @throws with what it said when it fails. */
export function runAs(account: Account | undefined, file: string, args: readonly string[], cwd: string): string {
  return execFileSync(file, [...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    env: { PATH: process.env.PATH, LC_ALL: 'C', HOME: cwd, TZ: 'UTC' },
    ...(account ?? {}),
  });
}

/** Makes a certificate for 127.0.0.1, its own authority, as `tls.pem` and `tls.key` in a folder; gives it in PEM. */
export function certify(account: Account | undefined, folder: string): string {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'tls.key'];
  runAs(account, 'openssl', ['req', '-x509', ...key, '-out', 'tls.pem', ...subject], folder);
  return readFileSync(join(folder, 'tls.pem'), 'utf8');
}

/** Tries until it holds. @throws the last failure when it does not in time. */
export async function eventually<Value>(task: () => Promise<Value>, withinMs = 40_000): Promise<Value> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await task();
    } catch (thrown) {
      if (Date.now() > until) throw thrown;
      await sleep(40);
    }
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

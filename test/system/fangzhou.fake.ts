/** The real command as a process of its own: what a person starts, on a free port, with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const password = 'for-trials-only-8f3a';
export const trialPassword = password;

/** Deadlines against hanging, generous for a slow machine; whatever happens sooner is not waited for. */
export const patience = { timeout: 90_000, interval: 400 };
/** Of a test that waits several times. */
export const longTestMs = 300_000;

/** Waits until something can be had, and gives it; what throws ends the waiting. For hooks, where `expect.poll` is not. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadline = performance.now() + patience.timeout;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited ${patience.timeout} ms in vain for ${what}`);
    await setTimeout(patience.interval);
  }
}

/** A folder for one suite; `remove` takes it away. */
export function scratchFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'fangzhou-system-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Ended {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A `fangzhou` process, whatever it was told to do. */
export interface Command {
  readonly pid: number;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<Ended>;
  signal(name: NodeJS.Signals): void;
}

type Environment = Readonly<Record<string, string>>;

/** A city whose every change is waited for wants the processor more than memory: fewer collections than in a process that runs for years. */
const quick = ['--max-semi-space-size=16', '--heap-growing-percent=100'];

/** Starts `fangzhou ARGS`; of the surroundings' FANGZHOU_ variables it inherits none. */
export function spawnFangzhou(args: readonly string[], env: Environment = {}): Command {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('FANGZHOU_'));
  const child: ChildProcess = spawn(process.execPath, [...quick, join(root, 'bin', 'fangzhou.mjs'), ...args], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), LANG: 'C.UTF-8', FANGZHOU_LANG: 'en', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const abandoned = () => child.kill('SIGKILL');
  process.once('exit', abandoned);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.removeListener('exit', abandoned);
      resolve({ code, out, err });
    });
  });
  return {
    pid: child.pid ?? 0,
    out: () => out,
    err: () => err,
    ended,
    signal: (name) => void child.kill(name),
  };
}

/** Runs `fangzhou ARGS` to its end. */
export function runFangzhou(args: readonly string[], env: Environment = {}): Promise<Ended> {
  return spawnFangzhou(args, env).ended;
}

/** A Fangzhou that serves, with somebody logged in. */
export interface Fangzhou extends Command {
  readonly url: string;
  readonly cookie: string;
  readonly password: string;
  /** The body of an answer; the test fails when it is not 200. */
  get<T>(path: string): Promise<T>;
  send(method: string, path: string, body?: object): Promise<Response>;
  /** Ends it as Ctrl-C does, and gives how it ended. */
  stop(): Promise<Ended>;
}

/**
 * Starts `fangzhou ARGS --port 0 --json` (`lab` or `start`), waits for `/-/ready` and logs in.
 * @throws when it ends before it serves, with what it said.
 */
export async function startFangzhou(args: readonly string[], env: Environment = {}): Promise<Fangzhou> {
  const command = spawnFangzhou([...args, '--port', '0', '--json', '--log-level', 'info'], {
    FANGZHOU_ADMIN_PASSWORD: password,
    ...env,
  });
  let over: Ended | undefined;
  void command.ended.then((ended) => {
    over = ended;
  });
  try {
    const url = await until('a Fangzhou that says where it serves', () => {
      if (over !== undefined) throw new Error(`ended with ${over.code}: ${over.err}`);
      return command.out().includes('\n') ? (JSON.parse(command.out()) as { url: string }).url : undefined;
    });
    await until('a Fangzhou that is ready', async () => ((await fetch(`${url}/-/ready`)).ok ? true : undefined));
    return { ...command, url, password, ...(await logIn(url)), stop: () => stop(command) };
  } catch (thrown) {
    command.signal('SIGKILL');
    throw thrown;
  }
}

function stop(command: Command): Promise<Ended> {
  command.signal('SIGTERM');
  return command.ended;
}

/** Logs in; without a name as who started it, where FANGZHOU_ADMIN_PASSWORD was `trialPassword`. */
export async function logIn(
  url: string,
  who: { readonly user: string; readonly password: string } = { user: 'admin', password },
): Promise<Pick<Fangzhou, 'cookie' | 'get' | 'send'>> {
  const json = { 'content-type': 'application/json' };
  const login = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(who),
  });
  expect(login.status).toBe(200);
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const send = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${url}${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : json) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    cookie,
    send,
    async get<T>(path: string) {
      const response = await send('GET', path);
      const text = await response.text();
      expect(response.status, `GET ${path}: ${text}`).toBe(200);
      return JSON.parse(text) as T;
    },
  };
}

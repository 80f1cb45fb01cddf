import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WireIncident, WirePage } from '../../api/wire.ts';
import type { WireStandby } from '../../api/wire-standby.ts';

const root = join(import.meta.dirname, '..', '..');
const node = join(root, 'node_modules', 'node', 'bin', 'node');
const password = 'for-trials-only-8f3a';
const requestMs = 1_500;

/** Runs `fangzhou ARGS` as a process; its stderr is added to a file. */
export function spawnProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  logFile: string,
): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('FANGZHOU_'));
  const log = openSync(logFile, 'a');
  const child = spawn(
    node,
    ['--import', join(import.meta.dirname, 'step-clock.ts'), join(root, 'bin', 'fangzhou.mjs'), ...args],
    {
      cwd: root,
      env: { ...Object.fromEntries(inherited), LANG: 'C.UTF-8', FANGZHOU_LANG: 'en', ...env },
      stdio: ['ignore', 'ignore', log],
    },
  );
  closeSync(log);
  const abandoned = () => child.kill('SIGKILL');
  process.once('exit', abandoned);
  child.once('close', () => process.removeListener('exit', abandoned));
  return child;
}

/** One of the two, as a real process that can be killed, stopped, and told a wrong time. */
export interface Instance {
  readonly id: 'a' | 'b';
  readonly url: string;
  start(): void;
  signal(name: NodeJS.Signals): void;
  /** Sets its wall clock by so much. */
  stepClock(ms: number): void;
  /** Undefined when it does not answer. */
  standby(): Promise<WireStandby | undefined>;
  incidents(): Promise<readonly WireIncident[] | undefined>;
  send(method: string, path: string, body?: object): Promise<Response>;
  /** Resolves when its process is gone. */
  ended(): Promise<void>;
}

export function createInstance(options: {
  readonly id: 'a' | 'b';
  readonly port: number;
  readonly config: string;
  readonly data: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}): Instance {
  const { id, port, config, data, env, logFile } = options;
  const url = `http://127.0.0.1:${port}`;
  const clockFile = `${data}.clock`;
  let child: ChildProcess | undefined;
  let gone: Promise<void> = Promise.resolve();
  let cookie = '';
  let loggingIn: Promise<void> | undefined;

  const logInNow = async (): Promise<void> => {
    const response = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'admin', password }),
      // A password is hashed, which takes its time on a busy machine; asking again would be taken for guessing.
      signal: AbortSignal.timeout(20_000),
    });
    await response.body?.cancel();
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  };
  const logIn = (): Promise<void> => {
    loggingIn ??= logInNow().finally(() => {
      loggingIn = undefined;
    });
    return loggingIn;
  };

  const send = async (method: string, path: string, body?: object): Promise<Response> => {
    const ask = () =>
      fetch(`${url}${path}`, {
        method,
        headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(requestMs),
      });
    const first = await ask();
    if (first.status !== 401) return first;
    await first.body?.cancel();
    await logIn();
    return ask();
  };

  const get = async <T>(path: string): Promise<T | undefined> => {
    try {
      const response = await send('GET', path);
      const text = await response.text();
      return response.ok ? (JSON.parse(text) as T) : undefined;
    } catch {
      return undefined;
    }
  };

  return {
    id,
    url,
    send,
    start() {
      writeFileSync(clockFile, '0');
      const args = [
        'start',
        '--config',
        config,
        '--data',
        data,
        '--port',
        String(port),
        '--json',
        '--log-level',
        'info',
      ];
      const started = spawnProgram(
        args,
        { ...env, FANGZHOU_ADMIN_PASSWORD: password, FANGZHOU_TRIAL_CLOCK: clockFile },
        logFile,
      );
      child = started;
      gone = new Promise((resolve) => started.once('close', () => resolve()));
    },
    signal: (name) => void child?.kill(name),
    stepClock(ms) {
      writeFileSync(clockFile, String(ms));
      child?.kill('SIGUSR2');
    },
    standby: () => get<WireStandby>('/api/v1/standby'),
    async incidents() {
      return (await get<WirePage<WireIncident>>('/api/v1/incidents?limit=500'))?.items;
    },
    ended: () => gone,
  };
}

export function tailOf(file: string, lines: number): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-lines).join('\n');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** USER_HZ of Linux on every architecture that Node runs on. */
const ticksPerSecond = 100;
/** Lines of stderr kept to explain a failure. */
const keptLines = 20;

/** CPU seconds that a process has used so far, user and system, all threads (proc(5), fields 14 and 15). */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces: fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Memory of a process that is resident now, in MB of 10^6 bytes: all of it, its own alone, or what it maps of files. */
export function residentMBOf(pid: number, which: 'VmRSS' | 'RssAnon' | 'RssFile' = 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = new RegExp(`^${which}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return (Number(kib) * 1024) / 1e6;
}

/** A process under measurement. */
export interface Measured {
  readonly name: string;
  readonly pid: number;
  /** CPU seconds used so far, user and system, all threads (proc(5), fields 14 and 15). */
  cpuSeconds(): number;
  /** Resident memory now, in MB of 10^6 bytes. */
  rssMB(): number;
  /** Throws, with its last words, when the process has ended. */
  check(): void;
  /** SIGTERM, then SIGKILL after 10 s. */
  stop(): Promise<void>;
}

/** Starts a program whose CPU and memory will be read from /proc. */
export function startMeasured(
  name: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Measured {
  const child: ChildProcess = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const words: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words.push(...text.trimEnd().split('\n'));
    words.splice(0, Math.max(0, words.length - keptLines));
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      words.push(error.message);
      resolve();
    });
  });
  const pid = child.pid ?? 0;
  return {
    name,
    pid,
    cpuSeconds: () => cpuSecondsOf(pid),
    rssMB: () => residentMBOf(pid),
    check() {
      if (child.exitCode !== null || child.signalCode !== null || pid === 0) {
        throw new Error(`${name} has ended:\n${words.join('\n')}`);
      }
    },
    async stop() {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(killer);
    },
  };
}

/** Asks until the answer is there. Throws when it is not within `withinMs` or the process has ended. */
export async function waitFor<T>(
  what: string,
  measured: Measured,
  ask: () => Promise<T | undefined>,
  withinMs = 30_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    measured.check();
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > until) throw new Error(`${what} did not come within ${withinMs / 1000} s`);
    await sleep(200);
  }
}

import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from './until.ts';

/** Runs a tool of this machine and gives what it prints. @throws when it fails. */
export function run(file: string, ...args: readonly string[]): string {
  return execFileSync(file, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A process inside of a host; signals go to itself, not to the tool that put it there. */
export interface HostProcess {
  /** Seen from outside. */
  readonly pid: number;
  readonly child: ChildProcess;
  running(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  ended(): Promise<void>;
}

/** A machine made of a network and a process namespace: its agent counts its own processes, and all of them end with it. */
export interface NetnsHost {
  readonly name: string;
  readonly namespace: string;
  /** Runs a tool inside and gives what it prints. @throws when it fails. */
  run(file: string, ...args: readonly string[]): string;
  start(file: string, args: readonly string[], options?: SpawnOptions): Promise<HostProcess>;
  /** Kills every process and takes the namespace away. */
  remove(): Promise<void>;
}

/** Children of a process as the kernel tells them. */
export function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    // It has ended.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie is dead, though it takes signals.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Makes a host. Its first process dies with this one, whatever ends this one, and takes all others along. */
export async function startHost(name: string, namespace: string): Promise<NetnsHost> {
  run('ip', 'netns', 'add', namespace);
  run('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
  const keeper = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'ip', 'netns', 'exec', namespace],
      ...['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'],
      // Children that it adopts are reaped by the kernel: an agent would count the dead among the running.
      ...['sh', '-c', 'trap "" CHLD; exec sleep infinity'],
    ],
    { stdio: 'ignore' },
  );
  const keeperEnded = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  const first = await until(`the first process of ${name}`, 5_000, () => childrenOf(keeper.pid ?? 0)[0]);
  const enter = ['--target', String(first), '--net', '--pid', '--mount', '--'];
  // unshare mounts /proc after it has forked: who comes before sees the processes of the machine.
  await until(`/proc of ${name}`, 5_000, () => {
    try {
      return run('nsenter', ...enter, 'cat', '/proc/1/comm').trim() === 'sleep' || undefined;
    } catch {
      return undefined;
    }
  });
  const entered = new Set<ChildProcess>();
  return {
    name,
    namespace,
    run: (file, ...args) => run('nsenter', ...enter, file, ...args),
    async start(file, args, options = {}) {
      const child = spawn('nsenter', [...enter, file, ...args], { stdio: 'ignore', ...options });
      entered.add(child);
      const gone = new Promise<void>((resolve) =>
        child.once('exit', () => {
          entered.delete(child);
          resolve();
        }),
      );
      const pid = await until(`${file} on ${name}`, 5_000, () => childrenOf(child.pid ?? 0)[0]);
      return {
        pid,
        child,
        running: () => isAlive(pid),
        signal(signal) {
          if (isAlive(pid)) process.kill(pid, signal);
          if (signal === 'SIGSTOP') return;
          // nsenter stops with what it started, and would not see it end; it may do so later than this, for a stop just before.
          child.kill('SIGCONT');
          const waking = setInterval(() => child.kill('SIGCONT'), 100);
          const awake = (): void => clearInterval(waking);
          waking.unref();
          setTimeout(awake, 10_000).unref();
          child.once('exit', awake);
        },
        ended: () => gone,
      };
    },
    async remove() {
      if (isAlive(first)) process.kill(first, 'SIGKILL');
      for (const child of entered) child.kill('SIGCONT');
      await keeperEnded;
      run('ip', 'netns', 'del', namespace);
    },
  };
}

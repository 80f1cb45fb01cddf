import { spawn } from 'node:child_process';
import type { Clock } from '../../../core/index.ts';
import { backupBounds } from '../limits.ts';

/** One call of a tool: arguments as an array, and the secret on stdin, never on the command line. */
export interface ToolAsk {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What goes to stdin: a password and a line end, or nothing. */
  readonly secret?: string | undefined;
  /** Where a tool on this machine runs. */
  readonly cwd?: string;
  readonly mostMs?: number;
  readonly mostBytes?: number;
  /** The tool is ended when its errors say this: enough is known, and it would go on trying for long. Its code is then -1. */
  readonly enough?: RegExp;
}

/** What a tool said; its exit code is kept, never believed. */
export type ToolAnswer =
  | { readonly ran: true; readonly code: number; readonly out: string; readonly err: string }
  | {
      readonly ran: false;
      readonly why: 'tool-missing' | 'timed-out' | 'too-large' | 'unreachable';
      readonly out: string;
      readonly err: string;
    };

/** Runs a tool where the repository lies. Never rejects. */
export type RunTool = (ask: ToolAsk) => Promise<ToolAnswer>;

const path = `${process.env.PATH ?? ''}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;

/** Runs a tool on this machine in a group of its own: out of time or of room, the whole group ends. */
export function localTools(clock: Clock, signal?: AbortSignal): RunTool {
  return (ask) =>
    new Promise((resolve) => {
      const { argv, env = {}, secret, enough, cwd } = ask;
      const { mostMs = backupBounds.quickMs, mostBytes = backupBounds.outputBytes } = ask;
      const [file = '', ...args] = argv;
      const child = spawn(file, args, {
        detached: true,
        ...(cwd === undefined ? {} : { cwd }),
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: path, LC_ALL: 'C.UTF-8', TZ: 'UTC', ...env },
      });
      const out: Buffer[] = [];
      let [outBytes, err] = [0, ''];
      let ended: 'timed-out' | 'too-large' | 'tool-missing' | undefined;
      let satisfied = false;
      const kill = (why?: 'timed-out' | 'too-large'): void => {
        if (ended !== undefined || satisfied) return;
        ended = why;
        satisfied = why === undefined;
        endGroup(child.pid, 'SIGTERM');
        clock.after(backupBounds.killMs, () => endGroup(child.pid, 'SIGKILL'));
      };
      const cancel = clock.after(mostMs, () => kill('timed-out'));
      const aborted = (): void => kill('timed-out');
      signal?.addEventListener('abort', aborted, { once: true });
      if (signal?.aborted === true) aborted();
      child.stdout.on('data', (bytes: Buffer) => {
        outBytes += bytes.length;
        if (outBytes > mostBytes) return kill('too-large');
        out.push(bytes);
      });
      child.stderr.on('data', (bytes: Buffer) => {
        if (err.length < backupBounds.errorBytes) err += bytes.toString();
        if (enough?.test(err) === true) kill();
      });
      child.stdin.on('error', () => undefined);
      child.stdin.end(secret === undefined ? '' : `${secret}\n`);
      child.on('error', (error: NodeJS.ErrnoException) => {
        ended ??= 'tool-missing';
        err += error.code === 'ENOENT' ? '' : error.message;
        if (child.pid === undefined) settle(-1);
      });
      child.on('close', (code) => settle(code ?? -1));
      let settled = false;
      function settle(code: number): void {
        if (settled) return;
        settled = true;
        cancel();
        signal?.removeEventListener('abort', aborted);
        const said = { out: Buffer.concat(out).toString('utf8'), err };
        resolve(ended === undefined ? { ran: true, code, ...said } : { ran: false, why: ended, ...said });
      }
    });
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}

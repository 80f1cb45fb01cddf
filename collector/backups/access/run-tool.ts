import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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
  /**
   * What it started ends with it, also when that has a process group of its own; a child that keeps its output open is not
   * waited for. Only who made itself a session of its own (setsid) gets away.
   */
  readonly leavesNothing?: boolean;
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
      const { argv, env = {}, secret, enough, cwd, leavesNothing = false } = ask;
      const end = leavesNothing ? endSession : endGroup;
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
        end(child.pid, 'SIGTERM');
        clock.after(backupBounds.killMs, () => end(child.pid, 'SIGKILL'));
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
      child.on('exit', (code) => {
        if (!leavesNothing) return;
        cancelLinger = clock.after(backupBounds.lingerMs, () => {
          end(child.pid, 'SIGKILL');
          settle(code ?? -1);
        });
      });
      child.on('close', (code) => settle(code ?? -1));
      let settled = false;
      let cancelLinger = (): void => undefined;
      function settle(code: number): void {
        if (settled) return;
        settled = true;
        cancel();
        cancelLinger();
        signal?.removeEventListener('abort', aborted);
        const said = { out: Buffer.concat(out).toString('utf8'), err };
        resolve(ended === undefined ? { ran: true, code, ...said } : { ran: false, why: ended, ...said });
      }
    });
}

/** Ends every process of the session that began with this one: the group alone leaves out what a shell's job control set apart. */
function endSession(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  endGroup(pid, signal);
  for (const other of sessionMembers(pid)) {
    try {
      process.kill(other, signal);
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

/** proc(5): the fields after the name in parentheses are state, parent, group, session. */
function sessionMembers(session: number): readonly number[] {
  const members: number[] = [];
  for (const name of listed('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[3]) === session) members.push(Number(name));
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  return members;
}

/** Empty where there is no such folder, as outside of Linux. */
function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}

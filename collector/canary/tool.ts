import { execFile } from 'node:child_process';
import { canaryBounds } from './model.ts';

/** What an outside tool printed, or why it could not run. */
export type ToolRun =
  | { readonly ran: true; readonly code: number; readonly out: string; readonly err: string }
  | { readonly ran: false; readonly why: 'missing' | 'not-permitted' | 'timed-out' };

/** Runs a tool with its output and time bounded. Never rejects. */
export function runTool(file: string, args: readonly string[], timeoutMs: number): Promise<ToolRun> {
  return new Promise((resolve) => {
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL' as const,
      maxBuffer: canaryBounds.toolOutputBytes,
      env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C' },
    };
    execFile(file, [...args], options, (error, out, err) => {
      if (error === null) return resolve({ ran: true, code: 0, out, err });
      if (error.code === 'ENOENT') return resolve({ ran: false, why: 'missing' });
      if (error.code === 'EACCES' || /not permitted|requires? root/i.test(err)) {
        return resolve({ ran: false, why: 'not-permitted' });
      }
      if (error.killed === true) return resolve({ ran: false, why: 'timed-out' });
      resolve({ ran: true, code: typeof error.code === 'number' ? error.code : 1, out, err });
    });
  });
}

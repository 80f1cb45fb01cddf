import { runCommandLine } from '../cli.ts';
import type { Surroundings } from './terminal.ts';

/** What a command said, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `fangzhou ARGS` in this process, with nobody at the terminal, and gives what it said. */
export async function fangzhou(args: readonly string[], surroundings: Partial<Surroundings> = {}): Promise<Ended> {
  let [out, err] = ['', ''];
  const code = await runCommandLine(args, {
    env: {},
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    interactive: false,
    stop: new AbortController().signal,
    onReload: () => {},
    ...surroundings,
  });
  return { code, out, err };
}

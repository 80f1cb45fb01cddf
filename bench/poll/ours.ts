import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Sweep } from './sweep.ts';
import type { SweepOrder } from './sweeps.ts';

/** What the launcher gives Node (`bin/fangzhou.mjs`). */
const launcherFlags = ['--max-semi-space-size=2', '--heap-growing-percent=60'];
const compileCache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'fangzhou');

/** Runs our poller in a process of its own; the first sweep, which reads everything, is left out. */
export async function sweepOurs(order: SweepOrder): Promise<readonly Sweep[]> {
  const lines = await run(order);
  return order.sweeps > 0 ? lines.slice(1) : lines;
}

async function run(order: SweepOrder): Promise<readonly Sweep[]> {
  const child = spawn(process.execPath, [...launcherFlags, join(import.meta.dirname, 'sweeps.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2', NODE_COMPILE_CACHE: compileCache },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  child.stdin.end(JSON.stringify(order));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`our poller ended with ${String(code)}`);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sweep);
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodeEnv, nodeFlags } from '../../bin/memory.mjs';
import type { Sweep } from './sweep.ts';
import type { SweepOrder } from './sweeps.ts';

/** Runs our poller in a process of its own; the first sweep, which reads everything, is left out. */
export async function sweepOurs(order: SweepOrder): Promise<readonly Sweep[]> {
  const lines = await run(order);
  return order.sweeps > 0 ? lines.slice(1) : lines;
}

async function run(order: SweepOrder): Promise<readonly Sweep[]> {
  const child = spawn(process.execPath, [...nodeFlags, join(import.meta.dirname, 'sweeps.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...nodeEnv, ...process.env },
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

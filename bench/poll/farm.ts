import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Measured, startMeasured } from '../process.ts';

const root = join(import.meta.dirname, '..', '..');
const shared = process.env.FANGZHOU_SHARED ?? join(root, '..', 'shared');
/** Where agentfarm puts its first device; the others follow, all within 127.0.0.0/8. */
export const farmFirst = '127.1.0.1';
export const farmPort = 16_100;
export const farmCommunity = 'public';

/** Compiles a C program into `folder`. @throws with the compiler's words. */
export function compile(folder: string, name: string, source: string, libraries: readonly string[] = []): string {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, name);
  execFileSync('cc', ['-O2', '-o', program, source, ...libraries], { stdio: ['ignore', 'ignore', 'pipe'] });
  return program;
}

/** Starts shared `tools/agentfarm`: v2c agents with 24 ports each, `deadEvery` of them silent. */
export async function startFarm(options: {
  readonly folder: string;
  readonly devices: number;
  readonly deadEvery: number;
}): Promise<Measured> {
  const source = join(shared, 'tools', 'agentfarm', 'agentfarm.c');
  if (!existsSync(source)) throw new Error('shared tools/agentfarm is absent; set FANGZHOU_SHARED');
  const program = compile(options.folder, 'agentfarm', source);
  const farm = startMeasured('agentfarm', program, [
    ...['--first', farmFirst, '--count', String(options.devices), '--port', String(farmPort), '--seconds', '1800'],
    ...(options.deadEvery > 0 ? ['--dead-every', String(options.deadEvery)] : []),
  ]);
  await sleep(300);
  farm.check();
  return farm;
}

/** The address of the farm's device `index`, from 0. */
export function farmAddress(index: number): string {
  const octets = farmFirst.split('.').map(Number);
  const number = octets.reduce((sum, octet) => sum * 256 + octet, 0) + index;
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.');
}

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { AgentTarget } from '../inventory/index.ts';
import { type Measured, startMeasured, waitFor } from './process.ts';

export interface OursOptions {
  /** With the `inventory` folder that `writeInventory` made. */
  readonly folder: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a V8 CPU profile of the run into this folder. */
  readonly profileFolder: string | undefined;
}

/** Fangzhou itself, as a user starts it, with its store on disk. */
export interface Ours {
  readonly process: Measured;
  /** Varbinds decoded, polls that were answered and those that were not, since the start. */
  counts(): Promise<{ readonly values: number; readonly answered: number; readonly failed: number }>;
}

/** Ready means that each device was polled once: beside other work that takes a while. */
const readyWithinMs = 120_000;
const root = join(import.meta.dirname, '..');

/** Writes the reference inventory anew, with the lab's agents as targets. */
export function writeInventory(options: {
  readonly folder: string;
  readonly credential: 'v3' | 'v2c';
  readonly intervalSeconds: number;
}): string {
  const folder = join(options.folder, 'inventory');
  cpSync(join(root, 'inventory', 'city'), folder, { recursive: true });
  const settings = parseDocument(readFileSync(join(folder, 'fangzhou.yaml'), 'utf8'));
  settings.setIn(['polling', 'period'], `${options.intervalSeconds}s`);
  settings.setIn(['credentials', 'v2c'], { version: 'v2c', community: { env: 'FANGZHOU_BENCH_COMMUNITY' } });
  writeFileSync(join(folder, 'fangzhou.yaml'), settings.toString());
  if (options.credential === 'v2c') {
    const devices = readFileSync(join(folder, 'devices.csv'), 'utf8');
    writeFileSync(join(folder, 'devices.csv'), devices.replaceAll(',v3,', ',v2c,'));
  }
  return folder;
}

/** Names the lab's agents in the inventory. */
export function writeTargets(inventoryFolder: string, targets: ReadonlyMap<string, AgentTarget>): void {
  const rows = [...targets].map(([id, { host, port }]) => `${id},udp:${host}:${port}\n`);
  writeFileSync(join(inventoryFolder, 'targets.csv'), `device,target\n${rows.join('')}`);
}

/** Sums a counter of the text format over the lines that `labels` matches. */
function sum(text: string, name: string, labels: RegExp): number {
  let total = 0;
  for (const [, labelText = '', value] of text.matchAll(new RegExp(`^${name}({[^}]*})? (\\S+)$`, 'gm'))) {
    if (labels.test(labelText)) total += Number(value);
  }
  return total;
}

/** Starts `fangzhou start` and waits until it is ready. */
export async function startOurs({ folder, port, env, profileFolder }: OursOptions): Promise<Ours> {
  const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const process = startMeasured(
    'fangzhou',
    globalThis.process.execPath,
    [
      ...profile,
      join(root, 'bin', 'fangzhou.mjs'),
      'start',
      ...['--config', join(folder, 'inventory'), '--port', String(port), '--data', join(folder, 'data')],
    ],
    env,
  );
  const base = `http://127.0.0.1:${port}`;
  try {
    const isReady = async () => ((await fetch(`${base}/-/ready`)).ok ? true : undefined);
    await waitFor('Fangzhou', process, isReady, readyWithinMs);
  } catch (thrown) {
    await process.stop();
    throw thrown;
  }
  return {
    process,
    async counts() {
      const answer = await fetch(`${base}/metrics`);
      if (!answer.ok) throw new Error(`/metrics answers ${answer.status}`);
      const text = await answer.text();
      return {
        values: sum(text, 'fangzhou_snmp_values_total', /^/),
        answered: sum(text, 'fangzhou_polls_total', /outcome="answered"/),
        failed: sum(text, 'fangzhou_polls_total', /outcome="(?!answered)/),
      };
    },
  };
}

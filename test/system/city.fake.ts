/** A copy of the reference city whose agents live in a process of the test's: they outlast the Fangzhou that watches them. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../core/index.ts';
import { loadInventory } from '../../inventory/index.ts';
import { type Lab, startLab } from '../../lab/index.ts';

export interface TrialCity {
  /** The inventory's folder, to be changed at will. */
  readonly folder: string;
  /** What the watching Fangzhou needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly lab: Lab;
  /** Changes one file of the inventory; fails when nothing changed. */
  edit(file: string, change: (text: string) => string): void;
}

/** Copies the city into a folder, quickens its pace, and starts its agents. */
export async function startTrialCity(parent: string): Promise<TrialCity> {
  const folder = join(parent, 'city');
  cpSync(join(import.meta.dirname, '..', '..', 'inventory', 'city'), folder, { recursive: true });
  const env = { FANGZHOU_SNMP_AUTH_KEY: 'trial-auth-key-1', FANGZHOU_SNMP_PRIV_KEY: 'trial-priv-key-1' };
  const edit: TrialCity['edit'] = (file, change) => {
    const path = join(folder, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`nothing changed in ${file}`);
    writeFileSync(path, after);
  };
  edit('fangzhou.yaml', (text) =>
    text
      .replace('period: 60s', 'period: 3s')
      .replace('timeout: 2s', 'timeout: 1s')
      .replace('retries: 2', 'retries: 1')
      .replace('write_interval: 5s', 'write_interval: 1s'),
  );
  const read = await loadInventory({ source: folder, env });
  if (!read.ok) throw new Error(`the copy has ${read.mistakes.length} mistakes`);
  const { city, settings } = read.value;
  const lab = await startLab({ city, credentials: settings.credentials, clock: systemClock });
  const rows = [...lab.targets].map(([device, { host, port }]) => `${device},udp:${host}:${port}`);
  writeFileSync(join(folder, 'targets.csv'), `device,target\n${rows.join('\n')}\n`);
  return { folder, env, lab, edit };
}

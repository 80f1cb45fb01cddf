import { join } from 'node:path';
import { agentsOf } from '../../collector/index.ts';
import { loadInventory } from '../../inventory/index.ts';
import { startLab, withLabKeys } from '../../lab/index.ts';
import { writeInventory, writeTargets } from '../ours.ts';
import { sweepOurs } from './ours.ts';
import { bestOf, round } from './sweep.ts';

/** CPU for a value with v3 authPriv, by that with v2c, from the lab's 164 agents, which speak both. */
export async function compareVersions(options: { readonly folder: string; readonly window: number }): Promise<number> {
  const cost = async (credential: 'v2c' | 'v3'): Promise<number> => {
    const env = { ...withLabKeys(process.env), FANGZHOU_BENCH_COMMUNITY: 'bench-city' };
    const source = writeInventory({ folder: join(options.folder, credential), credential, intervalSeconds: 30 });
    const read = async () => {
      const loaded = await loadInventory({ source, env });
      if (!loaded.ok) throw new Error(`the inventory has mistakes: ${JSON.stringify(loaded.mistakes[0])}`);
      return loaded.value;
    };
    const { city, settings } = await read();
    const lab = await startLab({ city, credentials: settings.credentials, timeZone: settings.timeZone });
    try {
      writeTargets(source, lab.targets);
      const sweeps = await sweepOurs({ agents: agentsOf(await read()), sweeps: 30, window: options.window });
      const best = bestOf(sweeps);
      return best.cpuSeconds / best.values;
    } finally {
      await lab.stop();
    }
  };
  const v2c = await cost('v2c');
  return round((await cost('v3')) / v2c, 3);
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../../inventory/city.fake.ts';
import { type DrillProcedure, loadInventory } from '../../inventory/index.ts';
import { experimentOf } from './chaos.ts';
import { byCommand, byHand } from './stage.fake.ts';

const reference = await referenceText('fangzhou.yaml');
const commands = ['switch', 'start'].map(
  (name) => `    - { name: ${name}, member: jintan-app-a, user: u, key: k, known_hosts: h, command: ${name} }`,
);

async function readBack(procedures: readonly DrillProcedure[]) {
  const section = ['drills:', '  folder: drills', '  commands:', ...commands].join('\n');
  await using folder = await cityFolder({ 'fangzhou.yaml': `${reference}${section}\n` });
  await mkdir(join(folder.path, 'drills'));
  for (const each of procedures)
    await writeFile(join(folder.path, 'drills', `${each.id}.json`), JSON.stringify(experimentOf(each), undefined, 2));
  const read = await loadInventory({ source: folder.path, env: referenceEnv });
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  return read.value.settings.drills.procedures;
}

describe('a procedure that goes out as an experiment of Chaos Toolkit', () => {
  it('comes back whole from a folder of procedures, those that come along too', async () => {
    const shipped = await readBack([]);
    const all = [...shipped, { ...byHand, id: 'by-hand' }, { ...byCommand, id: 'by-command' }];
    const back = await readBack(all);
    for (const each of all) expect(back.find(({ id }) => id === each.id)).toEqual(each);
  });
});

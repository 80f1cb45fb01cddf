import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from './city.fake.ts';
import { loadInventory } from './index.ts';

async function read(change: (text: string) => string) {
  await using folder = await cityFolder({ 'fangzhou.yaml': change(await referenceText('fangzhou.yaml')) });
  const loaded = await loadInventory({ source: folder.path, env: referenceEnv });
  return { loaded, path: folder.path };
}

it('private tables are read every five minutes by our own profiles, until fangzhou.yaml says otherwise', async () => {
  const { loaded } = await read((text) => text);
  expect(loaded.ok && loaded.value.settings).toMatchObject({
    profilesFolder: undefined,
    polling: { profilePeriodSeconds: 300 },
  });
});

it('a folder of profiles is found beside fangzhou.yaml, and the period is the declared one', async () => {
  const { loaded, path } = await read(
    (text) => `${text.replace('polling:\n', 'polling:\n  profile_period: 90s\n')}\nprofiles:\n  folder: my-profiles\n`,
  );
  expect(loaded.ok && loaded.value.settings).toMatchObject({
    profilesFolder: join(path, 'my-profiles'),
    polling: { profilePeriodSeconds: 90 },
  });
});

it('a period out of bounds, or a misspelt key, is a mistake with its place', async () => {
  const { loaded } = await read(
    (text) => `${text.replace('polling:\n', 'polling:\n  profile_period: 2s\n')}\nprofiles:\n  foldr: x\n`,
  );
  const said = loaded.ok ? [] : loaded.mistakes.map(({ what, column }) => `${what.key} ${column}`);
  expect(said).toEqual(['inventory.yaml-duration.what 19', 'inventory.yaml-key-unknown.what 3']);
});

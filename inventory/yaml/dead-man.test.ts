import { expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { loadInventory } from '../index.ts';

async function read(line: string) {
  const before = await referenceText('fangzhou.yaml');
  await using folder = await cityFolder({ 'fangzhou.yaml': `${before}\n${line}\n` });
  const env = { ...referenceEnv, DEAD: 'a secret of the second system' };
  const loaded = await loadInventory({ source: folder.path, env });
  return loaded.ok ? loaded.value.settings.deadMan : loaded.mistakes.map(({ what }) => what.key);
}

it('whoever must miss a lone Fangzhou is read, with the usual interval', async () => {
  expect(await read("dead_man: { url: 'http://10.8.1.30:7500/', secret: { env: DEAD } }")).toEqual({
    ...{ url: 'http://10.8.1.30:7500/', secret: 'a secret of the second system', everySeconds: 60 },
  });
  expect(await read('')).toBeUndefined();
});

it.each([
  ["dead_man: { url: 'ftp://h/', secret: { env: DEAD } }", 'inventory.bad-webhook-url.what'],
  ["dead_man: { url: 'http://u:p@h/', secret: { env: DEAD } }", 'inventory.url-secret.what'],
  ["dead_man: { url: 'http://h/', secret: { env: DEAD }, every: 1s }", 'inventory.yaml-duration.what'],
  ["dead_man: { url: 'http://h/' }", 'inventory.yaml-key-missing.what'],
])('%s is a mistake', async (line, key) => {
  expect(await read(line)).toEqual([key]);
});

import { expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { loadInventory } from '../index.ts';

/** The reference settings with these lines at their end: what is read, or the mistakes as `code line`. */
async function read(...lines: readonly string[]) {
  const before = await referenceText('fangzhou.yaml');
  const first = before.split('\n').length;
  await using folder = await cityFolder({ 'fangzhou.yaml': `${before}${lines.join('\n')}\n` });
  const loaded = await loadInventory({ source: folder.path, env: referenceEnv });
  if (loaded.ok) return loaded.value.settings.collectors;
  return loaded.mistakes.map(
    ({ what, line }) => `${what.key.replace(/^inventory\.|\.what$/g, '')} ${line - first + 1}`,
  );
}

it('no light collector is heard until it is declared, and then on this machine alone', async () => {
  expect(await read()).toBeUndefined();
  expect(await read('collectors: {}')).toEqual({
    listen: { transport: 'tls', host: '127.0.0.1', port: 7443 },
    url: undefined,
    silentAfterSeconds: 60,
  });
  expect(await read('collectors:', '  listen: tls:0.0.0.0:7000', '  url: https://hub:7443/')).toMatchObject({
    listen: { host: '0.0.0.0', port: 7_000 },
    url: 'https://hub:7443',
  });
});

it('mistakes are told with their place', async () => {
  const lines = ['collectors:', '  listen: tcp:0.0.0.0:7443', '  url: http://hub', '  silent_after: 1s', '  port: 1'];
  expect(await read(...lines)).toEqual([
    'bad-listen 2',
    'bad-collectors-url 3',
    'yaml-duration 4',
    'yaml-key-unknown 5',
  ]);
  expect(await read('collectors:', '  url: https://user@hub/x?y')).toEqual(['bad-collectors-url 2']);
});

import { expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { loadInventory } from '../index.ts';

const key = 'k'.repeat(32);

/** The reference settings with these lines at their end: what is read, or the mistakes as `code line`. */
async function read(lines: string, env: Record<string, string> = { STANDBY_KEY: key }) {
  const before = await referenceText('fangzhou.yaml');
  const first = before.split('\n').length;
  await using folder = await cityFolder({ 'fangzhou.yaml': `${before}${lines}` });
  const loaded = await loadInventory({ source: folder.path, env: { ...referenceEnv, ...env } });
  if (loaded.ok) return loaded.value.settings.warmStandby;
  return loaded.mistakes.map(
    ({ what, line }) => `${what.key.replace(/^inventory\.|\.what$/g, '')} ${line - first + 1}`,
  );
}

it('nobody follows until it is declared', async () => {
  expect(await read('')).toBeUndefined();
});

it('is read with its defaults, the key by reference', async () => {
  expect(await read('warm_standby:\n  key: {env: STANDBY_KEY}\n  peer: http://10.1.0.12:8081\n')).toEqual({
    ...{ key, peer: 'http://10.1.0.12:8081', name: undefined, silentAfterSeconds: 30, behindAfterSeconds: 60 },
    keptBytes: 268_435_456,
  });
});

it('is refused with every mistake at its place', async () => {
  const lines = [
    'warm_standby:',
    '  key: {env: STANDBY_KEY}',
    '  peer: ftp://x',
    '  silent_after: 1s',
    '  keep: 3',
    '',
  ];
  expect(await read(lines.join('\n'))).toEqual(['bad-peer-url 3', 'yaml-duration 4', 'yaml-key-unknown 5']);
  expect(await read('warm_standby:\n  key: {env: STANDBY_KEY}\n', { STANDBY_KEY: 'short' })).toEqual([
    'secret-short 2',
  ]);
  expect(await read(`warm_standby:\n  key: ${key}\n`)).toEqual(['literal-secret 2']);
  expect(await read('warm_standby:\n  key: {env: STANDBY_KEY}\n  peer: http://a:b@10.1.0.12\n')).toEqual([
    'url-secret 3',
  ]);
});

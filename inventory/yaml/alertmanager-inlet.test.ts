import { expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { loadInventory } from '../index.ts';

const token = 'k'.repeat(32);

/** The reference settings with these lines in their part `alerts`: what is read, or the mistakes as `code`. */
async function read(lines: readonly string[], env: Record<string, string> = { AM_TOKEN: token }) {
  const before = await referenceText('fangzhou.yaml');
  const own = ['alerts:', '  alertmanager:', ...lines.map((line) => `    ${line}`), ''].join('\n');
  await using folder = await cityFolder({ 'fangzhou.yaml': `${before}${lines.length === 0 ? '' : own}` });
  const loaded = await loadInventory({ source: folder.path, env: { ...referenceEnv, ...env } });
  if (loaded.ok) return loaded.value.settings.alertmanager;
  return loaded.mistakes.map(({ what }) => what.key.replace(/^inventory\.|\.what$/g, ''));
}

it('no Alertmanager is heard until one is declared', async () => {
  expect(await read([])).toBeUndefined();
});

it('is read with its defaults, the token by reference, severities by their words', async () => {
  expect(await read(['token: { env: AM_TOKEN }', 'severities: { Page: critical, ticket: minor }'])).toEqual({
    ...{ token, silentAfterSeconds: 5 * 3_600, otherwise: 'major' },
    severities: new Map([
      ['page', 'critical'],
      ['ticket', 'minor'],
    ]),
  });
});

it.each([
  [['silent_after: 1h'], ['yaml-key-missing']],
  [['token: written-here-in-full'], ['literal-secret']],
  [['token: { env: AM_TOKEN }', 'silent_after: 5s'], ['yaml-duration']],
  [['token: { env: AM_TOKEN }', 'otherwise: bad'], ['yaml-not-allowed']],
  [['token: { env: AM_TOKEN }', 'severities: { page: red }'], ['yaml-not-allowed']],
  [['token: { env: AM_TOKEN }', 'expires: 1h'], ['yaml-key-unknown']],
])('is refused: %j', async (lines, mistakes) => {
  expect(await read(lines)).toEqual(mistakes);
});

it('a token that no header can carry is refused', async () => {
  expect(await read(['token: { env: AM_TOKEN }'], { AM_TOKEN: 'with spaces in between' })).toEqual(['inlet-token']);
});

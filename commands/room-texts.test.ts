import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { roomsWithTexts, textsOfCommand } from './room-texts.ts';

const root = join(import.meta.dirname, '..');

it('every room with words has them in the terminal, but for those of the browser', () => {
  const folders = globSync('**/i18n/en.json', { cwd: root, exclude: (name) => name === 'node_modules' });
  const rooms = folders.map((file) => file.slice(0, -'/i18n/en.json'.length)).filter((room) => room !== 'dashboards');
  expect([...roomsWithTexts].toSorted()).toEqual(rooms.toSorted());
});

it('a small command carries only the words that it needs', async () => {
  const [few, all] = [await textsOfCommand('collector', 'en'), await textsOfCommand('constructor', 'en')];
  expect(Object.keys(few).length).toBeLessThan(Object.keys(all).length / 2);
  expect(all).toMatchObject(few);
  expect(Object.keys(await textsOfCommand(undefined, 'zh-CN')).toSorted()).toEqual(Object.keys(all).toSorted());
});

it('help is told without loading the server', () => {
  const hook = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) });`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, 'main.ts', 'report', '--help'];
  const env = { ...process.env, FANGZHOU_LANG: 'en' };
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  expect(stdout).toContain('Usage: fangzhou report');
  const loaded = stderr.split('\n').filter((url) => /^file:.*\.ts$/.test(url));
  expect(loaded.some((url) => url.endsWith('/cli.ts'))).toBe(true);
  expect(loaded.filter((url) => /[/](api|collector|audit|alerts|store|lab)[/]/.test(url))).toEqual([]);
});

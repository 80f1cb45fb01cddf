import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Types stand before the place that is told: where they are taken away and not blanked out, it moves. */
const said = (result: string): string =>
  `const it: Wide = { a: ${result} }; export const said: string = [it.a, new Error().stack?.match(/said.ts:\\d+:\\d+/)?.[0]].join(' ');`;

/** A program of its own, with the launcher's hook, in a folder that may be written or not. */
describe('running TypeScript from its stripped text', () => {
  let root: string;
  let cache: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fangzhou-plain-'));
    cache = join(root, 'node_modules', '.cache', 'fangzhou');
    mkdirSync(join(root, 'room'));
    mkdirSync(join(root, 'bin'));
    cpSync(join(import.meta.dirname), join(root, 'bin', 'plain'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    write('1');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(result: string): void {
    writeFileSync(join(root, 'main.ts'), `import { said } from './room/said.ts';\nconsole.log(said);\n`);
    writeFileSync(join(root, 'room', 'said.ts'), `interface Wide { readonly a: number }\n${said(result)}\n`);
    writeFileSync(join(root, 'room', 'said.test.ts'), 'no program imports this');
  }

  const run = (): string =>
    execFileSync(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        ...['--import', pathToFileURL(join(root, 'bin', 'plain', 'hook.mjs')).href],
        join(root, 'main.ts'),
      ],
      { encoding: 'utf8' },
    ).trim();

  it('makes the text once, keeps every place, and takes a changed source anew', () => {
    const place = `said.ts:2:${said('1').indexOf('new Error') + 1}`;
    expect(run()).toBe(`1 ${place}`);
    const made = readdirSync(cache).sort();
    expect(made).toHaveLength(2);
    expect(run()).toBe(`1 ${place}`);
    expect(readdirSync(cache).sort()).toEqual(made);
    write('2');
    expect(run()).toBe(`2 ${place}`);
    // What belonged to the old source is gone.
    expect(readdirSync(cache)).toHaveLength(2);
  });

  it('runs also where the cache cannot be written', () => {
    mkdirSync(join(root, 'node_modules'));
    // A file where the folder should be refuses root too.
    writeFileSync(join(root, 'node_modules', '.cache'), '');
    expect(run()).toMatch(/^1 said\.ts:2:/);
  });
});

import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { suiteNeeding } from '../../../test/needs.ts';
import type { Bundle } from '../bundle/make.ts';
import { type BundleStage, openBundleStage } from '../bundle/stage.fake.ts';
import { zipOf } from '../bundle/zip.ts';
import { openRoutes, type Routes, routesWithinMs } from './routes.fake.ts';

suiteNeeding(['chromium', 'openssl'], 'OpenSSL with coreutils, verify.mjs and verify.html in a browser', () => {
  vi.setConfig({ testTimeout: routesWithinMs, hookTimeout: routesWithinMs });
  let scratch: string;
  let stage: BundleStage;
  let bundle: Bundle;
  let older: Bundle;
  let vkey: string;
  let routes: Routes;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fangzhou-routes-'));
    routes = await openRoutes(scratch);
    stage = await openBundleStage({ verifiers: routes.verifiers, heartbeats: 1, failures: 2, services: true });
    const scope = { kind: 'point', id: 'rulin-1' } as const;
    older = await stage.make({ scope }, 'uptime-older');
    bundle = await stage.make({ scope, language: 'en' }, 'uptime-newer');
    vkey = stage.ledger.logKeys[0] ?? '';
  });
  afterAll(async () => {
    await routes.close();
    await stage.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const ask = (name: string, files: ReadonlyMap<string, Uint8Array>, key = vkey) => routes.ask({ name, files, key });
  const soundOf = (answers: Awaited<ReturnType<Routes['ask']>>): readonly boolean[] =>
    Object.values(answers).map(({ sound }) => sound);

  it('agree on a good bundle', async () => {
    const answers = await ask('good', bundle.files);
    expect(answers).toMatchObject({ openssl: { sound: true }, node: { sound: true }, page: { sound: true } });
    expect(answers.openssl.words).toContain('SOUND');
    expect(answers.node.words).toContain('every figure was made anew');
    expect(answers.page.words).toContain(bundle.report.id);
  });

  it('take the zip of it too, where they take zips', async () => {
    const zip = join(scratch, 'good.zip');
    await writeFile(zip, await zipOf('good', bundle.files));
    const verifier = join(routes.verifiers, 'verify.mjs');
    expect((await routes.run(process.execPath, [verifier, zip, '--key', vkey], scratch)).sound).toBe(true);
    expect((await routes.inBrowser([zip], vkey)).sound).toBe(true);
  });

  it.each<readonly [string, (files: Map<string, Uint8Array>) => void]>([
    [
      'a changed figure',
      (files) => change(files, 'report.json', (text) => text.replace('"verdict": "fail"', '"verdict": "pass"')),
    ],
    [
      'a record of evidence removed',
      (files) => change(files, 'evidence.jsonl', (text) => text.slice(text.indexOf('\n') + 1)),
    ],
    [
      'a changed sum',
      (files) => change(files, 'SHA256SUMS', (text) => text.replace(/^./, (hex) => (hex === '0' ? '1' : '0'))),
    ],
    [
      'the record of another report',
      (files) => files.set('record.json', older.files.get('record.json') ?? new Uint8Array()),
    ],
    [
      'the printed head of another report',
      (files) => files.set('checkpoint', older.files.get('checkpoint') ?? new Uint8Array()),
    ],
    ['a changed proof', (files) => change(files, 'consistency.proof', (text) => text.replace(/to \d+/, 'to 1'))],
    ['a missing file', (files) => files.delete('catalog.json')],
    ['a broken signature', (files) => change(files, 'record.tlog-proof', breakSignature)],
  ])('agree that %s is not sound', async (name, tamper) => {
    const files = new Map(bundle.files);
    tamper(files);
    const answers = await ask(name.replaceAll(' ', '-'), files);
    expect([name, ...soundOf(answers)]).toEqual([name, false, false, false]);
    expect(answers.openssl.words).not.toContain('SOUND 通过');
  });

  it('agree that a bundle of another ledger is not sound', async () => {
    const other = await openBundleStage({ verifiers: routes.verifiers, heartbeats: 0, failures: 0 });
    const otherKey = other.ledger.logKeys[0] ?? '';
    await other.close();
    expect(soundOf(await ask('other-key', bundle.files, otherKey))).toEqual([false, false, false]);
  });

  it('need nothing but what comes in the bundle', async () => {
    const folder = join(scratch, 'alone');
    await mkdir(folder);
    for (const [file, bytes] of bundle.files) await writeFile(join(folder, file), bytes);
    // Where verify.mjs is started beside the files, they are what it checks.
    expect((await routes.run(process.execPath, ['verify.mjs', '--key', vkey], folder)).sound).toBe(true);
    expect((await routes.run('bash', ['RECIPE.txt', vkey], folder)).sound).toBe(true);
    await cp(join(folder, 'verify.html'), join(scratch, 'copy.html'));
    expect(await readFile(join(scratch, 'copy.html'), 'utf8')).not.toMatch(/(?:src|href)="/);
  });
});

function change(files: Map<string, Uint8Array>, name: string, edit: (text: string) => string): void {
  const before = Buffer.from(files.get(name) ?? []).toString();
  const after = edit(before);
  if (after === before) throw new Error(`${name} was not changed`);
  files.set(name, Buffer.from(after));
}

/** Another letter in the middle of the signature: still base64. */
function breakSignature(text: string): string {
  const at = text.length - 40;
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

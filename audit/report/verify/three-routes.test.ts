import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildVerifiers } from '../../../scripts/build-verifier.ts';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import type { Bundle } from '../bundle/make.ts';
import { type BundleStage, openBundleStage } from '../bundle/stage.fake.ts';
import { zipOf } from '../bundle/zip.ts';

/** A browser and some thousand processes of OpenSSL take their time on a busy machine. */
const withinMs = 120_000;

/** What each route said: sound or not, and its words. */
interface Answer {
  readonly sound: boolean;
  readonly words: string;
}

suiteNeeding(['chromium', 'openssl'], 'OpenSSL with coreutils, verify.mjs and verify.html in a browser', () => {
  vi.setConfig({ testTimeout: withinMs, hookTimeout: withinMs });
  let scratch: string;
  let stage: BundleStage;
  let bundle: Bundle;
  let older: Bundle;
  let vkey: string;
  let browser: Browser;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fangzhou-routes-'));
    await buildVerifiers(join(scratch, 'verifiers'));
    stage = await openBundleStage({ verifiers: join(scratch, 'verifiers'), heartbeats: 1, failures: 2 });
    const scope = { kind: 'point', id: 'rulin-1' } as const;
    older = await stage.make({ scope }, 'uptime-older');
    bundle = await stage.make({ scope, language: 'en' }, 'uptime-newer');
    vkey = stage.ledger.logKeys[0] ?? '';
    browser = await chromium.launch({ executablePath: toolPath('chromium'), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const run = (file: string, args: readonly string[], cwd: string): Promise<Answer> =>
    new Promise((resolve) => {
      execFile(file, [...args], { cwd, env: { ...process.env, EVIDENCE: '3', LANG: 'C' } }, (error, out, err) =>
        resolve({ sound: error === null, words: out + err }),
      );
    });

  async function inBrowser(paths: readonly string[], key: string): Promise<Answer> {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    try {
      await page.goto(pathToFileURL(join(scratch, 'verifiers', 'verify.html')).href);
      await page.fill('#key', key);
      await page.setInputFiles('#files', [...paths]);
      await page.click('#run');
      await page.waitForSelector('#result[data-state=sound], #result[data-state=broken]', { timeout: withinMs });
      const words = (await page.textContent('#result')) ?? '';
      expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
      return { sound: (await page.getAttribute('#result', 'data-state')) === 'sound', words };
    } finally {
      await page.close();
    }
  }

  /** The three answers on one set of files. */
  async function ask(name: string, files: ReadonlyMap<string, Uint8Array>, key = vkey) {
    const folder = join(scratch, name);
    await mkdir(folder, { recursive: true });
    for (const [file, bytes] of files) await writeFile(join(folder, file), bytes);
    const paths = [...files.keys()].map((file) => join(folder, file));
    const [openssl, node, page] = await Promise.all([
      run('bash', [join(import.meta.dirname, '..', 'bundle', 'RECIPE.txt'), key], folder),
      run(process.execPath, [join(scratch, 'verifiers', 'verify.mjs'), folder, '--key', key], scratch),
      inBrowser(paths, key),
    ]);
    return { openssl, node, page };
  }
  const soundOf = (answers: Awaited<ReturnType<typeof ask>>): readonly boolean[] =>
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
    const verifier = join(scratch, 'verifiers', 'verify.mjs');
    expect((await run(process.execPath, [verifier, zip, '--key', vkey], scratch)).sound).toBe(true);
    expect((await inBrowser([zip], vkey)).sound).toBe(true);
  });

  it.each<readonly [string, (files: Map<string, Uint8Array>) => void]>([
    [
      'a changed figure',
      (files) => change(files, 'report.json', (text) => text.replace('"verdict": "fail"', '"verdict": "pass"')),
    ],
    ['a changed page of the PDF', (files) => flip(files, 'report.pdf')],
    [
      'a changed record of evidence',
      (files) => change(files, 'evidence.jsonl', (text) => text.replace('"kind":"', '"kinD":"')),
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
    ['a file that was slipped in', (files) => files.set('addendum.txt', Buffer.from('also signed, honestly'))],
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
    const other = await openBundleStage({ verifiers: join(scratch, 'verifiers'), heartbeats: 0, failures: 0 });
    const otherKey = other.ledger.logKeys[0] ?? '';
    await other.close();
    expect(soundOf(await ask('other-key', bundle.files, otherKey))).toEqual([false, false, false]);
  });

  it('need nothing but what comes in the bundle', async () => {
    const folder = join(scratch, 'alone');
    await mkdir(folder);
    for (const [file, bytes] of bundle.files) await writeFile(join(folder, file), bytes);
    // Where verify.mjs is started beside the files, they are what it checks.
    expect((await run(process.execPath, ['verify.mjs', '--key', vkey], folder)).sound).toBe(true);
    expect((await run('bash', ['RECIPE.txt', vkey], folder)).sound).toBe(true);
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

function flip(files: Map<string, Uint8Array>, name: string): void {
  const bytes = Uint8Array.from(files.get(name) ?? []);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  files.set(name, bytes);
}

/** Another letter in the middle of the signature: still base64. */
function breakSignature(text: string): string {
  const at = text.length - 40;
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../audit/report/bundle/make.ts';
import { openBundleStage } from '../audit/report/bundle/stage.fake.ts';
import { buildVerifiers } from '../scripts/build-verifier.ts';
import { fangzhou } from './run.fake.ts';

let folder: string;
let bundle: Bundle;
let vkey: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-verify-command-'));
  await buildVerifiers(join(folder, 'verifiers'));
  const stage = await openBundleStage({ verifiers: join(folder, 'verifiers'), heartbeats: 0 });
  bundle = await stage.make({ scope: { kind: 'point', id: 'rulin-1' } });
  vkey = stage.ledger.logKeys[0] ?? '';
  await stage.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verify(...args: readonly string[]) {
  return fangzhou(['verify', ...args, '--lang', 'en']);
}

function lay(name: string, change: (files: Map<string, Uint8Array>) => void = () => {}): string {
  const files = new Map(bundle.files);
  change(files);
  const place = mkdtempSync(join(folder, `${name}-`));
  for (const [file, bytes] of files) writeFileSync(join(place, file), bytes);
  return place;
}

describe('fangzhou verify', () => {
  it('accepts a sound report with the key from the line or from a file', async () => {
    const place = lay('good');
    const keyFile = join(folder, 'ledger.vkey');
    writeFileSync(keyFile, `${vkey}\n`);
    for (const key of [vkey, keyFile]) {
      const { code, out } = await verify(place, '--key', key);
      expect([code, out]).toEqual([0, expect.stringContaining('Sound: nothing was changed')]);
    }
    const head = join(place, 'checkpoint');
    expect((await verify(place, '--key', vkey, '--head', head)).code).toBe(0);
  });

  it('names what was changed, as text and as one JSON document, and ends with 1', async () => {
    const place = lay('bad', (files) => files.set('report.csv', Buffer.from('nothing ever fell')));
    const { code, out } = await verify(place, '--key', vkey);
    expect([code, out]).toEqual([1, expect.stringContaining('✗ report.csv: its content was changed')]);
    const { out: json } = await verify(place, '--key', vkey, '--json');
    expect(JSON.parse(json)).toMatchObject({
      ok: false,
      faults: [
        { key: 'report.fault.changed', params: { file: 'report.csv' }, text: expect.stringContaining('report.csv') },
      ],
    });
  });

  it('ends with 1 where something is that cannot be read: a zip that was cut is a finding', async () => {
    const cut = join(folder, 'cut.zip');
    writeFileSync(cut, zipSync({ 'report/report.json': Buffer.alloc(5_000, 'x') }).subarray(0, 60));
    const { code, err } = await verify(cut, '--key', vkey);
    expect([code, err]).toEqual([1, expect.stringContaining('it was cut or altered')]);
  });

  it.each([
    [[], 'wants the folder or the zip'],
    [['somewhere'], 'wants --key'],
    [['/nowhere/at/all', '--key', 'x'], 'is no readable report'],
  ])('says how it is used when called as %j, and ends with 2', async (args, words) => {
    const { code, err } = await verify(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });

  it('refuses a key that is none', async () => {
    expect((await verify(lay('key'), '--key', 'city.fangzhou/ledger+1+2')).code).toBe(2);
  });
});

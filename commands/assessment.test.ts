import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeAssessments } from '../api/assessments.fake.ts';
import { fakeReports } from '../api/reports.fake.ts';
import type { Stage } from '../api/stage.fake.ts';
import { referenceCity } from './configuration.ts';
import { fangzhou } from './run.fake.ts';
import { servedStage } from './served.fake.ts';

let folder: string;
let stage: Stage;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-assessment-'));
  stage = await servedStage({ assessments: fakeAssessments(), reports: fakeReports(folder) });
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (...args: readonly string[]) =>
  fangzhou(['assessment', ...args, '--data', stage.dataFolder, '--lang', 'en']);

describe('fangzhou assessment, of the server that runs', () => {
  it('lists the periods and what was closed', async () => {
    const { code, out } = await ask('list');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/version 1, indicators: 3\n1970-Q1 +over\n1970-Q1@1 +closed/),
    ]);
    expect(JSON.parse((await ask('list', '--json')).out)).toMatchObject({ ok: true, closed: [{ id: '1970-Q1@1' }] });
  });

  it('ranks, and without a period takes the running one', async () => {
    const { code, out } = await ask('show');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['1/1', 'district', 'd1'],
      ['1/2', 'office', 'one'],
      ['2/2', 'office', 'two'],
      [''],
    ]);
    expect((await ask('show', '1970-Q1@1')).out).toBe(out);
  });

  it('tells an office why it got its score', async () => {
    const { code, out } = await ask('office', 'one');
    expect(code).toBe(0);
    // 1,900 of 2,000 ms; nothing to count, so 70 of 70 are its share.
    expect(out).toMatch(/1\/2 +office +one +one +95\.00\n {2}availability +95\.00 +100% +95\.000% +points without/);
    expect(JSON.parse((await ask('district', 'd1', '1970-Q1', '--json')).out)).toMatchObject({
      ...{ ok: true, id: '1970-Q1', card: { kind: 'district', id: 'd1' } },
    });
  });

  it('writes a file for a spreadsheet and one for machines', async () => {
    const [csv, json] = [join(folder, 'a.csv'), join(folder, 'a.JSON')];
    expect(await ask('export', '1970-Q1@1', '--out', csv)).toMatchObject({ code: 0, out: `Saved to ${csv}\n` });
    expect(readFileSync(csv, 'utf8')).toMatch(/^\uFEFFkind,id,name,rank/);
    expect((await ask('export', '1970-Q1@1', '--out', json)).code).toBe(0);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ id: '1970-Q1@1', cards: [{ id: 'd1' }, {}, {}] });
  });

  it('saves the report of a closed one with all of its files, and its zip', async () => {
    const out = join(folder, 'out');
    const { code, out: said } = await ask('export', '1970-Q1@1', '--out', out);
    expect([code, said]).toEqual([0, expect.stringMatching(/assessment-1970-Q1-1\.zip: Adds up/)]);
    expect(readFileSync(join(out, 'assessment-1970-Q1-1.zip'), 'utf8')).toBe('zip');
    expect(readFileSync(join(out, 'assessment-1970-Q1-1', 'report.html'), 'utf8')).toBe('html');
    const none = await ask('export', '1970-Q1@2', '--out', out);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('1970-Q1@2')]);
  });

  it.each([
    [[], 2, 'wants list, show, office, district or export'],
    [['close', '1970-Q1'], 2, 'not "close"'],
    [['office'], 2, 'office wants the id'],
    [['show', '1970-Q1', '--out', 'x.csv'], 2, '--out belongs to export'],
    [['export', '1970-Q1@1', '--out', 'x.pdf'], 2, 'export wants a period and --out'],
    [['export', '1970-Q1', '--out', 'folder'], 2, 'export wants a period and --out'],
    [['export', '1970-Q1'], 2, 'export wants a period and --out'],
    [['list', 'more'], 2, 'more'],
    [['show', '1969-Q1'], 1, '1969-Q1'],
    [['office', 'nobody'], 1, 'nobody'],
    [['show', '1970-Q3'], 1, 'Record 3'],
    [['export', '1970-Q1', '--out', '/dev/null/x.csv'], 1, 'cannot be written'],
  ])('%j ends with %d in words', async (args, code, words) => {
    const ended = await ask(...args);
    expect([ended.code, ended.out, ended.err]).toEqual([code, '', expect.stringContaining(words)]);
  });

  it('waits for what is being made, and says plainly that it was told to end', async () => {
    const stop = new AbortController();
    let said = '';
    const told = fangzhou(['assessment', 'show', '1970-Q2', '--data', stage.dataFolder, '--lang', 'en'], {
      stop: stop.signal,
      interactive: true,
      err(text) {
        said += text;
        if (text.includes('being made: 25 %')) stop.abort();
      },
    });
    expect((await told).code).toBe(1);
    expect(said).toMatch(/ended before the answer came\n {2}Ask again/);
  });
});

describe('fangzhou assessment, without a server', () => {
  it('opens the data folder: a city that nobody has watched may be anything, and nothing of it is good', async () => {
    const data = join(folder, 'data');
    const offline = (...args: readonly string[]) => fangzhou(['assessment', ...args, '--data', data, '--json']);
    const { periods } = JSON.parse((await offline('list')).out) as { readonly periods: readonly { id: string }[] };
    expect(periods).toHaveLength(13);
    const office = await offline('office', 'rulin');
    expect(office.code).toBe(0);
    expect(JSON.parse(office.out)).toMatchObject({
      ...{ ok: true, id: periods[0]?.id },
      card: { id: 'rulin', score: { lower: 0, upper: 100 }, rank: { rank: 1, of: 58 } },
    });
    const nobody = await offline('office', 'nobody');
    const open = await offline('export', '2020-Q1@1', '--out', join(folder, 'x'));
    expect([open.code, JSON.parse(open.out)]).toEqual([1, expect.objectContaining({ ok: false })]);
    expect([nobody.code, JSON.parse(nobody.out)]).toEqual([1, expect.objectContaining({ ok: false })]);
  });

  it('says where to begin when nothing is declared', async () => {
    const config = join(folder, 'city');
    cpSync(referenceCity, config, { recursive: true });
    rmSync(join(config, 'assessment.yaml'));
    const { code, err } = await fangzhou([
      ...['assessment', 'show', '--config', config, '--data', join(folder, 'none'), '--lang', 'en'],
    ]);
    expect([code, err]).toEqual([1, expect.stringMatching(/nothing is assessed.*\n.*Put assessment\.yaml beside/)]);
  });
});

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keptHead, openLedger } from '../ledger/index.ts';
import { trialOptions, trialRecord } from '../ledger/trial.fake.ts';
import { openStore } from '../store/index.ts';
import { trialOptions as storeOptions } from '../store/trial.ts';
import { fangzhou } from './run.fake.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-witness-'));
const data = join(folder, 'data');
const stick = join(folder, 'stick');
const disc = join(folder, 'disc');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  return fangzhou(args, { env: { FANGZHOU_LANG: 'en' } });
}

async function grow(count: number): Promise<void> {
  const ledger = await openLedger(trialOptions(join(data, 'ledger')));
  for (let n = 0; n < count; n++) ledger.append(trialRecord(n));
  await ledger.close();
}

beforeAll(() => grow(300));

it('goes the whole way of an auditor: keys, export, first visit, second visit, paper', async () => {
  const shown = await run('ledger', '--data', data, '--json');
  const { logKeys, size } = JSON.parse(shown.out) as { logKeys: string[]; size: number };
  expect(size).toBe(302);
  const made = await run('witness', 'init', '-f', stick, '--name', 'audit.example/stick', '--log', logKeys[0] ?? '');
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toContain('audit.example/stick+');
  expect((await run('ledger', 'export', disc, '--data', data)).code).toBe(0);
  const first = await run('witness', 'cosign', disc, '-f', stick);
  expect(first).toMatchObject({ code: 0 });
  expect(first.err).toContain('nothing to compare with');
  expect(first.out).toMatch(/— audit\.example\/stick /);

  await grow(200);
  const offer = join(folder, 'offer.txt');
  expect((await run('ledger', 'offer', '--from', '302', '--data', data, '--out', offer)).code).toBe(0);
  const second = await run('witness', 'cosign', offer, '-f', stick, '--json');
  expect(JSON.parse(second.out)).toMatchObject({ ok: true, previousSize: 302, size: 502 });
  const paper = await run('ledger', 'paper', '--data', data);
  expect(paper.out).toContain('<svg');
});

it('refuses what an older export shows, with the reason, in words and as JSON, and exit code 1', async () => {
  const plain = await run('witness', 'cosign', disc, '-f', stick);
  expect(plain).toMatchObject({ code: 1, out: '' });
  expect(plain.err).toContain('rolled back');
  const json = await run('witness', 'cosign', disc, '-f', stick, '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    ok: false,
    fault: 'ledger.fault.rolled-back',
    place: { signed: 502, size: 302 },
  });
});

it('checks a ledger from its entries up, and names what was altered', async () => {
  expect(await run('ledger', 'check', '--data', data)).toMatchObject({
    code: 0,
    out: 'All 502 records are as they were signed\n',
  });
  const file = join(data, 'ledger', '000000.entries');
  const before = readFileSync(file);
  writeFileSync(file, before.toString('latin1').replace('"n":100,', '"n":101,'), 'latin1');
  const found = await run('ledger', 'check', '--data', data, '--json');
  expect(found.code).toBe(1);
  const { faults } = JSON.parse(found.out) as { faults: { key: string; params: object }[] };
  const fault = { key: 'ledger.fault.entry-altered', params: { index: 102 } };
  expect(faults).toMatchObject([fault]);
  // The export is the evidence of it, and no witness endorses it.
  const broken = join(folder, 'broken');
  const exported = await run('ledger', 'export', broken, '--data', data, '--json');
  expect([exported.code, JSON.parse(exported.out)]).toMatchObject([1, { ok: false, size: 502, faults: [fault] }]);
  const cosigned = await run('witness', 'cosign', broken, '-f', stick);
  expect(cosigned).toMatchObject({ code: 1, out: '' });
  expect(cosigned.err).toContain('Entry 102 is not what its leaf says');
  writeFileSync(file, before);
});

it('is seen to be set back by the head that the database remembers, whatever is asked', async () => {
  const older = join(folder, 'older');
  const ledgerFolder = join(data, 'ledger');
  cpSync(ledgerFolder, older, { recursive: true });
  await grow(20);
  const store = await openStore(storeOptions(data));
  (await keptHead(store)).keep(readFileSync(join(ledgerFolder, 'checkpoint'), 'utf8'));
  await store.close();
  expect((await run('ledger', 'check', '--data', data)).code).toBe(0);
  rmSync(ledgerFolder, { recursive: true });
  cpSync(older, ledgerFolder, { recursive: true });
  for (const verb of ['show', 'check', 'offer', 'paper']) {
    const { code, err } = await run('ledger', verb, '--data', data);
    expect([verb, code, err]).toEqual([verb, 1, expect.stringContaining('it was rolled back')]);
  }
  const exported = await run('ledger', 'export', join(folder, 'back'), '--data', data);
  expect([exported.code, exported.err]).toEqual([1, expect.stringContaining('it was rolled back')]);
  // Another ledger in its place, with keys of its own.
  rmSync(ledgerFolder, { recursive: true });
  await grow(5);
  expect((await run('ledger', 'show', '--data', data)).err).toContain('the ledger was replaced');
  rmSync(join(data, 'fangzhou.db'));
  rmSync(ledgerFolder, { recursive: true });
  cpSync(older, ledgerFolder, { recursive: true });
});

it('rotates and retires a key while nobody runs, and makes another only where there is none', async () => {
  const there = await run('ledger', 'new-key', '--data', data);
  expect([there.code, there.err]).toEqual([1, expect.stringContaining('There is a key')]);
  const twice = await run('witness', 'init', '-f', stick, '--name', 'x');
  expect([twice.code, twice.err]).toEqual([1, expect.stringMatching(/There is a witness in .* already/)]);
  const refused = async (verb: string, words: string): Promise<void> => {
    const { code, err } = await run('ledger', verb, 'log', '--data', data);
    expect([verb, code, err]).toEqual([verb, 1, expect.stringContaining(words)]);
  };
  await refused('retire', 'nothing is destroyed');
  expect((await run('ledger', 'rotate', 'log', '--data', data)).code).toBe(0);
  // The only key that can vouch for the new one is kept until it has.
  await refused('rotate', 'is being changed already');
  await refused('retire', 'has not vouched');
  await grow(1);
  const { logKeys, policy } = JSON.parse((await run('ledger', '--data', data, '--json')).out) as {
    logKeys: string[];
    policy: string;
  };
  expect(logKeys).toHaveLength(2);
  expect(policy.match(/^log /gm)).toHaveLength(2);
  expect((await run('ledger', 'retire', 'log', '--data', data)).code).toBe(0);
  const ledger = await openLedger(trialOptions(join(data, 'ledger')));
  expect((await run('ledger', 'rotate', 'log', '--data', data)).err).toMatch(
    /is running[\s\S]*Stop Fangzhou, run this again/,
  );
  expect(ledger.policy().match(/^log /gm)).toHaveLength(1);
  // From the first moment on: what a report prints must be signed by nobody whom its policy does not name.
  expect(ledger.checkpoint()?.match(/^— /gm)).toHaveLength(1);
  await ledger.close();
});

it.each([
  [['ledger', 'show', '--data', join(folder, 'nowhere')]],
  [['ledger', 'rotate', 'log', '--data', join(folder, 'nowhere')]],
  [['witness', 'cosign', join(folder, 'nowhere'), '-f', stick]],
  [['witness', 'show', '-f', join(folder, 'nowhere')]],
  [['ledger', 'offer', '--data', data, '--out', join(folder, 'no', 'such', 'place')]],
])('says what is wrong and what to do for %j', async (args) => {
  const { code, err } = await run(...args);
  expect(code).toBe(1);
  expect(err).not.toMatch(/\n {4}at |itself failed|ledger\.problem/);
});

import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/index.ts';
import {
  canonicalJson,
  formatVerifierKey,
  newPrivateKey,
  nodeSha256,
  parseCheckpoint,
  parseVerifierKey,
  signerOf,
  type VerifierKey,
  verifyEd25519,
} from '../../../ledger/index.ts';
import { buildVerifiers } from '../../../scripts/build-verifier.ts';
import { bundleIsSound, mutateBundle } from '../../../test/tamper/bundle.ts';
import { mutationKinds } from '../../../test/tamper/mutate.ts';
import type { Bundle } from '../bundle/make.ts';
import { formatProofs, formatSums, parseConsistency, parseProofs, parseSums } from '../bundle/parts.ts';
import { type BundleStage, openBundleStage } from '../bundle/stage.fake.ts';
import { zipOf } from '../bundle/zip.ts';
import type { Report } from '../model.ts';
import { verifyBundle } from './core.ts';
import { readHead, readKey } from './key.ts';
import { unpack } from './unpack.ts';
import { checkLines, faultText, verifierTexts } from './words.ts';

let scratch: string;
let stage: BundleStage;
let bundle: Bundle;
let older: Bundle;
let key: VerifierKey;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'fangzhou-verify-'));
  await buildVerifiers(scratch);
  stage = await openBundleStage({ verifiers: scratch, heartbeats: 1 });
  older = await stage.make({}, 'uptime-older');
  bundle = await stage.make({}, 'uptime-newer');
  const found = parseVerifierKey(stage.ledger.logKeys[0] ?? '', nodeSha256);
  if (found === undefined) throw new Error('no key');
  key = found;
});
afterAll(async () => {
  await stage.close();
  rmSync(scratch, { recursive: true, force: true });
});

const check = (files: ReadonlyMap<string, Uint8Array>, trusted = key) =>
  verifyBundle({ files, key: trusted, sha256: nodeSha256, verify: verifyEd25519 });
const text = (name: string): string => Buffer.from(bundle.files.get(name) ?? []).toString();
/** The faults of a bundle with one file changed, without the part before the last dot. */
async function faultsWith(name: string, change: ((content: string) => string) | undefined) {
  const files = new Map(bundle.files);
  if (change === undefined) files.delete(name);
  else files.set(name, Buffer.from(change(text(name))));
  const found = await check(files);
  expect(found.ok).toBe(false);
  return found.faults.map(({ key: what, params }) => ({ what: what.replace('report.fault.', ''), ...params }));
}

/** A bundle whose maker lies: the report is changed, and every sum and the ledger's own record follow. */
async function lyingBundle(change: (report: Report) => Report): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map(bundle.files);
  files.set('report.json', Buffer.from(JSON.stringify(change(bundle.report))));
  const sums = new Map(parseSums(text('SHA256SUMS')));
  sums.set('report.json', Buffer.from(nodeSha256(files.get('report.json') ?? new Uint8Array())).toString('hex'));
  files.set('SHA256SUMS', Buffer.from(formatSums(sums)));
  const { ledger } = stage;
  const from = parseCheckpoint(text('checkpoint'))?.size ?? 0;
  const index = ledger.head().size;
  const record = JSON.parse(text('record.json')) as { readonly body: Record<string, unknown> };
  const digest = Buffer.from(nodeSha256(files.get('SHA256SUMS') ?? new Uint8Array())).toString('hex');
  ledger.append({ kind: 'report', subject: 'report lie', body: { ...record.body, sums: digest } as never });
  await ledger.flush();
  await ledger.sign();
  const size = ledger.head().size;
  files.set('record.json', (await ledger.entry(index)) ?? new Uint8Array());
  files.set('record.tlog-proof', Buffer.from((await ledger.proof(index)) ?? ''));
  const proof = await ledger.consistency(from, size);
  const lines = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
  files.set('consistency.proof', Buffer.from(`fangzhou-consistency/1\nfrom ${from}\nto ${size}\n${lines}`));
  return files;
}

describe('the verification of a report', () => {
  it('accepts what nobody changed, makes every figure anew, and says what it did not look at', async () => {
    const found = await check(bundle.files);
    expect(found).toMatchObject({
      ok: true,
      faults: [],
      recomputed: true,
      evidence: bundle.report.evidence.records,
      recordIndex: bundle.recordIndex,
      report: { id: 'uptime-newer', verdict: 'fail' },
    });
    expect(found.notVerified.map(({ key: what }) => what)).toContain('report.fault.not-verified.witness');
  });

  it('accepts it as a zip too, with the key as PEM', async () => {
    const files = unpack(await zipOf('some-folder', bundle.files));
    if (files === undefined) throw new Error('the zip cannot be read');
    // A second folder in it would be unpacked beside what was checked.
    const split = unpack(zipSync({ 'a/report.json': new Uint8Array(1), 'b/report.html': new Uint8Array(1) }));
    expect(split).toBeUndefined();
    // Of two entries with one path a viewer may show the one that was not checked.
    const two = zipSync({ 'a/report.pdf': Buffer.from('forged'), 'a/report.pdX': Buffer.from('checked') });
    const twice = Buffer.from(Buffer.from(two).toString('latin1').replaceAll('report.pdX', 'report.pdf'), 'latin1');
    expect(unpack(two)?.size).toBe(2);
    expect(unpack(twice)).toBeUndefined();
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.publicKey]);
    const pem = `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
    const read = readKey(pem, files, nodeSha256);
    expect(read).toEqual(key);
    expect((await check(files, read)).ok).toBe(true);
    expect(readKey(`# on file since 2026\n${formatVerifierKey(key)}\n`, files, nodeSha256)).toEqual(key);
    expect(readKey('something else', files, nodeSha256)).toBeUndefined();
  });

  it('names a file that is missing, changed, or not of the report', async () => {
    expect(await faultsWith('report.pdf', undefined)).toContainEqual({ what: 'missing', file: 'report.pdf' });
    expect(await faultsWith('report.csv', (content) => `${content} `)).toEqual([
      { what: 'changed', file: 'report.csv' },
    ]);
    expect(await faultsWith('more.txt', () => 'x')).toEqual([{ what: 'unexpected', file: 'more.txt' }]);
  });

  it('names the record of evidence that was changed, by its file, its line and its place in the ledger', async () => {
    const index = parseProofs(text('evidence.proofs'))?.[4]?.index;
    const faults = await faultsWith('evidence.jsonl', (content) => {
      const lines = content.split('\n');
      lines[4] = lines[4]?.replace('"state":"', '"state":"x') ?? '';
      return lines.join('\n');
    });
    expect(faults).toContainEqual({ what: 'not-in-ledger', file: 'evidence.jsonl', line: 5, index });
  });

  it('names records that were removed, moved or inserted', async () => {
    const removed = await faultsWith('evidence.jsonl', (content) => content.split('\n').toSpliced(3, 1).join('\n'));
    expect(removed.map(({ what }) => what)).toContain('counts-differ');
    const moved = await faultsWith('evidence.proofs', (content) => {
      const [head = '', a = '', b = '', ...rest] = content.split('\n\n');
      return [head, b, a, ...rest].join('\n\n');
    });
    expect(moved.map(({ what }) => what)).toEqual(expect.arrayContaining(['order', 'not-in-ledger']));
  });

  it('names a list of sums that is not the one which the ledger recorded', async () => {
    const faults = await faultsWith('SHA256SUMS', (content) => content.replace(/^\w{64}/, 'a'.repeat(64)));
    expect(faults).toContainEqual({ what: 'sums-not-recorded', file: 'SHA256SUMS', index: bundle.recordIndex });
  });

  it('refuses a bundle of another ledger, whatever key comes with it', async () => {
    const forger = signerOf(createPrivateKey(newPrivateKey()), key.name);
    const { faults } = await check(bundle.files, forger.key);
    expect(faults[0]).toMatchObject({ key: 'report.fault.other-key' });
    expect(faults.map((found) => found.params?.what)).toContain('key:ledger.fault.signature-unknown');
  });

  it('names an older record, and a ledger that does not continue the printed one', async () => {
    const oldRecord = await faultsWith('record.json', () =>
      Buffer.from(older.files.get('record.json') ?? []).toString(),
    );
    expect(oldRecord[0]).toMatchObject({
      what: 'key:ledger.fault.not-included',
      file: 'record.json, record.tlog-proof',
      index: bundle.recordIndex,
    });
    const oldHead = await faultsWith('checkpoint', () => Buffer.from(older.files.get('checkpoint') ?? []).toString());
    expect(oldHead.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['changed', 'not-extended', 'head-differs']),
    );
  });

  it('sees an older report in place of a newer one, when the auditor says which head was seen last', async () => {
    expect((await check(older.files)).ok).toBe(true);
    const seen = readHead(text('checkpoint'));
    expect(seen?.size).toBe(bundle.report.head?.size);
    const late = {
      ...seen,
      origin: seen?.origin ?? '',
      root: seen?.root ?? new Uint8Array(),
      size: stage.ledger.head().size,
    };
    const found = await verifyBundle({
      files: older.files,
      key,
      seen: late,
      sha256: nodeSha256,
      verify: verifyEd25519,
    });
    expect(found.faults).toMatchObject([{ key: 'report.fault.rolled-back' }]);
  });

  it.each<readonly [string, string, (report: Report) => Report]>([
    ['a figure', 'figure', (report) => withRow(report, (row) => ({ ...row, values: row.values.with(0, 1) }))],
    ['a verdict on an element', 'verdict', (report) => withRow(report, (row) => ({ ...row, verdict: 'pass' }))],
    ['the verdict', 'verdict', (report) => ({ ...report, verdict: 'pass' })],
    ['a timeline', 'timeline', (report) => withRow(report, (row) => ({ ...row, timeline: row.timeline.slice(0, 1) }))],
    ['an outage left out', 'finding-count', (report) => ({ ...report, findings: report.findings.slice(1) })],
    ['the coverage', 'figure', (report) => ({ ...report, coverage: { ...report.coverage, ratio: 1 } })],
    ['the head', 'head-differs', (report) => ({ ...report, head: null })],
  ])('sees through a maker who lies about %s and has the lie recorded', async (_, what, change) => {
    const found = await check(await lyingBundle(change));
    expect(found.ok).toBe(false);
    expect(found.recomputed).toBe(false);
    expect(found.faults.map(({ key: each }) => each)).toContain(`report.fault.${what}`);
  });

  it('takes any shape of a report for a fault, never for a crash', async () => {
    for (const strange of [
      'null',
      '[]',
      '{"format":"fangzhou-report/1"}',
      '{"format":"fangzhou-report/1","evidence":7}',
    ]) {
      const found = await check(new Map(bundle.files).set('report.json', Buffer.from(strange)));
      expect(found.faults.map(({ key: each }) => each)).toContain('report.fault.form');
    }
    expect((await check(new Map())).ok).toBe(false);
  });

  it('has words for everything that it says, in both languages', async () => {
    const random = seededRandom(11);
    for (let turn = 0; turn < 60; turn += 1) {
      const kind = mutationKinds[turn % mutationKinds.length] ?? 'byte';
      const { faults, notVerified } = await check(mutateBundle(bundle, older, key, kind, random).files);
      for (const found of [...faults, ...notVerified]) {
        for (const texts of Object.values(verifierTexts)) {
          expect(faultText(texts, found)).not.toMatch(/(?:report|ledger)\.fault|\{\w+\}/);
        }
      }
    }
    const lines = checkLines(await check(bundle.files), verifierTexts.en).join('\n');
    expect(lines).toContain('Sound: nothing was changed');
    expect(lines).not.toMatch(/report\.(?!html|pdf|json)\w|\{\w+\}/);
  });

  it.each(mutationKinds)('finds every one of 40 random mutations by %s', async (kind) => {
    const random = seededRandom(mutationKinds.indexOf(kind) + 1);
    const seen = parseCheckpoint(text('record.tlog-proof').split('\n\n').slice(1).join('\n\n'));
    if (seen === undefined) throw new Error('no head');
    for (let turn = 0; turn < 40; turn += 1) {
      const mutated = mutateBundle(bundle, older, key, kind, random);
      expect([mutated.what, await bundleIsSound(mutated.files, key, seen)]).toEqual([mutated.what, false]);
    }
    expect(await bundleIsSound(bundle.files, key, seen)).toBe(true);
  });
});

function withRow(report: Report, change: (row: Report['tables'][number]['rows'][number]) => typeof row): Report {
  // Districts add up what stands below them.
  const at = report.tables.findIndex(({ id }) => id === 'points');
  const table = report.tables[at];
  if (table === undefined) throw new Error('no table');
  const failing = table.rows.findIndex(({ verdict }) => verdict === 'fail');
  const rows = table.rows.map((row, index) => (index === failing ? change(row) : row));
  return { ...report, tables: report.tables.with(at, { ...table, rows }) };
}

describe('the small files of a bundle', () => {
  it('have one spelling only', () => {
    const proofs = text('evidence.proofs');
    expect(formatProofs(parseProofs(proofs) ?? [])).toBe(proofs);
    expect(parseProofs(`${proofs}\n`)).toBeUndefined();
    expect(parseProofs(proofs.replace('index ', 'index 0'))).toBeUndefined();
    expect(parseConsistency(text('consistency.proof').replace('from ', 'from  '))).toBeUndefined();
    expect(parseSums(text('SHA256SUMS').split('\n').reverse().join('\n'))).toBeUndefined();
    expect(parseProofs(formatProofs([]))).toEqual([]);
    expect(canonicalJson(JSON.parse(text('record.json')))).toBe(text('record.json'));
  });

  it('are the same for the same input, but for the record of the making', async () => {
    const first = await stage.make({}, 'uptime-same');
    const again = await stage.make({}, 'uptime-same');
    const differing = [...first.files.keys()].filter(
      (name) => !Buffer.from(first.files.get(name) ?? []).equals(again.files.get(name) ?? new Uint8Array()),
    );
    // The second report stands under a later head, because the first was recorded; nothing else in it is new.
    const undone = (files: ReadonlyMap<string, Uint8Array>): string =>
      JSON.stringify({ ...JSON.parse(Buffer.from(files.get('report.json') ?? []).toString()), head: null });
    expect(undone(first.files)).toBe(undone(again.files));
    for (const name of ['report.csv', 'findings.csv', 'evidence.jsonl', 'catalog.json', 'verify.mjs']) {
      expect(differing).not.toContain(name);
    }
    const zip = await zipOf('x', first.files);
    expect(Buffer.from(await zipOf('x', new Map([...first.files].reverse()))).equals(zip)).toBe(true);
  });
});

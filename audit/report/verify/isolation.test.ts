import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LedgerRecord } from '../../../ledger/index.ts';
import { suiteNeeding } from '../../../test/needs.ts';
import type { Bundle } from '../bundle/make.ts';
import { type IsolationStage, openIsolationStage, playDay } from '../isolation/stage.fake.ts';
import type { Report } from '../model.ts';
import { recomputeIsolation } from './isolation.ts';
import { openRoutes, type Routes, routesWithinMs } from './routes.fake.ts';

type Files = Map<string, Uint8Array>;

suiteNeeding(['chromium', 'openssl'], 'the three verifiers on an isolation report', () => {
  vi.setConfig({ testTimeout: routesWithinMs, hookTimeout: routesWithinMs });
  let scratch: string;
  let stage: IsolationStage;
  let routes: Routes;
  let bundle: Bundle;
  let evidence: readonly LedgerRecord[];
  let vkey: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fangzhou-isolation-'));
    routes = await openRoutes(scratch);
    stage = await openIsolationStage({ verifiers: routes.verifiers });
    await playDay(stage);
    bundle = await stage.make({ scope: { kind: 'point', id: 'p1' } });
    vkey = stage.ledger.logKeys[0] ?? '';
    const lines = textOf('evidence.jsonl').trimEnd().split('\n');
    evidence = lines.map((line) => JSON.parse(line) as LedgerRecord);
  });
  afterAll(async () => {
    await routes.close();
    await stage.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const textOf = (name: string): string => Buffer.from(bundle.files.get(name) ?? []).toString();

  it('agree on a good one, and those that can make the figures anew do', async () => {
    const answers = await routes.ask({ name: 'good', files: bundle.files, key: vkey });
    expect(answers).toMatchObject({ openssl: { sound: true }, node: { sound: true }, page: { sound: true } });
    expect(answers.node.words).toContain('every figure was made anew from the evidence');
    expect(answers.page.words).toContain(bundle.report.id);
  });

  // Any changed file is refused by its sum, whatever it tells: three-routes.test.ts tries the ways to change one.
  it.each<readonly [string, string, (text: string) => string]>([
    ['a verdict', 'report.json', (text) => text.replace('"verdict": "fail"', '"verdict": "pass"')],
    ['the record of the violation', 'evidence.jsonl', (text) => text.replace(/^.*"verdict":"fail".*\n/m, '')],
  ])('all refuse one in which %s was changed', async (name, file, change) => {
    const changed = change(textOf(file));
    expect(changed).not.toBe(textOf(file));
    const files: Files = new Map(bundle.files).set(file, Buffer.from(changed));
    const answers = await routes.ask({ name: name.replaceAll(' ', '-'), files, key: vkey });
    expect(answers).toMatchObject({ openssl: { sound: false }, node: { sound: false }, page: { sound: false } });
  });

  /** A maker who has the lie recorded: hashes and signatures are right, only the evidence says otherwise. */
  it.each<readonly [string, string, (report: Report) => Report]>([
    ['a share of time', 'figure', (report) => withValues(report, 0, (values) => values.with(0, 1))],
    ['how long a violation was', 'figure', (report) => withValues(report, 0, (values) => values.with(4, 0))],
    ['a check', 'figure', (report) => withValues(report, 1, (values) => values.with(1, 99))],
    ['the verdict', 'verdict', (report) => ({ ...report, verdict: 'pass' })],
    [
      'a key figure',
      'figure',
      (report) => ({ ...report, figures: report.figures.map((each) => ({ ...each, value: 7 })) }),
    ],
    ['the longest gap', 'figure', (report) => ({ ...report, coverage: { ...report.coverage, longestGapSeconds: 0 } })],
    ['a timeline', 'timeline', (report) => withRow(report, 0, (row) => ({ ...row, timeline: row.timeline.slice(1) }))],
    ['a violation left out', 'finding-count', (report) => ({ ...report, findings: [] })],
    ['its end', 'finding', (report) => withFinding(report, { to: report.findings[0]?.from ?? null })],
    ['its severity', 'finding', (report) => withFinding(report, { check: { id: 'ISO-08', severity: 'S3' } })],
    ['its raw values', 'finding', (report) => withFinding(report, { rows: [] })],
    ['its records', 'finding', (report) => withFinding(report, { records: [] })],
    ['a waiver', 'exceptions', (report) => ({ ...report, exceptions: [invented] })],
    ['its form', 'form', (report) => ({ ...report, tables: [] })],
  ])('see through a maker who lies about %s', (_, what, change) => {
    expect(recomputeIsolation(bundle.report, evidence)).toEqual([]);
    const faults = recomputeIsolation(change(bundle.report), evidence);
    expect(faults.map(({ key }) => key)).toContain(`report.fault.${what}`);
  });
});

const invented: Report['exceptions'][number] = {
  element: { kind: 'point', id: 'p1', name: 'p1' },
  what: { key: 'x', text: 'x' },
  by: 'nobody',
  until: null,
  record: null,
};

type Row = Report['tables'][number]['rows'][number];

function withRow(report: Report, table: number, change: (row: Row) => Row): Report {
  const tables = report.tables.map((each, index) =>
    index === table ? { ...each, rows: each.rows.map((row, at) => (at === 0 ? change(row) : row)) } : each,
  );
  return { ...report, tables };
}

function withValues(
  report: Report,
  table: number,
  change: (values: (number | string | null)[]) => Row['values'],
): Report {
  return withRow(report, table, (row) => ({ ...row, values: change([...row.values]) }));
}

function withFinding(report: Report, change: Partial<Report['findings'][number]>): Report {
  return { ...report, findings: report.findings.map((finding) => ({ ...finding, ...change })) };
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerRecord } from '../../../ledger/index.ts';
import type { Bundle } from '../bundle/make.ts';
import type { Report } from '../model.ts';
import { recomputeBackups } from '../verify/backup.ts';
import { type BackupStage, day, deletedNight, hour, openBackupStage, playDays } from './stage.fake.ts';

const within = 120_000;

describe('a report of backups', { timeout: within }, () => {
  let stage: BackupStage;
  let bundle: Bundle;
  let evidence: readonly LedgerRecord[];

  beforeAll(async () => {
    stage = await openBackupStage();
    await playDays(stage);
    bundle = await stage.make();
    evidence = recordsOf(bundle);
  }, within);
  afterAll(async () => {
    await stage.close();
  });

  it('tells of each data set what it was in every moment, and of what nobody looked into that it is not shown', () => {
    expect(valuesOf(bundle.report, 'good')).toMatchObject({ uncoveredShare: 0, vanished: 0, daysWithRun: 5 });
    expect(valuesOf(bundle.report, 'unseen')).toMatchObject({
      uncertainShare: 1,
      newestAgeSeconds: null,
      copies: null,
    });
    const shares = ['coveredShare', 'uncoveredShare', 'uncertainShare'];
    for (const id of ['good', 'torn', 'unseen']) {
      const values = valuesOf(bundle.report, id);
      expect(shares.reduce((sum, share) => sum + Number(values[share]), 0)).toBeCloseTo(1, 12);
    }
    // Half a day without a server, less the time for which a list is trusted.
    expect(valuesOf(bundle.report, 'good').longestUncertainSeconds).toBe(12 * 3600 - 2_700 + 0);
    expect(bundle.report.verdict).toBe('fail');
    expect(bundle.report.figures.find(({ id }) => id === 'coverageAtEnd')?.value).toBe(1 / 3);
  });

  it('names a snapshot that vanished, with its place in the ledger', () => {
    expect(valuesOf(bundle.report, 'torn').vanished).toBe(1);
    const finding = bundle.report.findings.find(({ check }) => check?.id === 'BA-16');
    expect(finding).toMatchObject({ element: { kind: 'data-set', id: 'torn' }, to: null });
    expect(finding?.from).toBe(new Date(stage.begin + 2 * day).toISOString());
    const annex = bundle.report.annexes?.find(({ id }) => id === 'vanished');
    expect(annex?.entries[0]?.text).toMatch(/snapshot torn@\d+ .* is no more in repository r1 \(ledger record \d+\)/);
    expect(deletedNight).toBeGreaterThan(0);
  });

  it('tells each restore drill with its time, result, measured times against their targets and record; one that was ended counts for nothing', () => {
    const annex = bundle.report.annexes?.find(({ id }) => id === 'restores');
    expect(annex?.entries.map(({ text }) => text.replace(/record \d+/, 'record N'))).toEqual([
      expect.stringMatching(
        /^2026-01-07 08:00\S* .* good: restored whole out of r1 \(good@15\), level L4, 21 files, 20 compared by hash; took 1\.5 min \(target 60 min\), data 360 min old \(target 1440 min\) \(ledger record N\)$/,
      ),
      expect.stringMatching(
        /a sample restored .* level L3, 5 files, – compared .* the whole would take – min \(target – min\)/,
      ),
      expect.stringMatching(/torn: the restore out of r1 \(torn@15\) FAILED: hash-differs: v3\.txt/),
      expect.stringMatching(/torn: .* was ended by li, so nothing is proven: disk needed/),
    ]);
    const told = annex?.entries.map(({ params }) => params?.record);
    const recorded = evidence.filter(({ kind }) => kind === 'drill').map(({ seq }) => seq);
    expect([told, recorded.length]).toEqual([recorded, 4]);
    expect(['good', 'torn', 'unseen'].map((id) => valuesOf(bundle.report, id).restores)).toEqual([2, 1, 0]);
  });

  it('counts days by the city’s calendar, and no run of before the period', async () => {
    const { report } = await stage.tell({ period: { from: stage.begin + day, to: stage.begin + 2 * day } });
    // From 08:00 to 08:00 of the next day, two days of the calendar: the run of that night only.
    expect(valuesOf(report, 'good')).toMatchObject({ daysWithRun: 1, daysWithoutRun: 1 });
    expect(valuesOf(report, 'good').newestAgeSeconds).toBe(6.5 * 3600);
    expect(report.verdict).toBe('unknown');
  });

  it.each([
    ['office', 'yaotang', ['torn']],
    ['district', 'jintan', ['good', 'torn', 'unseen']],
    ['office', 'zhixi', ['unseen']],
  ] as const)('can be of the %s %s alone', async (kind, id, expected) => {
    const { report, evidence: own } = await stage.tell({ scope: { kind, id } });
    expect(report.tables[0]?.rows.map(({ element }) => element.id)).toEqual(expected);
    expect(recomputeBackups(report, own)).toEqual([]);
  });

  it('passes no clause by a listing alone', () => {
    const clauses = Object.fromEntries(bundle.report.clauses.map(({ number, verdict }) => [number, verdict]));
    expect(clauses).toEqual({
      '8.1.4.9 a)': 'fail',
      '8.1.4.9 b)': expect.not.stringMatching('pass'),
      'GB/T 20988-2025 8.5': 'unknown',
    });
  });

  it('has every text in both languages', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const { files } = language === 'en' ? bundle : await stage.make({ language });
      const text = Buffer.from(files.get('report.html') ?? []).toString();
      expect(text).not.toMatch(/\b(?:report|backups|collector)\.[a-z]+[.-][\w.-]+(?=[\s<:：])/);
      expect(
        Buffer.from(files.get('report.pdf') ?? [])
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
    }
  });

  it.each<readonly [string, string, (report: Report) => Report]>([
    ['the verdict', 'verdict', (report) => ({ ...report, verdict: 'pass' })],
    [
      'the coverage',
      'figure',
      (report) => ({ ...report, figures: report.figures.map((one) => ({ ...one, value: 1 })) }),
    ],
    ['a day without a run', 'figure', (report) => withValue(report, 0, 'daysWithoutRun', 0)],
    ['what vanished', 'figure', (report) => withValue(report, 0, 'vanished', 0)],
    ['3-2-1-1-0', 'figure', (report) => withValue(report, 0, 'copies', 3)],
    ['a repository', 'figure', (report) => withValue(report, 1, 'coveredShare', 2)],
    ['a check', 'figure', (report) => withValue(report, 2, 'failures', 99)],
    ['a trouble left out', 'finding-count', (report) => ({ ...report, findings: [] })],
    ['a failed restore', 'figure', (report) => ({ ...report, annexes: report.annexes?.slice(1) ?? [] })],
    ['how long a restore took', 'figure', (report) => withRestoreTime(report, 0.5)],
    ['a data set left out', 'form', (report) => ({ ...report, tables: report.tables.slice(1) })],
    [
      'the end of a trouble',
      'finding',
      (report) => ({ ...report, findings: report.findings.map((one) => ({ ...one, to: one.from })) }),
    ],
  ])('does not verify when its maker lies about %s', (_, what, change) => {
    expect(recomputeBackups(bundle.report, evidence)).toEqual([]);
    const keys = recomputeBackups(change(bundle.report), evidence).map(({ key }) => key);
    expect(keys).toContain(`report.fault.${what}`);
  });

  it('is made anew from no less than its evidence: without the record of a vanished snapshot it does not verify', () => {
    const without = evidence.filter(({ body }) => body.what !== 'snapshots-gone');
    expect(without.length).toBe(evidence.length - 1);
    expect(recomputeBackups(bundle.report, without)).not.toEqual([]);
  });

  it('outlives records of any shape', () => {
    const odd = evidence.map((record, index) => {
      const bodies = [{}, { what: 'verdict', verdict: 7 }, { what: 'snapshots-added', snapshots: 'x' }, { what: null }];
      return index % 3 === 0 ? { ...record, body: bodies[(index / 3) % 4] as LedgerRecord['body'] } : record;
    });
    expect(recomputeBackups(bundle.report, odd)).not.toEqual([]);
  });

  it('shows nothing of a time in which nobody watched', async () => {
    const [from, to] = [stage.begin + 3 * day + hour, stage.begin + 3.4 * day];
    const { report } = await stage.tell({ period: { from, to } });
    expect([report.coverage.ratio, report.verdict]).toEqual([0, 'unknown']);
  });
});

function recordsOf({ files }: Bundle): readonly LedgerRecord[] {
  const lines = Buffer.from(files.get('evidence.jsonl') ?? [])
    .toString()
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as LedgerRecord);
}

function valuesOf(report: Report, id: string): Readonly<Record<string, number | string | null | undefined>> {
  const [table] = report.tables;
  const row = table?.rows.find(({ element }) => element.id === id);
  return Object.fromEntries((table?.columns ?? []).map((column, index) => [column.id, row?.values[index]]));
}

function withRestoreTime(report: Report, rto: number): Report {
  const annexes = (report.annexes ?? []).map((annex) => ({
    ...annex,
    entries: annex.entries.map((told) =>
      'rto' in (told.params ?? {}) ? { ...told, params: { ...told.params, rto } } : told,
    ),
  }));
  return { ...report, annexes };
}

function withValue(report: Report, at: number, column: string, value: number): Report {
  const tables = report.tables.map((table, index) => {
    if (index !== at) return table;
    const place = table.columns.findIndex(({ id }) => id === column);
    return { ...table, rows: table.rows.map((row) => ({ ...row, values: row.values.with(place, value) })) };
  });
  return { ...report, tables };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { silentLog } from '../../../core/index.ts';
import { calendarDefaults } from '../../../inventory/index.ts';
import { type Ledger, nodeSha256, openLedger, parseVerifierKey, verifyEd25519 } from '../../../ledger/index.ts';
import { trialFolder, trialOptions } from '../../../ledger/trial.fake.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { suiteNeeding } from '../../../test/needs.ts';
import { cardsOf, schemeDigestOf } from '../../assessment/assess.ts';
import type { Assessment, ScoreCard } from '../../assessment/model.ts';
import { closingRecords } from '../../assessment/records.ts';
import { factsOf, indicator, lived, schemeOf, smallCity, storiesAt } from '../../assessment/stage.fake.ts';
import { drawFiles } from '../bundle/draw.ts';
import type { Report } from '../model.ts';
import { openReports, type ReportService } from '../service.ts';
import { verifyBundle } from '../verify/core.ts';
import { readBundle } from '../verify/read.ts';
import { openRoutes, type Routes } from '../verify/routes.fake.ts';

const wang = { user: 'wang', role: 'operator' };
const li = { user: 'li', role: 'approver' };
const scheme = schemeOf(
  indicator({ kind: 'availability', weight: 70, hours: 'service' }),
  indicator({ kind: 'terminals', weight: 20, nameZh: '资产', nameEn: 'assets' }),
  indicator({ kind: 'resolve', weight: 10, withinSeconds: 14_400, curve: 'steps' }),
);

let place: string;
let clock: FakeClock;
let ledger: Ledger;
let reports: ReportService;
let routes: Routes;
let period: { readonly from: number; readonly to: number };

/** A quarter of the small city: an outage of a tenth, half of the time of the second office unseen, one point not counted. */
function quarter(): Assessment {
  const length = period.to - period.from;
  const cut = period.to - length / 10;
  const facts = factsOf({
    ...{ city: smallCity(), period, expected: new Map([['two-1', 4]]) },
    stories: storiesAt(
      lived(
        'points',
        'one-1',
        [
          ['up', period.from],
          ['down', cut],
        ],
        { period },
      ),
      lived('points', 'one-2', [['up', period.from]], { period }),
      lived('points', 'two-1', [['up', period.from]], {
        period,
        unwatched: [{ from: period.from, to: period.from + length / 2 }],
      }),
    ),
  });
  return {
    ...{ periodId: '2025-Q4', period, periodEnd: period.to, scheme, schemeDigest: schemeDigestOf(scheme) },
    ...{ madeAt: clock.now(), cards: cardsOf(facts, scheme) },
  };
}

/** Puts a closed one on record; `put` are the cards that are written, which may be others than were approved. */
function close(id: string, { by = li, put }: { by?: typeof li; put?: (card: ScoreCard) => ScoreCard } = {}): void {
  const assessment = quarter();
  const records = closingRecords(id, assessment, { proposedBy: wang, by, reason: '年度考核 =1+1 <b>' });
  const others =
    put === undefined
      ? records
      : closingRecords(id, { ...assessment, cards: assessment.cards.map(put) }, { proposedBy: wang, by, reason: '' });
  for (const [index, record] of records.entries()) ledger.append(index === 0 ? record : (others[index] ?? record));
}

async function reportOf(assessmentId: string, language: 'zh-CN' | 'en' = 'zh-CN') {
  const asked = reports.askAssessment({ assessmentId, period, language, madeBy: 'li' });
  const job = asked.ok ? await reports.ended(asked.job.id) : undefined;
  const zip = reports.fileOf(job?.id ?? '', `${job?.id}.zip`) ?? '';
  const files = job?.state === 'done' ? ((await readBundle(zip)) ?? new Map<string, Uint8Array>()) : new Map();
  const read = (name: string): string => Buffer.from(files.get(name) ?? []).toString();
  return { job, files, read, report: JSON.parse(read('report.json') || '{}') as Report };
}

function check(files: ReadonlyMap<string, Uint8Array>) {
  const key = parseVerifierKey(ledger.logKeys[0] ?? '', nodeSha256);
  if (key === undefined) throw new Error('no key');
  return verifyBundle({ files, key, sha256: nodeSha256, verify: verifyEd25519 });
}

suiteNeeding(['chromium', 'openssl'], 'the report of a closed assessment', () => {
  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'fangzhou-assessment-report-'));
    routes = await openRoutes(place);
    clock = new FakeClock();
    period = { from: clock.now() - 92 * 86_400_000, to: clock.now() };
    const { folder, remove } = await trialFolder();
    ledger = await openLedger(trialOptions(folder, clock));
    reports = await openReports({
      ...{ store: createFakeStore({ kinds: [], clock }), ledger, clock, log: silentLog, version: '0.1.0' },
      city: smallCity,
      settings: () => ({
        ...{ timeZone: 'Asia/Shanghai', availabilityTarget: 0.999, pollPeriodSeconds: 60, staleAfterSeconds: 180 },
        calendar: calendarDefaults,
        isolation: { pollPeriodSeconds: 300, staleAfterSeconds: 900 },
        backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
      }),
      ...{ folder: join(place, 'reports'), verifiers: routes.verifiers, draw: drawFiles },
    });
    return async () => {
      await reports.close();
      await routes.close();
      await ledger.close();
      await remove();
      rmSync(place, { recursive: true, force: true });
    };
  });

  it.each([
    ['zh-CN', '核算一致', '二所 · 资产', '权重 70'],
    ['en', 'Adds up', 'two · assets', 'weight 70'],
  ] as const)(
    'tells in %s every score with what it follows from, and all three verifiers take it',
    async (language, ...told) => {
      const id = `2025-Q4@${language === 'en' ? 11 : 1}`;
      close(id);
      const { report, files, read } = await reportOf(id, language);
      expect(report).toMatchObject({
        ...{ kind: 'assessment', verdict: 'pass', scope: { kind: 'assessment', id }, coverage: { ratio: 1 } },
        ...{ findings: [], clauses: [{ number: '8.1.4.7 b)', verdict: 'pass' }] },
      });
      const [districts, offices, indicators] = report.tables;
      const rowsOf = (table: typeof offices) => table?.rows.map(({ element, values }) => [element.id, ...values]);
      expect(rowsOf(offices)).toEqual([
        ['one', 1, 95, 95, 1, 2, 2],
        ['two', 2, 38.88, 100, 1, 2, 2],
      ]);
      expect(rowsOf(districts)).toEqual([['d1', 1, 62.22, 97.4, 1, 1, 1]]);
      expect(indicators?.rows).toHaveLength(9);
      expect(indicators?.rows.find(({ element }) => element.id === 'two/terminals')?.values.slice(0, 9)).toEqual([
        ...[20, 0.2222, 0, 1, 0, 100, 0, 0, 4],
      ]);
      for (const text of told) expect(read('report.html')).toContain(text);
      expect(read('report.html')).toContain('=1+1 &#60;b&#62;');
      expect(read('report.html')).not.toMatch(/(?:report|assessment)\.[a-z-]+\.[a-z]/);
      expect(read('report.csv')).toContain('two/terminals');
      expect(files.get('report.pdf')?.length).toBeGreaterThan(10_000);
      expect(await check(files)).toMatchObject({ ok: true, recomputed: true, faults: [] });
      const answers = await routes.ask({ name: `in-${language}`, files, key: ledger.logKeys[0] ?? '' });
      expect(answers).toMatchObject({ openssl: { sound: true }, node: { sound: true }, page: { sound: true } });
      expect(answers.node.words).toContain('every figure was made anew');
    },
  );

  it('does not add up where other cards are on record than were approved, or another score than follows', async () => {
    close('2025-Q4@2', {
      put: (card) => (card.unit.id === 'two' ? { ...card, score: { lower: 9_900, upper: 9_900 } } : card),
    });
    const { report, files } = await reportOf('2025-Q4@2');
    expect(report.verdict).toBe('fail');
    expect(report.findings.map(({ element, what }) => [element.id, what.key])).toEqual([
      ['2025-Q4@2', 'report.finding.assessment.other-cards'],
      ['two', 'report.finding.assessment.other-score'],
    ]);
    // What it shows is what follows from what was counted.
    expect(report.tables[1]?.rows[1]).toMatchObject({ verdict: 'fail', values: [2, 38.88, 100, 1, 2, 2] });
    expect(await check(files)).toMatchObject({ ok: true, recomputed: true });
  });

  it('is not shown where one person closed it alone, and is refused where nothing was closed', async () => {
    close('2025-Q4@3', { by: wang });
    const { report, files } = await reportOf('2025-Q4@3');
    expect(report).toMatchObject({
      verdict: 'unknown',
      findings: [{ what: { key: 'report.finding.assessment.one-person' } }],
    });
    expect(await check(files)).toMatchObject({ ok: true, recomputed: true });
    expect((await reportOf('2025-Q4@9')).job).toMatchObject({
      state: 'failed',
      reason: { key: 'report.assessment.none' },
    });
  });

  it('is refused with anything else written in: every score is made anew from the records', async () => {
    close('2025-Q4@4');
    const { files, report: sound } = await reportOf('2025-Q4@4', 'en');
    const rowOf = (report: Report, table: number) => report.tables[table]?.rows[0] ?? {};
    const changes: readonly ((report: Report) => object)[] = [
      (report) => Object.assign(report, { verdict: 'unknown' }),
      (report) => Object.assign(report, { coverage: { ratio: 0.5, longestGapSeconds: 0 } }),
      (report) => Object.assign(report.figures[5] ?? {}, { value: 'wang' }),
      (report) => Object.assign(rowOf(report, 1), { values: [1, 99, 99, 1, 1, 2] }),
      (report) => Object.assign(rowOf(report, 2), { values: [70, 0.7, 1, 1, 100, 100, 1, 0, 0, ''] }),
      (report) => Object.assign(rowOf(report, 0), { verdict: 'fail' }),
      (report) => Object.assign(report.tables[1] ?? {}, { rows: report.tables[1]?.rows.toReversed() }),
      (report) => Object.assign(report, { tables: report.tables.slice(0, 2) }),
      (report) => Object.assign(report, { findingsLeftOut: 1 }),
      (report) => Object.assign(report.scope, { id: '2025-Q4@1' }),
    ];
    for (const change of changes) {
      const report = structuredClone(sound);
      change(report);
      const changed = new Map(files).set('report.json', Buffer.from(JSON.stringify(report)));
      const { ok, recomputed, faults } = await check(changed);
      expect([ok, recomputed]).toEqual([false, false]);
      // Beside the sum of the file, which whoever owns the key could mend.
      expect(faults.filter(({ key }) => !key.endsWith('.changed')).length).toBeGreaterThan(0);
    }
  });
});

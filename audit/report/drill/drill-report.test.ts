import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { silentLog } from '../../../core/index.ts';
import { calendarDefaults } from '../../../inventory/index.ts';
import { type Ledger, nodeSha256, openLedger, parseVerifierKey, verifyEd25519 } from '../../../ledger/index.ts';
import { trialFolder, trialOptions } from '../../../ledger/trial.fake.ts';
import { buildVerifiers } from '../../../scripts/build-verifier.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { createApprovals } from '../../approval/approvals.ts';
import { createPairDrills, type PairDrills } from '../../drills/drills.ts';
import {
  byHand,
  type FakePairPort,
  fakePair,
  fakePairPort,
  fakePairsSettings,
  takeoverOf,
  tryAt,
} from '../../drills/stage.fake.ts';
import { drawFiles } from '../bundle/draw.ts';
import type { Report } from '../model.ts';
import { openReports, type ReportService } from '../service.ts';
import { referenceCity } from '../uptime/sample.fake.ts';
import { verifyBundle } from '../verify/core.ts';
import { readBundle } from '../verify/read.ts';

const li = { user: 'li', role: 'operator' };
const wang = { user: 'wang', role: 'approver' };

let place: string;
let clock: FakeClock;
let ledger: Ledger;
let port: FakePairPort;
let drills: PairDrills;
let reports: ReportService;
let decide: (id: string) => void;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'fangzhou-drill-report-'));
  await buildVerifiers(join(place, 'verifiers'));
  clock = new FakeClock();
  const { folder, remove } = await trialFolder();
  ledger = await openLedger(trialOptions(folder, clock));
  const store = createFakeStore({ kinds: [], clock });
  const city = await referenceCity();
  const approvals = createApprovals({ store, ledger, clock });
  port = fakePairPort(clock.now());
  drills = createPairDrills({
    ...{ store, ledger, clock, log: silentLog, approvals, pairs: port },
    city: () => ({ ...city, hostPairs: new Map([[fakePair.id, fakePair]]) }),
    settings: () => ({ procedures: [byHand], commands: [] }),
    pairSettings: () => fakePairsSettings,
    run: async ({ name, deviceId }) => ({ command: name, deviceId, exitCode: 0, text: '', cut: false }),
  });
  await drills.start();
  decide = (id) => void approvals.decide({ id, verdict: 'approve', by: wang, note: '同意' });
  reports = await openReports({
    ...{ store, ledger, clock, log: silentLog, version: '0.1.0' },
    city: () => city,
    settings: () => ({
      ...{ timeZone: 'Asia/Shanghai', availabilityTarget: 0.999, pollPeriodSeconds: 60, staleAfterSeconds: 180 },
      calendar: calendarDefaults,
      isolation: { pollPeriodSeconds: 300, staleAfterSeconds: 900 },
      backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
    }),
    folder: join(place, 'reports'),
    verifiers: join(place, 'verifiers'),
    // Here and not in a thread for each: renderers and fonts are loaded once.
    draw: drawFiles,
  });
  return async () => {
    drills.close();
    await reports.close();
    await ledger.close();
    await remove();
    rmSync(place, { recursive: true, force: true });
  };
});
beforeEach(() => {
  const { word, roles, observedAt, tries, seen } = fakePairPort(clock.now());
  Object.assign(port, { word, roles, observedAt, tries, seen });
});

async function pass(seconds: number, ok = true): Promise<void> {
  for (let n = 0; n < seconds; n += 1) {
    port.tries.push(tryAt(clock.now() + 500, ok));
    port.observedAt = clock.now() + 900;
    await clock.advance(1_000);
  }
}

/** A drill as far as its fall-back; `rtoMs` is what its takeover tells. */
async function rehearse(rtoMs: { least: number; most: number }): Promise<string> {
  const window = { from: clock.now(), to: clock.now() + 3_600_000 };
  const planned = drills.plan({ pairId: fakePair.id, procedureId: 'p1', window, reason: '季度演练', by: li });
  const id = planned.ok ? planned.drill.id : '';
  drills.propose(id, li);
  decide(drills.find(id)?.proposalId ?? '');
  drills.begin(id, li);
  await pass(2);
  drills.confirm(id, li, '停 keepalived');
  await pass(2, false);
  port.roles = { 'app-a': 'none', 'app-b': 'active' };
  port.seen = [takeoverOf(clock.now(), { rtoMs })];
  await pass(8);
  return id;
}

async function finish(id: string): Promise<string> {
  drills.confirm(id, li, '');
  port.roles = { 'app-a': 'standby', 'app-b': 'active' };
  await pass(2);
  expect(drills.find(id)?.state).toBe('completed');
  return id;
}

async function reportOf(drillId: string, language: 'zh-CN' | 'en' = 'zh-CN') {
  const drill = drills.find(drillId);
  const period = { from: drill?.startedAt ?? 0, to: (drill?.endedAt ?? 0) + 1 };
  const asked = reports.askDrill({ drillId, period, language, madeBy: 'drill' });
  const job = asked.ok ? await reports.ended(asked.job.id) : undefined;
  expect(job).toMatchObject({ state: 'done', kind: 'drill', scope: `drill:${drillId}` });
  const files =
    (await readBundle(reports.fileOf(job?.id ?? '', `${job?.id}.zip`) ?? '')) ?? new Map<string, Uint8Array>();
  const read = (name: string): string => Buffer.from(files.get(name) ?? []).toString();
  return { files, read, report: JSON.parse(read('report.json')) as Report };
}

function check(files: ReadonlyMap<string, Uint8Array>) {
  const key = parseVerifierKey(ledger.logKeys[0] ?? '', nodeSha256);
  if (key === undefined) throw new Error('no key');
  return verifyBundle({ files, key, sha256: nodeSha256, verify: verifyEd25519 });
}

describe('the report of a drill', () => {
  it('tells who planned, approved and did what, with the time without service against its target, and is verified by its records alone', async () => {
    const id = await finish(await rehearse({ least: 1_900, most: 3_100 }));
    const { files, read, report } = await reportOf(id);
    expect(report).toMatchObject({
      kind: 'drill',
      verdict: 'pass',
      scope: { kind: 'drill', id },
      coverage: { ratio: 1 },
      findings: [],
      clauses: [{ number: '8.1.4.9 c)', verdict: 'pass' }],
    });
    const figures = Object.fromEntries(report.figures.map(({ id: name, value }) => [name, value]));
    expect(figures).toMatchObject({
      rto: '1.9–3.1 (≤ 10)',
      rpo: null,
      takeovers: 1,
      plannedBy: 'li',
      approvedBy: 'wang',
    });
    const [steps] = report.tables;
    expect(steps?.rows.map(({ element, verdict }) => `${element.name} ${verdict}`)).toEqual([
      '检查就绪 pass',
      '通告维护 pass',
      '操作 pass',
      '观察 pass',
      '核实业务 pass',
      '恢复双机 pass',
      '观察 pass',
    ]);
    expect(steps?.rows[2]?.values).toEqual([1, 1, 'li', null, null]);
    // By the city's clock, eight hours ahead of the records.
    expect(steps?.rows[1]?.values.at(-1)).toContain('维护已通告至 2026-01-05 17:00:00；');
    const html = read('report.html');
    expect(html).toContain('演练报告：');
    expect(html).not.toContain('终端');
    expect(html).not.toMatch(/report\.[a-z-]+\.|drill\.[a-z-]+\./);
    expect(files.get('report.pdf')?.length).toBeGreaterThan(10_000);
    expect(await check(files)).toMatchObject({ ok: true, recomputed: true, faults: [] });
  });

  it('fails with the deviation named when a target is missed, and when it was aborted after an act', async () => {
    const id = await finish(await rehearse({ least: 11_000, most: 12_000 }));
    const { report, files } = await reportOf(id);
    expect(report).toMatchObject({ verdict: 'fail', findings: [{ what: { key: 'drill.deviation.rtoMs' } }] });
    expect(await check(files)).toMatchObject({ ok: true, recomputed: true });
    port.roles = { 'app-a': 'active', 'app-b': 'standby' };
    const other = await rehearse({ least: 1_000, most: 2_000 });
    drills.stop(other, li, '业务叫停');
    drills.fallBack(other, 'done', li, '');
    const aborted = await reportOf(other);
    expect(aborted.report).toMatchObject({ verdict: 'fail', findings: [{ what: { key: 'drill.abort.stopped' } }] });
    expect(aborted.report.tables[0]?.rows.at(-1)).toMatchObject({ element: { name: '恢复双机' }, verdict: 'fail' });
    expect(await check(aborted.files)).toMatchObject({ ok: true, recomputed: true });
  });

  it('shows nothing where nobody measured anything', async () => {
    port.word = 'not-ready';
    const window = { from: clock.now(), to: clock.now() + 3_600_000 };
    const planned = drills.plan({ pairId: fakePair.id, procedureId: 'p1', window, reason: 'x', by: li });
    const id = planned.ok ? planned.drill.id : '';
    drills.propose(id, li);
    decide(drills.find(id)?.proposalId ?? '');
    drills.begin(id, li);
    await pass(62);
    expect((await reportOf(id)).report).toMatchObject({
      verdict: 'unknown',
      findings: [{ what: { key: 'drill.abort.timeout.check-readiness' } }],
    });
  });

  it('is refused with anything else written in: figures are made anew from the records', async () => {
    const id = await finish(await rehearse({ least: 11_000, most: 12_000 }));
    const { files, read, report: sound } = await reportOf(id, 'en');
    expect(read('report.html')).toContain('Drill report');
    expect(read('report.html')).not.toMatch(/report\.[a-z-]+\.|drill\.[a-z-]+\./);
    const stepOf = (report: Report) => report.tables[0]?.rows[2] ?? {};
    const changes: readonly ((report: Report) => object)[] = [
      (report) => Object.assign(report.figures[0] ?? {}, { value: '0.1–0.2 (≤ 10)' }),
      (report) => Object.assign(report, { verdict: 'pass' }),
      (report) => Object.assign(stepOf(report), { verdict: 'unknown' }),
      (report) => Object.assign(stepOf(report), { values: [1, 1, 'wang', null, null] }),
      (report) => Object.assign(report, { findings: [] }),
      (report) => Object.assign(report, { coverage: { ratio: 0.5, longestGapSeconds: 0 } }),
      (report) => Object.assign(report, { tables: [] }),
    ];
    for (const change of changes) {
      const report = structuredClone(sound);
      change(report);
      const { ok, recomputed, faults } = await check(
        new Map(files).set('report.json', Buffer.from(JSON.stringify(report))),
      );
      expect([ok, recomputed]).toEqual([false, false]);
      // Beside the sum of the file, which whoever owns the key could mend.
      expect(faults.filter(({ key }) => !key.endsWith('.changed')).length).toBeGreaterThan(0);
    }
  });
});

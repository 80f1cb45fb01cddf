import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../core/index.ts';
import { calendarDefaults } from '../../inventory/index.ts';
import { nodeSha256, parseVerifierKey, verifyEd25519 } from '../../ledger/index.ts';
import { buildVerifiers } from '../../scripts/build-verifier.ts';
import { type BundleStage, openBundleStage } from './bundle/stage.fake.ts';
import { openReports, type ReportService, type ReportWish } from './service.ts';
import { verifyBundle } from './verify/core.ts';
import { readBundle } from './verify/read.ts';

let folder: string;
let stage: BundleStage;
let reports: ReportService;

const open = (verifiers = join(folder, 'verifiers')) =>
  openReports({
    ...stage,
    city: () => stage.city,
    settings: () => ({
      timeZone: 'Asia/Shanghai',
      availabilityTarget: 0.999,
      calendar: calendarDefaults,
      pollPeriodSeconds: 60,
      staleAfterSeconds: 180,
      isolation: { pollPeriodSeconds: 300, staleAfterSeconds: 900 },
      backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
    }),
    log: silentLog,
    version: '0.1.0',
    folder: join(folder, 'reports'),
    verifiers,
  });
const wish = (change: Partial<ReportWish> = {}): ReportWish => ({
  kind: 'uptime',
  scope: 'point:rulin-1',
  from: '2026-10',
  to: '2026-10',
  language: 'zh-CN',
  madeBy: 'admin',
  ...change,
});
async function made(change: Partial<ReportWish> = {}) {
  const answer = reports.ask(wish(change));
  if (!answer.ok) throw new Error(answer.what.key);
  return reports.ended(answer.job.id);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-reports-'));
  stage = await openBundleStage({ heartbeats: 0 });
  await buildVerifiers(join(folder, 'verifiers'));
  reports = await open();
});
afterEach(async () => {
  await reports.close();
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the making of reports', () => {
  it('makes a report that verifies, from its folder and from its zip, and keeps it over a restart', async () => {
    const job = await made();
    expect(job).toMatchObject({ state: 'done', stage: null, share: 1, reason: null });
    expect(job?.id).toMatch(/^uptime-point-rulin-1-20261001-20261031-[0-9a-f]{8}$/);
    const [kept] = reports.kept();
    if (job === undefined || kept === undefined) throw new Error('no report');
    const key = parseVerifierKey(stage.ledger.logKeys[0] ?? '', nodeSha256);
    if (key === undefined) throw new Error('no key');
    const zip = reports.fileOf(job.id, `${job.id}.zip`) ?? '';
    const files = await readBundle(zip);
    if (files === undefined) throw new Error('no bundle');
    expect(await verifyBundle({ files, key, sha256: nodeSha256, verify: verifyEd25519 })).toMatchObject({
      ok: true,
      recomputed: true,
      recordIndex: kept.record,
    });
    expect((await open()).kept()).toEqual([kept]);
  });

  it('tells the next report on the same scope what the one before said', async () => {
    await made();
    const second = await made({ madeBy: 'auditor' });
    const read = JSON.parse(readFileSync(reports.fileOf(second?.id ?? '', 'report.json') ?? '', 'utf8'));
    expect(read.changes).toEqual({ since: expect.stringMatching(/^uptime-point-rulin-1/), entries: [] });
  });

  it('makes one after the other and says how far each has come', async () => {
    const first = reports.ask(wish());
    const second = reports.ask(wish({ language: 'en' }));
    if (!first.ok || !second.ok) throw new Error('refused');
    expect(reports.jobs().map(({ id, state }) => [id, state])).toEqual([
      [second.job.id, 'waiting'],
      [first.job.id, 'waiting'],
    ]);
    await reports.ended(first.job.id);
    expect(reports.job(second.job.id)?.state).not.toBe('done');
    expect((await reports.ended(second.job.id))?.state).toBe('done');
  });

  it.each([
    ['scope', 'point:nowhere', 'report.wish.scope'],
    ['scope', 'city:changzhou', 'report.wish.scope'],
    ['scope', '../../etc', 'report.wish.scope'],
    ['from', 'lately', 'report.wish.period.format'],
    ['to', '2026-09', 'report.wish.period.order'],
    ['from', '2027-01', 'report.wish.period.future'],
    ['kind', 'failover', 'report.wish.kind'],
  ])('refuses a wish with the %s %s, and says how it must be', (part, value, key) => {
    const answer = reports.ask({ ...wish(), [part]: value });
    expect(answer).toMatchObject({ ok: false, what: { key }, remedy: { key: `${key}.remedy` } });
    expect(reports.jobs()).toEqual([]);
  });

  it('refuses more than wait already, and those that wait at its end fail with a reason', async () => {
    const answers = Array.from({ length: 22 }, (_, index) => reports.ask(wish({ madeBy: `user ${index}` })));
    expect(answers.filter(({ ok }) => !ok).length).toBeGreaterThan(0);
    await reports.close();
    const waiting = reports.jobs().filter(({ state }) => state === 'failed');
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting[0]?.reason).toEqual({ key: 'report.stopped' });
  });

  it('says why a report could not be made, leaves nothing half, and goes on with the next', async () => {
    const broken = await open(join(folder, 'nowhere'));
    const answer = broken.ask(wish());
    if (!answer.ok) throw new Error('refused');
    expect(await broken.ended(answer.job.id)).toMatchObject({
      state: 'failed',
      reason: { key: 'report.no-verifier' },
      remedy: { key: 'report.no-verifier.remedy' },
    });
    expect(existsSync(join(folder, 'reports', answer.job.id))).toBe(false);
    expect((await made())?.state).toBe('done');
  });

  it('gives only files that a report has', async () => {
    const job = await made();
    for (const name of ['../x', 'report.json/..', '', 'SHA512', '__proto__']) {
      expect(reports.fileOf(job?.id ?? '', name)).toBeUndefined();
    }
    expect(reports.fileOf('nothing', 'report.json')).toBeUndefined();
  });
});

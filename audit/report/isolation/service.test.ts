import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { silentLog } from '../../../core/index.ts';
import { calendarDefaults } from '../../../inventory/index.ts';
import { buildVerifiers } from '../../../scripts/build-verifier.ts';
import type { Report } from '../model.ts';
import { openReports, type ReportWish } from '../service.ts';
import { hour, type IsolationStage, openIsolationStage } from './stage.fake.ts';

const within = 120_000;

/** Asked for as people do, by days of the city's calendar. */
describe('isolation reports that are asked for', { timeout: within }, () => {
  let folder: string;
  let stage: IsolationStage;

  afterEach(async () => {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  }, within);

  async function reportOn(timeZone: string, day: string, change: Partial<ReportWish> = {}): Promise<Report> {
    const service = await openReports({
      ...stage,
      city: () => stage.city,
      settings: () => ({
        timeZone,
        availabilityTarget: 0.999,
        calendar: calendarDefaults,
        pollPeriodSeconds: 60,
        staleAfterSeconds: 180,
        isolation: { pollPeriodSeconds: 600, staleAfterSeconds: 900 },
        backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
      }),
      log: silentLog,
      version: '0.1.0',
      folder: join(folder, 'reports'),
      verifiers: join(folder, 'verifiers'),
    });
    try {
      const wish = { kind: 'isolation', scope: 'city', from: day, to: day, language: 'en', madeBy: 'auditor' } as const;
      const answer = service.ask({ ...wish, ...change });
      if (!answer.ok) throw new Error(answer.what.key);
      const job = await service.ended(answer.job.id);
      expect(job).toMatchObject({ state: 'done', kind: 'isolation' });
      expect(service.kept()[0]).toMatchObject({ kind: 'isolation', id: answer.job.id });
      const path = service.fileOf(answer.job.id, 'report.json') ?? '';
      return JSON.parse(await readFile(path, 'utf8')) as Report;
    } finally {
      await service.close();
    }
  }

  async function begin(at: string): Promise<void> {
    folder = await mkdtemp(join(tmpdir(), 'fangzhou-isolation-'));
    await buildVerifiers(join(folder, 'verifiers'));
    stage = await openIsolationStage({ clock: new FakeClock(Date.parse(at)) });
  }

  it.each([
    ['a day of 24 hours where there is no summer time', 'Asia/Shanghai', '2026-10-25', '2026-10-24T16:00:00Z', 24],
    ['a day of 25 hours when summer time ends', 'Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', 25],
    ['a day of 23 hours when it begins', 'Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', 23],
  ])('count %s whole', async (_, timeZone, day, at, hours) => {
    await begin(at);
    await stage.run(hours - 3);
    await stage.run(hours - 2, { 'p1-sw': { neighbours: ['8.8.8.8'] } });
    await stage.run(hours + 1);
    const report = await reportOn(timeZone, day);
    const [table] = report.tables;
    const value = (place: string, id: string) =>
      table?.rows.find(({ element }) => element.id === place)?.values[
        table.columns.findIndex((each) => each.id === id)
      ];
    expect(value('p2', 'isolatedSeconds')).toBe(hours * 3600);
    expect(value('p1', 'violatedShare')).toBe(1 / hours);
    expect(value('p1', 'isolatedSeconds')).toBe((hours - 1) * 3600);
    expect(report.coverage).toEqual({ ratio: 1, longestGapSeconds: 0 });
    expect(report.findings).toMatchObject([
      { seconds: 3600, from: new Date(stage.begin + (hours - 3) * hour).toISOString() },
    ]);
  });

  it('are compared with the one before on the same scope', async () => {
    await begin('2026-10-24T16:00:00Z');
    await stage.run(26);
    const first = await reportOn('Asia/Shanghai', '2026-10-25', { scope: 'point:p3' });
    expect([first.changes.since, first.verdict]).toEqual([null, 'pass']);
    await stage.run(49, { 'p3-utm': { neighbours: ['8.8.8.8'] } });
    const second = await reportOn('Asia/Shanghai', '2026-10-26', { scope: 'point:p3' });
    expect(second).toMatchObject({ verdict: 'fail', changes: { since: first.id } });
  });
});

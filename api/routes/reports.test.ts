import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptReport, ReportJob } from '../../audit/index.ts';
import { message } from '../../core/index.ts';
import { fakeAssessments } from '../assessments.fake.ts';
import { openToken } from '../auth/token.ts';
import type { ReportsPort } from '../ports.ts';
import { openStage, type Stage } from '../stage.fake.ts';

const job: ReportJob = {
  id: 'uptime-city-1',
  kind: 'uptime',
  scope: 'city',
  from: 0,
  to: 86_400_000,
  language: 'zh-CN',
  madeBy: 'admin',
  requestedAt: 86_400_000,
  state: 'running',
  stage: 'proving',
  share: 0.4,
  reason: null,
  remedy: null,
};
const kept: KeptReport = {
  id: 'uptime-city-0',
  kind: 'uptime',
  title: '常州市网络运行可用性报告',
  scope: { kind: 'city', id: 'changzhou', name: '常州市' },
  period: { from: '2026-09-30T16:00:00.000Z', to: '2026-10-31T16:00:00.000Z', timeZone: 'Asia/Shanghai' },
  language: 'zh-CN',
  madeAt: '2026-11-01T00:00:00.000Z',
  madeBy: 'schedule: monthly',
  verdict: 'fail',
  coverage: 0.99,
  findings: 3,
  record: 1_234,
  files: { 'uptime-city-0.zip': 4, 'report.pdf': 4 },
};

let folder: string;
let stage: Stage;
let wishes: Parameters<ReportsPort['ask']>[0][];
let jobs: ReportJob[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-report-api-'));
  writeFileSync(join(folder, 'report.pdf'), '%PDF');
  wishes = [];
  jobs = [];
  const reports: ReportsPort = {
    ask(wish) {
      wishes.push(wish);
      if (wish.scope !== 'city') {
        return {
          ok: false,
          part: 'scope',
          what: message('report.wish.scope', { scope: wish.scope }),
          remedy: message('report.wish.scope.remedy'),
        };
      }
      jobs.push(job);
      return { ok: true, job };
    },
    askAssessment(wish) {
      jobs.push({ ...job, kind: 'assessment', scope: `assessment:${wish.assessmentId}`, madeBy: wish.madeBy });
      return { ok: true, job: jobs.at(-1) ?? job };
    },
    jobs: () => jobs,
    job: (id) => jobs.find((each) => each.id === id),
    kept: () => [kept],
    fileOf: (id, name) => (id === kept.id && Object.hasOwn(kept.files, name) ? join(folder, name) : undefined),
  };
  stage = await openStage({ reports, assessments: fakeAssessments() });
});
afterEach(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

async function call(method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) {
  const cookie = headers.authorization === undefined ? { cookie: await stage.login() } : {};
  return stage.api.server.inject({
    method,
    url: `/api/v1${url}`,
    headers: { ...cookie, ...headers },
    ...(payload && { payload }),
  });
}
const wish = { kind: 'uptime', scope: 'city', from: '2026-10', to: '2026-10' };

describe('the routes of reports', () => {
  it('take a wish in the name of whoever is logged in and say where it stands', async () => {
    const reply = await call('POST', '/reports', wish, { 'accept-language': 'en' });
    expect(reply.statusCode).toBe(202);
    expect(reply.json()).toMatchObject({
      id: job.id,
      state: 'running',
      stage: 'proving',
      share: 0.4,
      from: '1970-01-01T00:00:00.000Z',
    });
    expect(wishes).toEqual([{ ...wish, language: 'en', madeBy: 'admin' }]);
    expect((await call('GET', `/reports/${job.id}`)).json()).toMatchObject({ job: { id: job.id }, report: null });
    expect((await call('GET', '/reports')).json()).toMatchObject({
      jobs: [{ id: job.id }],
      reports: [{ id: kept.id, record: 1_234 }],
    });
  });

  it('say in the language of the request why a wish cannot be', async () => {
    const reply = await call('POST', '/reports', { ...wish, scope: 'point:nowhere' }, { 'accept-language': 'zh-CN' });
    expect(reply.statusCode).toBe(400);
    expect(reply.json().errors).toEqual([{ where: 'scope', what: expect.stringContaining('不存在（') }]);
    expect(reply.json().detail).not.toMatch(/[.。]{2}|[.。]）/);
    expect(reply.json().detail).toContain('point:nowhere');
    expect(reply.json().detail).toContain('不存在');
  });

  it('say why a report failed in words', async () => {
    jobs.push({
      ...job,
      state: 'failed',
      stage: null,
      reason: message('report.too-many', { most: 5 }),
      remedy: message('report.too-many.remedy'),
    });
    const reply = await call('GET', '/reports', undefined, { 'accept-language': 'en' });
    expect(reply.json().jobs[0].reason).toBe('the period holds more than 5 records of state');
    expect(reply.json().jobs[0].remedy).toBe('Choose a shorter period or a smaller scope.');
  });

  it('give a file to be saved, and nothing that a report does not have', async () => {
    const reply = await call('GET', `/reports/${kept.id}/files/report.pdf`);
    expect(reply.body).toBe('%PDF');
    expect(reply.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="report.pdf"',
      'content-length': '4',
    });
    for (const path of [`${kept.id}/files/..%2Freport.pdf`, `${kept.id}/files/secret`, 'other/files/report.pdf']) {
      expect((await call('GET', `/reports/${path}`)).statusCode).toBe(404);
    }
    // Named, but gone from the disk.
    expect((await call('GET', `/reports/${kept.id}/files/${kept.id}.zip`)).statusCode).toBe(404);
  });

  it('are shut to whoever is not logged in, and open to who can read the data folder', async () => {
    expect((await stage.api.server.inject({ url: '/api/v1/reports' })).statusCode).toBe(401);
    const wrong = { authorization: `Bearer ${'x'.repeat(43)}` };
    expect((await call('GET', '/reports', undefined, wrong)).statusCode).toBe(401);
    const token = (await readFile(join(stage.dataFolder, 'api-token'), 'utf8')).trim();
    const authorization = `Bearer ${token}`;
    expect((await call('POST', '/reports', wish, { authorization })).statusCode).toBe(202);
    expect(wishes[0]?.madeBy).toBe('access token');
    // The token opens nothing else of the API.
    expect((await call('GET', '/city', undefined, { authorization })).statusCode).toBe(401);
  });

  it.each([
    [{ ...wish, kind: 'everything' }],
    [{ ...wish, scope: '' }],
    [{ ...wish, from: 7 }],
    [{ ...wish, more: 1 }],
    [{ kind: 'uptime' }],
  ])('refuse %j as a request', async (payload) => {
    expect((await call('POST', '/reports', payload)).statusCode).toBe(400);
    expect(wishes).toEqual([]);
  });

  it('of a closed assessment are asked of it, with the access token too; of one that is not closed there is none', async () => {
    const token = { authorization: `Bearer ${await openToken(stage.dataFolder)}` };
    const reply = await call('POST', '/assessments/1970-Q1@1/report', { language: 'en' }, token);
    expect([reply.statusCode, reply.json()]).toEqual([
      202,
      expect.objectContaining({ kind: 'assessment', scope: 'assessment:1970-Q1@1', madeBy: 'access token' }),
    ]);
    expect((await call('POST', '/assessments/1970-Q1/report', {}, token)).statusCode).toBe(404);
  });
});

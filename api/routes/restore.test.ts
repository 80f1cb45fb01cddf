import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DrillResult, DrillStanding } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import type { RestoreDrillsPort } from '../ports.ts';
import { openStage, type Stage } from '../stage.fake.ts';

const start = Date.UTC(2026, 0, 5, 2);
const li = { user: 'li', role: 'operator' };
const wang = { user: 'wang', role: 'approver' };
const result = (backupId: string, finishedAt: number): DrillResult => ({
  ...{ backupId, repositoryId: 'r1', snapshotId: undefined, cause: { kind: 'schedule' }, ok: false, level: undefined },
  ...{ startedAt: finishedAt - 1_000, finishedAt, sampled: false, bytes: undefined, files: undefined },
  ...{ restoreMs: undefined, verifyMs: undefined, rtoMs: 1_500, rpoMs: 3_600_000 },
  ...{ isWithinRto: undefined, isWithinRpo: false },
  fault: { reason: 'tool-failed', text: message('collector.restore.tool-failed'), said: 'pack 1a is gone' },
});
const standings: readonly DrillStanding[] = [
  { backupId: 'never', state: 'idle', results: [] },
  { backupId: 'old', state: 'idle', results: [result('old', start - 9_000_000)] },
  { backupId: 'waits', state: 'waiting', cause: { kind: 'schedule' }, results: [] },
  { backupId: 'new', state: 'idle', results: [result('new', start - 1_000), result('new', start - 2_000)] },
  {
    ...{ backupId: 'runs', state: 'running', startedAt: start, results: [] },
    cause: { kind: 'persons', proposedBy: li, approvedBy: wang, reason: '季度演练' },
  },
];

let stage: Stage;
let cookies: Readonly<Record<'operator' | 'auditor', string>>;
let wishes: Parameters<RestoreDrillsPort['propose']>[0][];
let aborts: Parameters<RestoreDrillsPort['abort']>[0][];

beforeAll(async () => {
  stage = await openStage({
    clock: new FakeClock(start),
    restoreDrills: {
      standings: () => standings,
      standing: (id) => standings.find(({ backupId }) => backupId === id),
      propose(wish) {
        wishes.push(wish);
        const { backupId, reason, by } = wish;
        const [matter, subject] = ['restore-drill', `backup ${backupId}`];
        return stage.keeping.approvals.propose({
          matter,
          subject,
          summary: message('x'),
          reason,
          body: { backupId },
          by,
        });
      },
      abort(wish) {
        aborts.push(wish);
        return wish.backupId === 'runs';
      },
      dueOf: (id) => (id === 'never' ? { status: 'never', at: undefined } : { status: 'met', at: start + 1_000 }),
      obstacle: (id) => (id === 'runs' ? message('backups.drill.waits', { id }) : undefined),
    },
  });
  stage.keeping.approvals.register('restore-drill', {
    kind: 'drill',
    obstacle: ({ subject }) => (subject === 'backup runs' ? message('backups.drill.waits', { id: 'runs' }) : undefined),
    carryOut: () => {},
  });
  cookies = { operator: await stage.loginAs('operator'), auditor: await stage.loginAs('auditor') };
});
beforeEach(() => {
  [wishes, aborts] = [[], []];
});
afterEach(() => {
  for (const { id, proposedBy, state } of stage.keeping.approvals.list())
    if (state === 'waiting') stage.keeping.approvals.decide({ id, verdict: 'withdraw', by: proposedBy, note: '' });
});
afterAll(() => stage.close());

const get = (path: string) =>
  stage.api.server.inject({ url: `/api/v1/restore-drills${path}`, headers: { cookie: cookies.auditor } });
const post = (role: 'operator' | 'auditor', payload: object, { language = 'en', path = '' } = {}) =>
  stage.api.server.inject({
    ...{ method: 'POST', url: `/api/v1/restore-drills${path}`, payload },
    headers: { cookie: cookies[role], 'accept-language': language },
  });

it('an auditor reads what runs and waits first, then the newest results, page by page', async () => {
  const page = (await get('?limit=3')).json();
  expect(page.items.map(({ dataSetId }: { dataSetId: string }) => dataSetId)).toEqual(['runs', 'waits', 'new']);
  expect(page).toMatchObject({ total: 4, next: expect.any(String) });
  expect(page.items[0]).toMatchObject({
    ...{ state: 'running', startedAt: '2026-01-05T02:00:00.000Z', last: null },
    cause: { kind: 'persons', proposedBy: li, approvedBy: wang, reason: '季度演练' },
  });
});

it('with all of them those that were never tried stand at the end, and what is proposed, due and in the way is told', async () => {
  await post('operator', { dataSetId: 'old', reason: '季度演练' });
  const { items } = (await get('?all=true')).json();
  expect(items.map(({ dataSetId }: { dataSetId: string }) => dataSetId)).toEqual([
    ...['runs', 'waits', 'old', 'new', 'never'],
  ]);
  expect(items[0].obstacle.key).toBe('backups.drill.waits');
  expect(items[2]).toMatchObject({ due: 'met', dueAt: '2026-01-05T02:00:01.000Z', proposal: { own: false } });
  expect(items[4]).toMatchObject({ due: 'never', dueAt: null, proposal: null, obstacle: null });
  expect((await get('?all=true&due=never')).json()).toMatchObject({ total: 1, items: [{ dataSetId: 'never' }] });
  expect((await get('?all=true&repository=elsewhere')).json().total).toBe(0);
});

it('what runs is ended by an operator with his reason; where nothing runs that is said', async () => {
  expect((await post('auditor', { reason: 'x' }, { path: '/runs/abort' })).statusCode).toBe(403);
  expect((await post('operator', { reason: ' ' }, { path: '/runs/abort' })).statusCode).toBe(400);
  const ended = await post('operator', { reason: ' 磁盘要用 ' }, { path: '/runs/abort' });
  expect([ended.statusCode, ended.json().dataSetId]).toEqual([200, 'runs']);
  expect(aborts).toEqual([{ backupId: 'runs', reason: '磁盘要用', by: { user: 'the-operator', role: 'operator' } }]);
  const idle = await post('operator', { reason: 'x' }, { path: '/new/abort' });
  expect([idle.statusCode, idle.json().detail]).toEqual([409, expect.stringContaining('nothing to end')]);
  expect((await post('operator', { reason: 'x' }, { path: '/nobody/abort' })).statusCode).toBe(404);
});

it('one data set is told with its results and what is not known as null', async () => {
  const drill = (await get('/new')).json();
  expect(drill.results).toHaveLength(2);
  expect(drill.last).toMatchObject({
    ...{ ok: false, level: null, rtoSeconds: 1.5, rpoSeconds: 3600, isWithinRto: null, isWithinRpo: false },
    fault: { reason: 'tool-failed', said: 'pack 1a is gone', remedy: { key: 'collector.restore.tool-failed.remedy' } },
  });
  expect(drill).toMatchObject({ proof: 'manifest', rtoSeconds: null, sample: 20 });
  expect((await get('/never')).json()).toMatchObject({ state: 'idle', last: null, results: [] });
  expect((await get('/nobody')).statusCode).toBe(404);
});

it('a proposal waits for another person; without a wish it is the sample of the settings', async () => {
  const asked = await post('operator', { dataSetId: 'old', reason: ' 季度演练 ' });
  expect(asked.statusCode).toBe(202);
  const told = { matter: 'restore-drill', subject: 'backup old', state: 'waiting', reason: '季度演练', own: true };
  expect(asked.json()).toMatchObject({ ...told, id: expect.any(String), proposedBy: { role: 'operator' } });
  await post('operator', { dataSetId: 'new', reason: 'x', whole: true });
  await post('operator', { dataSetId: 'never', reason: 'x', sample: 7 });
  expect(wishes.map(({ sample }) => sample)).toEqual([20, undefined, 7]);
});

it('is refused in words that say what to do, to an auditor at all', async () => {
  const runs = { dataSetId: 'runs', reason: 'x' };
  const refused = await post('operator', runs);
  expect([refused.statusCode, refused.json().detail]).toEqual([
    409,
    expect.stringContaining('ask again when it is over'),
  ]);
  expect((await post('operator', runs, { language: 'zh-CN' })).json().detail).toContain('请待其结束后再提');
  expect((await post('auditor', { dataSetId: 'old', reason: 'x' })).statusCode).toBe(403);
  expect(wishes).toHaveLength(2);
});

it.each([
  [{ sample: 5, whole: true, reason: 'x' }],
  [{ sample: 0, reason: 'x' }],
  [{ sample: 1_001, reason: 'x' }],
  [{ reason: '  ' }],
  [{}],
])('%j is no proposal', async (wish) => {
  expect((await post('operator', { dataSetId: 'old', ...wish })).statusCode).toBe(400);
  expect(wishes).toEqual([]);
});

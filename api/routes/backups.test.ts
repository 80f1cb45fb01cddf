import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, fakeBackup, fakeRepository, nightly, stageBackups } from '../../audit/backups/stage.fake.ts';
import { backupMatrix } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import { fakeCity, openStage, type Stage } from '../stage.fake.ts';

const start = Date.UTC(2026, 0, 5, 2);
let stage: Stage;
let cookie: string;
let clock: FakeClock;
let backups: ReturnType<typeof stageBackups>;
let looked: string[];

const get = (path: string) => stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie } });
const json = async (path: string) => (await get(path)).json();

beforeEach(async () => {
  clock = new FakeClock(start);
  looked = [];
  const city = fakeCity(4);
  const [first, second] = [...city.offices.values()];
  if (first === undefined || second === undefined) throw new Error('no offices');
  const declared = [
    fakeBackup('a', { officeId: first.id, districtId: first.districtId }),
    fakeBackup('b', { officeId: second.id, districtId: second.districtId }),
    fakeBackup('c', { officeId: second.id, districtId: second.districtId, repository: 'r9' }),
  ];
  backups = stageBackups({ clock, backups: declared, repositories: [fakeRepository('r1', { tool: 'manifest' })] });
  const { engine, things } = backups;
  const whole = { ...city, backups: backups.city().backups };
  stage = await openStage({
    clock,
    view: { city: () => whole, state: () => undefined },
    backups: {
      ...engine,
      matrix: (wish) => backupMatrix(engine, whole, { ...wish, now: clock.now() }),
      described: (id) => things.settings.repositories.get(id),
      looking: (id) => looked.includes(id),
      lookNow(id) {
        if (!things.settings.repositories.has(id)) return false;
        looked.push(id);
        return true;
      },
      accept: ({ repositoryId, by, reason }) =>
        engine.accept(repositoryId, { by, reason }) === undefined
          ? message('backups.accept.same', { id: repositoryId })
          : undefined,
    },
  });
  cookie = await stage.login();
});
afterEach(() => stage.close());

const tell = (count = 20) =>
  backups.tell([...nightly('a', clock.now(), count), ...nightly('b', clock.now() - 3 * day, count)]);

describe('the backups of the city', () => {
  it('are unknown before anybody looked, and not covered', async () => {
    const city = await json('/backups');
    expect(city.city).toMatchObject({ declared: 3, pass: 0, unknown: 3, coverage: 0 });
    expect(city.dataSets[0]).toMatchObject({ id: 'a', verdict: 'unknown', newestAt: null, proofLevel: null });
  });

  it('are counted by district, with what decides each', async () => {
    tell();
    const city = await json('/backups');
    expect(city.city).toMatchObject({ pass: 1, fail: 1, unknown: 1, coverage: 1 / 3, rule: { all: 0 } });
    expect(city.dataSets.map(({ id, verdict, deciding }: Record<string, unknown>) => [id, verdict, deciding])).toEqual([
      ['a', 'pass', []],
      ['b', 'fail', ['BA-05']],
      ['c', 'unknown', expect.arrayContaining(['BA-01'])],
    ]);
    expect(city.repositories).toMatchObject([
      { id: 'r1', verdict: 'pass', snapshots: 40, listed: true, dataSets: 2 },
      { id: 'r9', verdict: 'unknown', tool: null, lookedAt: null },
    ]);
  });

  it('are shown day by day, of a district too', async () => {
    tell(5);
    const matrix = await json('/backups/matrix?from=2026-01-01&to=2026-01-05');
    expect(matrix.rows.map(({ dataSetId, days }: Record<string, unknown>) => [dataSetId, days])).toEqual([
      ['a', 'bbbbb'],
      ['b', 'bb--p'],
      ['c', '----p'],
    ]);
    expect(matrix.letters).toMatchObject({ b: 'backed-up', '-': 'not-declared' });
    const ofOne = await json(`/backups/matrix?district=${backups.engine.dataSet('a')?.districtId}`);
    expect([ofOne.rows.length, ofOne.rows[0].days.length]).toEqual([1, 60]);
  });

  it.each([
    ['/backups/matrix?from=2026-01-05&to=2026-01-01', 400],
    ['/backups/matrix?from=2020-01-01&to=2026-01-01', 400],
    ['/backups/matrix?from=yesterday', 400],
    ['/backups/matrix?district=nowhere', 404],
    ['/backups/data-sets/nothing', 404],
    ['/backups/repositories/nothing', 404],
    ['/backups/offices/nothing', 404],
  ])('refuse %s with %i', async (path, status) => {
    expect((await get(path)).statusCode).toBe(status);
  });

  it('tell of one set each check, snapshot, and what vanished', async () => {
    tell();
    backups.tell(nightly('a', clock.now(), 20).filter((_, index) => index !== 4));
    const set = await json('/backups/data-sets/a');
    expect(set.checks.find(({ id }: { id: string }) => id === 'BA-16')).toMatchObject({
      verdict: 'fail',
      severity: 'P1',
    });
    expect([set.snapshots.length, set.vanished.length, set.schedule]).toEqual([19, 1, 'daily']);
    expect(set.snapshots[0].startedAt > set.snapshots[1].startedAt).toBe(true);
  });

  it('tell of one repository the tool’s own words', async () => {
    const findings = [{ reason: 'stale-lock', weight: 'fail', text: { key: 'x' }, said: 'lock of 7' }] as const;
    const locks = [{ at: start, host: 'h', pid: 7, alive: false }];
    backups.tell([], { findings, locks, space: { totalBytes: 10, freeBytes: 5 } });
    expect(await json('/backups/repositories/r1')).toMatchObject({
      findings: [{ said: 'lock of 7', snapshotId: null }],
      locks: [{ pid: 7, alive: false }],
      space: [{ freeBytes: 5 }],
      shareRead: 1,
      sets: [{ id: 'a' }, { id: 'b' }],
    });
  });

  it('tell of an office all its sets', async () => {
    tell();
    const { officeId = '' } = backups.engine.dataSet('b') ?? {};
    expect(await json(`/backups/offices/${officeId}`)).toMatchObject({
      verdict: 'fail',
      counts: { declared: 2 },
      dataSets: [{ id: 'b' }, { id: 'c' }],
    });
  });

  it('let an operator look now, put on record, and neither an auditor nor anybody where nobody knows the place', async () => {
    const post = (id: string, as: string) =>
      stage.api.server.inject({
        method: 'POST',
        url: `/api/v1/backups/repositories/${id}/look`,
        headers: { cookie: as },
      });
    expect((await post('r1', await stage.loginAs('auditor'))).statusCode).toBe(403);
    const reply = await post('r1', await stage.loginAs('operator'));
    expect([reply.statusCode, reply.json().looking, looked]).toEqual([202, true, ['r1']]);
    expect((await post('r9', cookie)).statusCode).toBe(409);
  });

  it('take a repository that was made anew on the word of who may approve, and only of that one', async () => {
    backups.tell(nightly('a', clock.now(), 3), { identity: 'as-ever' });
    backups.tell(nightly('a', clock.now(), 3), { identity: 'made-anew' });
    expect((await json('/backups/repositories/r1')).otherIdentity).toEqual({
      ...{ was: 'as-ever', at: '2026-01-05T02:00:00.000Z' },
    });
    const post = (as: string, payload: object) =>
      stage.api.server.inject({
        ...{ method: 'POST', url: '/api/v1/backups/repositories/r1/accept', payload },
        headers: { cookie: as },
      });
    expect((await post(await stage.loginAs('operator'), { reason: 'x' })).statusCode).toBe(403);
    expect((await post(cookie, { reason: ' ' })).statusCode).toBe(400);
    const reply = await post(cookie, { reason: '换盘', identity: 'made-anew' });
    expect([reply.statusCode, reply.json().otherIdentity, reply.json().identity]).toEqual([200, null, 'made-anew']);
    expect((await post(cookie, { reason: 'x' })).statusCode).toBe(409);
  });

  it('are told to Prometheus in base units, and nothing of an age that nobody knows', async () => {
    tell();
    const text = (await stage.api.server.inject({ url: '/metrics' })).body;
    expect(text).toContain('fangzhou_backup_coverage_ratio 0.3333');
    expect(text).toMatch(/fangzhou_backup_verdict\{data_set="b",.*verdict="fail"\} 1/);
    expect(text).toMatch(/fangzhou_backup_newest_timestamp_seconds\{data_set="a",.*\} 17\d{8}/);
    expect(text).not.toMatch(/newest_timestamp_seconds\{data_set="c"/);
    expect(text).toContain('fangzhou_backup_repository_snapshots{repository="r1"} 40');
  });
});

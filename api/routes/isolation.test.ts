import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIsolationSampler, isolationSeries, placeHistory } from '../../audit/index.ts';
import { createIsolationKeeper } from '../../audit/isolation/keeper.ts';
import {
  fakeDeclaration,
  fakeTables,
  fakeWaiver,
  minute,
  stageEngine,
  type Told,
} from '../../audit/isolation/stage.fake.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { fakeCity, openStage, type Stage } from '../stage.fake.ts';

const start = Date.UTC(2026, 0, 5, 8);
let stage: Stage;
let cookie: string;
let isolation: ReturnType<typeof stageEngine>;
let tell: (pointId: string, told?: Told) => void;
let clock: FakeClock;
let pass: (minutes: number) => Promise<void>;

const get = (path: string) => stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie } });
const json = async (path: string) => (await get(path)).json();

beforeEach(async () => {
  clock = new FakeClock(start);
  const store = createFakeStore({
    kinds: [{ name: isolationSeries.name, columns: isolationSeries.columns }],
    clock,
  });
  isolation = stageEngine({ clock, city: fakeCity(4) });
  const keeper = createIsolationKeeper({ engine: isolation.engine, store, clock });
  await keeper.start();
  const sampler = createIsolationSampler(isolation.engine);
  tell = (pointId, told = {}) => {
    for (const device of ['utm', 'sw']) {
      keeper.changed(isolation.engine.observe([fakeTables(`${pointId}-${device}`, clock.now(), told)]));
    }
  };
  pass = async (minutes) => {
    for (let n = 0; n < minutes; n += 1) {
      await clock.advance(minute);
      store.append(sampler.rows(clock.now()));
    }
  };
  stage = await openStage({
    clock,
    isolation: { ...isolation.engine, history: (period) => placeHistory(store, period) },
  });
  cookie = await stage.login();
});
afterEach(() => stage.close());

const leak = { neighbours: ['10.0.0.3', '8.8.8.8'] };

describe('isolation of the city', () => {
  it('is unknown before anything was read, with every place in the list', async () => {
    const city = await json('/isolation');
    expect(city.points).toMatchObject({
      word: 'unknown',
      isolated: 0,
      violated: 0,
      unknown: 4,
      oldestEvidenceAt: null,
    });
    expect(city.places).toHaveLength(6);
    expect(city.places[0]).toMatchObject({ id: 'point1', kind: 'point', nameZh: '第1镇财政所', word: 'unknown' });
  });

  it('counts what is what by district, and the worst is the word', async () => {
    for (const point of ['point1', 'point2', 'point3']) tell(point);
    await pass(1);
    tell('point2', leak);
    const { points, districts, places } = await json('/isolation');
    expect(points).toMatchObject({ word: 'violated', isolated: 2, violated: 1, unknown: 1 });
    expect(districts).toMatchObject([
      { id: 'jintan', nameZh: '金坛市', word: 'unknown', isolated: 2, unknown: 1 },
      { id: 'liyang', word: 'violated', violated: 1, unknown: 2 },
    ]);
    const [, second] = places;
    expect(second).toMatchObject({ id: 'point2', word: 'violated', deciding: ['ISO-08'], decided: 2, applicable: 2 });
    expect(second.checks).toEqual([
      { id: 'ISO-08', verdict: 'fail', severity: 'S1' },
      { id: 'ISO-07', verdict: 'pass', severity: 'S1' },
    ]);
  });

  it('is among the counters of the wall', async () => {
    tell('point1');
    const { counters } = await json('/city');
    expect(counters.isolation).toEqual({ isolated: 1, violated: 0, unknown: 3 });
  });
});

describe('isolation of a place', () => {
  it('names each offending row by device, OID and value, and when devices were read', async () => {
    tell('point1', leak);
    await clock.advance(90_000);
    const { checks, devices, word } = await json('/isolation/places/point1');
    expect(word).toBe('violated');
    expect(checks[0]).toMatchObject({
      id: 'ISO-08',
      title: { key: 'isolation.ISO-08.title' },
      verdict: 'fail',
      clauses: ['8.1.3.1 a)'],
      needed: true,
    });
    expect(checks[0].judgements[0]).toMatchObject({
      deviceId: 'point1-utm',
      findingCount: 1,
      findings: [{ deviceId: 'point1-utm', oid: '1.3.6.1.2.1.4.22.1.2.1.8.8.8.8', value: '8.8.8.8', severity: 'S1' }],
    });
    expect(devices).toMatchObject([
      { id: 'point1-utm', kind: 'utm', readAt: '2026-01-05T08:00:00.000Z', gapSeconds: 90 },
      { id: 'point1-sw', gapSeconds: 90 },
    ]);
  });

  it('tells who waived what, why and until when', async () => {
    const waiver = fakeWaiver({ placeId: 'point1', until: start + 60 * minute });
    isolation.declaration = fakeDeclaration({ waivers: [waiver] });
    tell('point1', leak);
    const { checks } = await json('/isolation/places/point1');
    expect(checks[0].verdict).toBe('waived');
    expect(checks[0].judgements[0].waiver).toEqual({
      approver: 'bureau',
      reason: 'renumbering',
      until: '2026-01-05T09:00:00.000Z',
    });
  });

  it('that does not exist is not found', async () => {
    const reply = await get('/isolation/places/nowhere');
    expect([reply.statusCode, (await get('/isolation/places/nowhere/history')).statusCode]).toEqual([404, 404]);
    expect(reply.json().detail).not.toContain('api.thing');
  });

  it('has a history by period, without a hole', async () => {
    tell('point1');
    await pass(5);
    tell('point1', leak);
    await pass(2);
    const day = await json('/isolation/places/point1/history');
    expect(day.seconds).toEqual({ unknown: 86_400 - 420, isolated: 300, violated: 120 });
    expect(day).toMatchObject({ longestGapSeconds: 300, cut: false });
    expect(day.events.at(-1)).toMatchObject({
      checkId: 'ISO-08',
      before: 'pass',
      verdict: 'fail',
      findings: [{ oid: '1.3.6.1.2.1.4.22.1.2.1.8.8.8.8', value: '8.8.8.8' }],
    });
    const from = new Date(clock.now() - 60_000).toISOString();
    const minuteOnly = await json(`/isolation/places/point1/history?from=${encodeURIComponent(from)}`);
    expect(minuteOnly.spans).toMatchObject([{ word: 'violated', deciding: ['ISO-08'] }]);
  });

  it.each(['from=2030-01-01T00:00:00Z', 'from=x', 'to=2000-01-01T00:00:00Z&from=2001-01-01T00:00:00Z', 'other=1'])(
    'refuses the period %s',
    async (query) => {
      expect((await get(`/isolation/places/point1/history?${query}`)).statusCode).toBe(400);
    },
  );
});

it('the catalogue tells what each check looks at and how it stands in the city', async () => {
  tell('point1', leak);
  tell('point2', { routes: 'not-offered' });
  expect(await json('/isolation/checks')).toMatchObject([
    {
      id: 'ISO-08',
      severity: 'S1',
      clauses: ['8.1.3.1 a)'],
      evidence: 'tables',
      periodSeconds: 900,
      needed: true,
      places: { pass: 1, fail: 1, unknown: 4, waived: 0, 'not-offered': 0 },
    },
    { id: 'ISO-07', needed: false, places: { pass: 1, 'not-offered': 1, unknown: 4 } },
  ]);
});

it('nobody sees any of it without a session', async () => {
  for (const path of ['', '/checks', '/places/point1', '/places/point1/history']) {
    expect((await stage.api.server.inject({ url: `/api/v1/isolation${path}` })).statusCode).toBe(401);
  }
});

it('Prometheus gets the verdict, coverage, age and gap of each place', async () => {
  tell('point1', leak);
  await clock.advance(60_000);
  const { body } = await stage.api.server.inject({ url: '/metrics' });
  const labels = 'place="point1",district="jintan",kind="point"';
  for (const line of [
    `fangzhou_isolation_verdict{${labels},verdict="violated"} 1`,
    `fangzhou_isolation_verdict{${labels},verdict="isolated"} 0`,
    `fangzhou_isolation_coverage_ratio{${labels}} 1`,
    `fangzhou_isolation_evidence_age_seconds{${labels}} 61`,
    `fangzhou_isolation_unread_seconds{${labels}} 60`,
    `fangzhou_isolation_checks{${labels},verdict="fail"} 1`,
    'fangzhou_isolation_verdict{place="point2",district="liyang",kind="point",verdict="unknown"} 1',
  ]) {
    expect(body).toContain(`${line}\n`);
  }
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answered,
  app,
  appReading,
  city,
  database,
  databaseReading,
  primary,
  startAt,
  swapped,
  tried,
  webProbe,
} from '../../audit/pairs/scene.fake.ts';
import { stagePairs } from '../../audit/pairs/stage.fake.ts';
import { pairsDefaults } from '../../inventory/index.ts';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
let pairs: Awaited<ReturnType<typeof stagePairs>>;
const get = (path: string) => stage.api.server.inject({ url: path, headers: { cookie } });
const json = async (path: string) => (await get(`/api/v1${path}`)).json();

beforeEach(async () => {
  pairs = await stagePairs();
  const settings = { ...pairsDefaults.defaults, home: app.memberA, probes: [webProbe] };
  stage = await openStage({
    clock: pairs.clock,
    view: { city: () => city, state: () => undefined as never },
    pairs: { ...pairs.engine, settingsOf: () => settings },
  });
  cookie = await stage.login();
});
afterEach(() => stage.close());

describe('pairs of the city', () => {
  it('are unknown before anything was read, each in the list with its services', async () => {
    const all = await json('/pairs');
    expect(all.pairs).toHaveLength(15);
    expect(all.pairs[0]).toMatchObject({
      ...{ id: 'jintan-app', standby: 'vrrp', observedAt: null, lastTakeover: null, home: app.memberA },
      readiness: { word: 'unknown', score: null, rtoMs: null },
      members: [
        { role: 'unknown', holdsAddress: null },
        { role: 'unknown', holdsAddress: null },
      ],
    });
    expect(all.pairs[0].services.map(({ id }: { id: string }) => id)).toContain('jintan-budget');
    expect(all.districts).toHaveLength(8);
    expect(all.districts[0]).toMatchObject({ id: 'jintan', word: 'unknown', score: null, pairs: 2, unknown: 2 });
  });

  it('show who serves, what troubles them, on what evidence, and what each question came to', async () => {
    pairs.tell(databaseReading({ a: answered({ ...primary, standbys: [] }) }));
    const one = await json(`/pairs/${database.id}`);
    expect(one).toMatchObject({
      members: [
        { deviceId: database.memberA, role: 'active', holdsAddress: true },
        { role: 'standby', holdsAddress: false },
      ],
      readiness: { word: 'not-ready', score: expect.any(Number) },
      troubles: expect.arrayContaining([
        {
          trouble: 'standby-absent',
          severity: 'P1',
          title: { key: 'pairs.trouble.standby-absent.title' },
          checks: ['FO-22'],
        },
      ]),
    });
    const check = one.judgements.find(({ check: id }: { check: string }) => id === 'FO-22');
    expect(check).toMatchObject({ verdict: 'fail', title: { key: 'pairs.FO-22.title' }, waiver: null });
    expect(check.evidence[0]).toMatchObject({
      deviceId: database.memberA,
      source: 'pg_stat_replication rows',
      value: '0',
    });
    expect(one.asked).toContainEqual(
      expect.objectContaining({ deviceId: database.memberB, what: 'postgresql', outcome: 'answered' }),
    );
    expect(JSON.stringify(one)).not.toMatch(/password/);
  });

  it('tell each takeover with its interval', async () => {
    pairs.tell(appReading());
    pairs.tried(tried(true, startAt));
    await pairs.clock.advance(2_000);
    pairs.tell(swapped(startAt + 2_000));
    pairs.tried(tried(true, startAt + 3_000));
    const { takeovers } = await json(`/pairs/${app.id}/takeovers`);
    expect(takeovers).toMatchObject([
      {
        from: app.memberA,
        to: app.memberB,
        open: false,
        planned: false,
        rtoMs: { least: 0, most: 3_020 },
        rpoMs: null,
      },
    ]);
    const one = await json(`/pairs/${app.id}`);
    expect(one.lastTakeover.id).toBe(takeovers[0].id);
    expect(one.probes).toMatchObject([{ id: 'web', ok: true, latencyMs: 20 }]);
  });

  it('that nobody declared are not found, and nobody sees any without a login', async () => {
    expect((await get('/api/v1/pairs/nobody')).statusCode).toBe(404);
    expect((await get('/api/v1/pairs/nobody/takeovers')).statusCode).toBe(404);
    expect((await stage.api.server.inject({ url: '/api/v1/pairs' })).statusCode).toBe(401);
  });

  it('are among the metrics: no score while nothing is known', async () => {
    pairs.tell(databaseReading());
    const text = (await get('/metrics')).body;
    expect(text).toContain('fangzhou_pair_readiness_ratio{pair="jintan-db",district="jintan"} 1');
    expect(text).not.toContain('fangzhou_pair_readiness_ratio{pair="jintan-app"');
    expect(text).toContain('fangzhou_pair_readiness{pair="jintan-app",district="jintan",readiness="unknown"} 1');
    expect(text).toContain('fangzhou_pair_takeovers_total{pair="jintan-db",district="jintan"} 0');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { PairJudgement, PairStanding } from '../audit/index.ts';
import { message } from '../core/index.ts';
import type { StandbyView } from '../standby/index.ts';
import { openStage, type Stage } from './stage.fake.ts';
import type { WireStandby } from './wire-standby.ts';

const view: StandbyView = {
  id: 'b',
  peer: 'a',
  role: 'standby',
  since: Date.UTC(2026, 0, 5),
  active: { id: 'a', url: 'http://10.8.1.11:8080', token: '1.7' },
  takeover: 'votes',
  hindrance: undefined,
  ttlSeconds: 6,
  notifyDelaySeconds: 15,
  databases: [
    { host: '10.8.1.11', port: 5432, at: 'a', condition: 'primary', timeline: 1 },
    { host: '10.8.1.12', port: 5432, at: 'b', condition: 'replica', timeline: undefined },
  ],
  arbiter: 'answers',
  peerSeenAt: Date.UTC(2026, 0, 5, 1),
  lossBound: { decisions: 0, seconds: 0.4, database: 'asynchronous', databaseBytes: 128 },
  diverged: undefined,
};

const silent: PairJudgement = {
  ...{ checkId: 'FO-27', verdict: 'fail', severity: 'P2', trouble: 'witness-down' },
  reason: message('pairs.own.arbiter-silent'),
  evidence: [{ deviceId: 'b', source: 'arbiter', value: 'silent', at: view.since }],
};
const standing: PairStanding = {
  ...{ pairId: 'fangzhou', districtId: 'city', roles: [], since: view.since, judgements: [silent] },
  readiness: { word: 'at-risk', score: 85, lowered: [] },
};

describe('the pair on the api', () => {
  let stage: Stage;
  afterEach(() => stage.close());
  const open = async (change: Partial<StandbyView>, settled = true) => {
    stage = await openStage({
      checkResponses: true,
      standby: { view: () => ({ ...view, ...change }), standing: () => standing, settled: async () => settled },
    });
    const cookie = await stage.login();
    const { server } = stage.api;
    return {
      get: async (language = 'en'): Promise<WireStandby> =>
        (await server.inject({ url: '/api/v1/standby', headers: { cookie, 'accept-language': language } })).json(),
      post: (url: string, body: object = {}) =>
        server.inject({ method: 'POST', url, headers: { cookie }, payload: body }),
      server,
    };
  };

  it('tells on a standby who decides, and refuses what would be a decision with the way to it', async () => {
    const { get, post, server } = await open({});
    expect(await get()).toMatchObject({
      role: 'standby',
      active: { id: 'a', token: '1.7' },
      databases: [{ timeline: 1, detail: null }, { timeline: null }],
      banner: ['On standby, read-only. The active instance is http://10.8.1.11:8080'],
      readiness: { word: 'at-risk', score: 85 },
      // Instances have no page to lead to.
      checks: [
        { check: 'FO-27', verdict: 'fail', evidence: [{ deviceId: null, source: 'b arbiter', value: 'silent' }] },
      ],
    });
    const refused = await post('/api/v1/incidents/INC-1/acknowledge', { note: '' });
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ type: 'urn:fangzhou:problem:on-standby', active: 'http://10.8.1.11:8080' });
    // Its own sessions are its own.
    const again = await server.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { user: 'admin', password: 'wrong' },
    });
    expect(again.statusCode).toBe(401);
    const metrics = (await server.inject({ url: '/metrics' })).body;
    expect(metrics).toContain('fangzhou_standby_role{condition="standby"} 1');
    expect(metrics).toContain('fangzhou_standby_database_lag_bytes 128');
  });

  it('says in both languages what is missing for a takeover, and what it would lose', async () => {
    const { get } = await open({
      role: 'active',
      takeover: 'manual',
      arbiter: 'none',
      peerSeenAt: undefined,
      databases: view.databases.map((each) => ({ ...each, condition: 'primary', timeline: 2 })),
      lossBound: { decisions: undefined, seconds: undefined, database: 'single', databaseBytes: undefined },
      diverged: { fromSeq: 7, foundAt: 5 },
    });
    const { banner, lossBound } = await get();
    expect(banner).toHaveLength(5);
    for (const line of banner) expect(line).not.toMatch(/api\.standby|\{/);
    expect(banner.join(' ')).toContain('fangzhou standby promote');
    expect(lossBound).toEqual({ decisions: null, seconds: null, database: 'single', databaseBytes: null });
    expect((await get('zh-CN')).banner).toHaveLength(5);
  });

  it('answers nothing, and refuses nothing, where no pair is declared', async () => {
    stage = await openStage({ checkResponses: true });
    const cookie = await stage.login();
    const { server } = stage.api;
    const answer = await server.inject({ url: '/api/v1/standby', headers: { cookie } });
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect((await server.inject({ url: '/api/v1/standby' })).statusCode).toBe(401);
  });

  it('refuses decisions while nobody decides', async () => {
    const { get, post } = await open({ active: undefined, hindrance: 'database-unreachable' });
    expect((await get()).banner[0]).toContain('Nobody decides');
    expect((await post('/api/v1/incidents/INC-1/note', { note: 'x' })).statusCode).toBe(503);
  });

  it('answers a decision only when it is in the journal', async () => {
    const { post } = await open({ role: 'active' }, false);
    const answer = await post('/api/v1/users', { name: 'zhang', role: 'operator' });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ type: 'urn:fangzhou:problem:undecided' });
  });
});

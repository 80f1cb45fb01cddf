import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
const get = (path: string, headers: Record<string, string> = {}) =>
  stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie, ...headers } });

beforeEach(async () => {
  stage = await openStage();
  cookie = await stage.login();
});
afterEach(() => stage.close());

describe('search', () => {
  it.each([
    ['F1', 'link', 'F1'],
    ['第3镇', 'point', 'point3'],
    ['10.9.0.2', 'device', 'point2-utm'],
    ['02-F5-00-01-02-01', 'terminal', 'point2-t1'],
    ['02f500010201', 'terminal', 'point2-t1'],
    ['fz3-0', 'terminal', 'point3-t0'],
    ['ct-2013-4', 'link', 'F4'],
    ['budget', 'service', 'jintan-budget'],
    ['金坛', 'district', 'jintan'],
  ])('finds %s', async (query, kind, id) => {
    const { hits } = (await get(`/search?q=${encodeURIComponent(query)}`)).json();
    expect(hits[0]).toMatchObject({ kind, id });
  });

  it('gives at most 20 of a kind and puts the whole match first', async () => {
    await stage.close();
    stage = await openStage({ points: 60 });
    cookie = await stage.login();
    const { hits } = (await get('/search?q=F1')).json();
    expect(hits[0]).toMatchObject({ kind: 'link', id: 'F1' });
    const points = (await get('/search?q=point')).json().hits.filter(({ kind }: { kind: string }) => kind === 'point');
    expect(points).toHaveLength(20);
  });

  it('of nothing finds nothing', async () => {
    expect((await get('/search?q=%20%20')).json().hits).toEqual([]);
    expect((await get('/search?q=')).statusCode).toBe(400);
    expect((await get('/search?q=-')).statusCode).toBe(200);
  });
});

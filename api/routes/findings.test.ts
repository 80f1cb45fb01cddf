import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { soundNetwork, stageCity, tell, terminalMac } from '../../audit/reconcile/stage.fake.ts';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
const get = (path: string) => stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie } });
const post = (path: string, payload: object) =>
  stage.api.server.inject({ method: 'POST', url: `/api/v1${path}`, headers: { cookie }, payload });

const wrong = {
  ...soundNetwork,
  cables: soundNetwork.cables.map(([a, b]) => [a === 'agg/ge-1' ? 'agg/ge-3' : a, b] as const),
  stations: [...soundNetwork.stations.slice(1), ['east-sw/p3', terminalMac(1)] as const],
};

beforeEach(async () => {
  stage = await openStage();
  cookie = await stage.login();
  stage.city = stageCity();
  stage.reconciler.apply(stage.city, stage.city.devices.keys());
  for (const network of [soundNetwork, wrong]) {
    for (const reading of tell(network, stage.clock.now())) stage.reconciler.observe(reading);
    await stage.clock.advance(1_000);
  }
});
afterEach(() => stage.close());

const idOf = async (kind: string): Promise<string> => (await get(`/findings?kind=${kind}`)).json().items[0].id;

describe('findings', () => {
  it('are filtered by kind, status and element, and come in pages', async () => {
    expect((await get('/findings')).json().total).toBe(2);
    const moved = (await get('/findings?kind=moved-cable&status=open')).json();
    expect(moved.items).toMatchObject([
      { kind: 'moved-cable', element: { kind: 'link', id: 'F1' }, declared: 'agg/ge-1', observed: 'agg/ge-3' },
    ]);
    expect((await get('/findings?element=t1')).json().total).toBe(1);
    expect((await get('/findings?element=east-sw')).json().items[0].kind).toBe('misplaced-terminal');
    expect((await get('/findings?status=cleared')).json().total).toBe(0);
    const first = (await get('/findings?limit=1')).json();
    const second = (await get(`/findings?limit=1&cursor=${first.next}`)).json();
    expect([first.items.length, second.items.length, second.next]).toEqual([1, 1, null]);
    expect((await get('/findings?kind=none')).statusCode).toBe(400);
  });

  it('are accepted in the name of who is logged in, with the reason, and are then closed', async () => {
    const id = await idOf('moved-cable');
    const reply = await post(`/findings/${id}/accept`, { reason: ' 端口扩容 ' });
    expect(reply.json()).toMatchObject({
      status: 'accepted',
      decision: { verdict: 'accepted', by: 'admin', reason: '端口扩容' },
    });
    const { history } = (await get(`/findings/${id}`)).json();
    expect(history.map(({ what, by }: { what: string; by: string | null }) => [what, by])).toEqual([
      ['seen', null],
      ['accepted', 'admin'],
    ]);
    const again = await post(`/findings/${id}/reject`, { reason: 'x' });
    expect(again.statusCode).toBe(409);
    expect(again.json().detail).not.toContain('audit.finding');
  });

  it('are rejected, and stay until the network is put right', async () => {
    const id = await idOf('misplaced-terminal');
    expect((await post(`/findings/${id}/reject`, { reason: '请移回' })).json().status).toBe('rejected');
    for (const reading of tell(soundNetwork, stage.clock.now())) stage.reconciler.observe(reading);
    await stage.clock.advance(1_000);
    expect((await get(`/findings/${id}`)).json()).toMatchObject({ status: 'cleared', decision: { reason: '请移回' } });
  });

  it.each([{}, { reason: '' }, { reason: '  ' }, { reason: 'x'.repeat(1_001) }, { reason: 'x', by: 'other' }])(
    'refuse %o',
    async (body) => {
      expect((await post(`/findings/${await idOf('moved-cable')}/accept`, body)).statusCode).toBe(400);
    },
  );

  it('that do not exist are not found, and nobody sees any without a session', async () => {
    expect((await get('/findings/none')).statusCode).toBe(404);
    expect((await post('/findings/none/accept', { reason: 'x' })).statusCode).toBe(404);
    expect((await stage.api.server.inject({ url: '/api/v1/findings' })).statusCode).toBe(401);
  });
});

it('the topology marks what is declared, what is seen, and both', async () => {
  const { cables, asked, agents } = (await get('/topology')).json();
  expect([asked, agents]).toEqual([6, 6]);
  const marks = Object.fromEntries(cables.map(({ id, mark }: { id: string; mark: string }) => [id, mark]));
  expect(marks).toMatchObject({ F1: 'declared', F2: 'both', 'agg/ge-3~east-utm/wan1': 'observed' });
});

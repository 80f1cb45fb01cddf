import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fakeIncident,
  fakeObservation,
  fakeRates,
  fakeReading,
  fakeState,
  openStage,
  type Stage,
} from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
const get = (path: string, headers: Record<string, string> = {}) =>
  stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie, ...headers } });
const post = (path: string, payload: object) =>
  stage.api.server.inject({ method: 'POST', url: `/api/v1${path}`, headers: { cookie }, payload });

beforeEach(async () => {
  stage = await openStage();
  cookie = await stage.login();
});
afterEach(() => stage.close());

function pollLinkOne(inBits = 50_000_000): void {
  const at = stage.clock.now();
  const interfaces = [fakeReading('ge-1', 1), fakeReading('ge-3', 3, { operStatus: 'down' })];
  stage.api.polled(
    fakeObservation('jintan-agg', at, { interfaces }),
    fakeRates('jintan-agg', 'ge-1', at, inBits, 1_000),
  );
}

describe('the city', () => {
  it('is whole, and what nobody has judged is unknown', async () => {
    stage.set(fakeState('link', 'F1', 'up', stage.clock.now()));
    pollLinkOne();
    const city = (await get('/city')).json();
    expect(city.counters.links).toEqual({ up: 1, degraded: 0, down: 0, unknown: 3 });
    expect(city.points[0]).toMatchObject({
      id: 'point1',
      state: 'unknown',
      officeNameZh: '第1镇财政所',
      observedAt: null,
    });
    expect(city.links[0]).toMatchObject({
      id: 'F1',
      state: 'up',
      utilisation: 0.5,
      observedAt: '2026-01-05T08:00:00.000Z',
    });
    expect(city.lab).toBe(false);
  });

  it('is answered from the cache until something that it shows has changed', async () => {
    const first = await get('/city');
    const tag = String(first.headers.etag);
    expect((await get('/city', { 'if-none-match': tag })).statusCode).toBe(304);
    const down = fakeState('link', 'F1', 'down', stage.clock.now());
    stage.set(down);
    stage.api.publish({ states: [down] });
    const second = await get('/city', { 'if-none-match': tag });
    expect(second.statusCode).toBe(200);
    expect(second.json().links[0].state).toBe('down');
  });

  it('shows a changed state of a device in the counters, although no device is in the picture', async () => {
    await get('/city');
    const up = fakeState('device', 'jintan-agg', 'up', stage.clock.now());
    stage.set(up);
    stage.api.publish({ states: [up] });
    expect((await get('/city')).json().counters.devices.up).toBe(1);
  });

  it('is compressed for who can read it', async () => {
    const reply = await get('/city', { 'accept-encoding': 'gzip' });
    expect(reply.headers['content-encoding']).toBe('gzip');
    expect(reply.rawPayload.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });

  it('counts each district by itself', async () => {
    const districts = (await get('/districts')).json();
    expect(districts).toHaveLength(2);
    expect(districts[0].counters.points.unknown).toBe(2);
    expect(districts[0].counters.devices.unknown).toBe(5);
    expect((await get('/districts/jintan')).json().nameZh).toBe('金坛市');
  });
});

describe('lists', () => {
  it('come in pages that join without loss', async () => {
    const seen: string[] = [];
    let path = '/devices?limit=3';
    for (let turn = 0; turn < 10; turn++) {
      const page = (await get(path)).json();
      expect(page.total).toBe(11);
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      if (page.next === null) break;
      path = `/devices?limit=3&cursor=${page.next}`;
    }
    expect(seen).toEqual([...stage.city.devices.keys()]);
  });

  it('are filtered by state, district and a piece of a Chinese name', async () => {
    stage.set(fakeState('point', 'point3', 'down', stage.clock.now()));
    expect((await get('/points?state=down')).json().items.map(({ id }: { id: string }) => id)).toEqual(['point3']);
    expect((await get('/points?district=liyang')).json().total).toBe(2);
    expect((await get(`/points?q=${encodeURIComponent('第2镇')}`)).json().items[0].id).toBe('point2');
    expect((await get('/links?q=ct-2013-4')).json().items[0].id).toBe('F4');
    expect((await get('/points?state=up')).json()).toEqual({ items: [], total: 0, next: null });
  });

  it.each([
    '/points?page=2',
    '/points?limit=0',
    '/points?limit=501',
    '/points?limit=1.5',
    '/points?limit=ten',
    '/points?state=green',
    '/points?state=up&state=down',
    '/city?x=1',
    '/points/point1?verbose=1',
  ])('refuse %s aloud', async (path) => {
    const reply = await get(path);
    expect(reply.statusCode).toBe(400);
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(reply.json().errors.length).toBeGreaterThan(0);
  });

  it('say so when the item of a cursor is gone, and when the cursor is none', async () => {
    const { next } = (await get('/points?limit=1')).json();
    stage.city = { ...stage.city, points: new Map([...stage.city.points].slice(1)) };
    expect((await get(`/points?limit=1&cursor=${next}`)).json().type).toBe('urn:fangzhou:problem:invalid-cursor');
    expect((await get('/points?cursor=!!')).statusCode).toBe(400);
  });
});

describe('details', () => {
  it('of a point name its devices, links, terminals and incidents', async () => {
    stage.incidents.set('INC-1', fakeIncident(1));
    const point = (await get('/points/point1')).json();
    expect(point.devices.map(({ id }: { id: string }) => id)).toEqual(['point1-utm', 'point1-sw']);
    expect(point.links.map(({ id }: { id: string }) => id)).toEqual(['F1']);
    expect(point.terminals).toEqual({ inner: 1, outer: 1, inUse: 2 });
    expect(point.incidents.map(({ id }: { id: string }) => id)).toEqual(['INC-1']);
  });

  it('of a link show what both ends say, and null for the end that never told', async () => {
    stage.set(fakeState('link', 'F1', 'degraded', stage.clock.now()));
    stage.incidents.set('INC-1', fakeIncident(1));
    pollLinkOne();
    const link = (await get('/links/F1')).json();
    expect(link.evidence[0]).toMatchObject({ deviceId: 'jintan-agg', at: '2026-01-05T08:00:00.000Z' });
    expect(link.ends[0].interface).toMatchObject({ name: 'ge-1', inBitsPerSecond: 50_000_000, linkId: 'F1' });
    expect(link.ends[1].interface).toBeNull();
    expect(link.affected).toEqual([{ kind: 'point', id: 'point1' }]);
    expect(link.point.id).toBe('point1');
  });

  it('of a device keep what it last told while it is silent, and say when that was', async () => {
    pollLinkOne();
    const toldAt = new Date(stage.clock.now()).toISOString();
    await stage.clock.advance(10_000);
    const fault = { reason: 'timeout' as const, part: 'system', detail: 'no answer within 2 s' };
    const { identity: _, ...silent } = fakeObservation('jintan-agg', stage.clock.now(), {
      outcome: 'silent',
      faults: [fault],
    });
    stage.api.polled(silent, undefined);
    const device = (await get('/devices/jintan-agg')).json();
    expect(device).toMatchObject({ outcome: 'silent', answeredAt: toldAt, faults: [fault] });
    expect(device.identity.upTimeSeconds).toBe(3_600);
    expect(device.interfaces.items).toHaveLength(2);
    expect(device.interfaces.items[0].inBitsPerSecond).toBeNull();
  });

  it('of a device that was never polled are empty, not an error', async () => {
    const device = (await get('/devices/city-ups')).json();
    expect(device).toMatchObject({ identity: null, host: null, polledAt: null, outcome: null, faults: [] });
  });

  it.each([
    '/points/none',
    '/links/none',
    '/devices/none',
    '/districts/none',
    '/incidents/none',
    '/devices/none/interfaces',
  ])('of %s are not found', async (path) => {
    expect((await get(path)).statusCode).toBe(404);
  });

  it('list interfaces of one device or of all, filtered', async () => {
    pollLinkOne();
    expect((await get('/devices/jintan-agg/interfaces?q=GE-3')).json().items[0].operStatus).toBe('down');
    expect((await get('/interfaces?district=liyang')).json().total).toBe(0);
    expect((await get('/interfaces?limit=1')).json()).toMatchObject({ total: 2, items: [{ id: 'jintan-agg/ge-1' }] });
  });
});

describe('series', () => {
  const row = (at: number, value: number | undefined) => ({
    kind: 'interface',
    entityId: 'jintan-agg/ge-1',
    at,
    values: [value, 2, 3, 4, 5, 6, 7, 8],
  });

  it('come as columns in which a gap is null', async () => {
    const now = stage.clock.now();
    stage.store.append([row(now - 20_000, 5), row(now - 10_000, undefined)]);
    const reply = await get(
      '/series?kind=interface&entity=jintan-agg%2Fge-1&metric=inBitsPerSecond&metric=outBitsPerSecond',
    );
    expect(reply.json()).toMatchObject({
      stepSeconds: 0,
      at: [new Date(now - 20_000).toISOString(), new Date(now - 10_000).toISOString()],
      columns: { inBitsPerSecond: [5, null], outBitsPerSecond: [2, 2] },
    });
  });

  it('choose a step by themselves that keeps them readable', async () => {
    const reply = await get(
      '/series?kind=device&entity=jintan-agg&metric=answered&from=2025-12-06T08:00:00Z&to=2026-01-05T08:00:00Z',
    );
    expect(reply.json().stepSeconds).toBe(7_200);
  });

  it.each([
    ['a metric of the other kind', 'kind=device&entity=jintan-agg&metric=inBitsPerSecond', 400],
    ['no metric', 'kind=device&entity=jintan-agg', 400],
    ['an unknown kind', 'kind=link&entity=F1&metric=answered', 400],
    ['a time that is none', 'kind=device&entity=jintan-agg&metric=answered&from=yesterday', 400],
    [
      'an end before the beginning',
      'kind=device&entity=jintan-agg&metric=answered&from=2026-01-05T09:00:00Z&to=2026-01-05T08:00:00Z',
      400,
    ],
    [
      'too many points',
      'kind=device&entity=jintan-agg&metric=answered&from=2026-01-01T08:00:00Z&to=2026-01-05T08:00:00Z&step=10',
      400,
    ],
    ['an unknown device', 'kind=device&entity=none&metric=answered', 404],
    ['an interface of an unknown device', 'kind=interface&entity=none%2Fge-1&metric=inBitsPerSecond', 404],
  ])('refuse %s', async (_what, query, status) => {
    expect((await get(`/series?${query}`)).statusCode).toBe(status);
  });
});

describe('incidents', () => {
  it('come newest first, by status, in pages', async () => {
    for (let n = 1; n <= 5; n++)
      stage.incidents.set(`INC-${n}`, fakeIncident(n, { status: n < 3 ? 'cleared' : 'open' }));
    const first = (await get('/incidents?limit=2')).json();
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['INC-5', 'INC-4']);
    expect(first.total).toBe(5);
    const second = (await get(`/incidents?limit=2&cursor=${first.next}`)).json();
    expect(second.items.map(({ id }: { id: string }) => id)).toEqual(['INC-3', 'INC-2']);
    expect((await get('/incidents?status=open&status=acknowledged')).json().total).toBe(3);
  });

  it('are acknowledged in the name of who is logged in', async () => {
    stage.incidents.set('INC-1', fakeIncident(1));
    const reply = await post('/incidents/INC-1/acknowledge', { note: '已派人到现场' });
    expect(reply.json()).toMatchObject({ status: 'acknowledged', acknowledged: { by: 'admin', note: '已派人到现场' } });
    expect((await get('/incidents/INC-1')).json().history.at(-1)).toMatchObject({ what: 'acknowledged', by: 'admin' });
    expect((await post('/incidents/INC-1/note', { note: 'splice at km 3' })).json().history).toHaveLength(3);
  });

  it('are not acknowledged once they are cleared, and the answer says why', async () => {
    stage.incidents.set('INC-1', fakeIncident(1, { status: 'cleared', clearedAt: stage.clock.now() }));
    const reply = await post('/incidents/INC-1/acknowledge', { note: '' });
    expect(reply.statusCode).toBe(409);
    expect(reply.json().detail).not.toContain('alerts.action');
  });

  it.each([{}, { note: 7 }, { note: 'x'.repeat(1_001) }, { note: 'x', by: 'somebody else' }])(
    'refuse %o',
    async (body) => {
      stage.incidents.set('INC-1', fakeIncident(1));
      expect((await post('/incidents/INC-1/acknowledge', body)).statusCode).toBe(400);
    },
  );
});

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

describe('a poll asked for by a person', () => {
  it('answers what it observed', async () => {
    const reply = await post('/devices/jintan-agg/poll', {});
    expect(reply.json()).toMatchObject({ deviceId: 'jintan-agg', outcome: 'answered' });
  });

  it('says so when the device has no agent', async () => {
    stage.pollResult = async () => undefined;
    expect((await post('/devices/city-ups/poll', {})).statusCode).toBe(409);
  });

  it('does not wait for ever', async () => {
    stage.pollResult = () => new Promise(() => {});
    const reply = post('/devices/jintan-agg/poll', {});
    const answered = reply.then(({ statusCode }) => statusCode);
    await stage.clock.advance(1_000);
    await stage.clock.advance(20_000);
    expect(await answered).toBe(504);
  });
});

describe('the lab', () => {
  it('injects and repairs faults', async () => {
    await stage.close();
    stage = await openStage({ inLab: true });
    cookie = await stage.login();
    const made = await post('/lab/faults', { kind: 'cut', target: 'F1' });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ id: 'cut:F1', kind: 'cut', target: 'F1' });
    stage.faults.push({ verb: 'swap', target: 'jintan-agg' });
    expect((await get('/lab/faults')).json()).toHaveLength(1);
    const remove = (path: string) =>
      stage.api.server.inject({ method: 'DELETE', url: `/api/v1/lab/faults${path}`, headers: { cookie } });
    expect((await remove('/cut%3AF1')).statusCode).toBe(204);
    expect((await remove('/cut%3AF1')).statusCode).toBe(404);
    await post('/lab/faults', { kind: 'silent', target: 'jintan-agg' });
    expect((await remove('')).statusCode).toBe(204);
    expect((await get('/lab/faults')).json()).toEqual([]);
    expect((await get('/me')).json().lab).toBe(true);
  });

  it('refuses what does not exist, and a target with a second command in it', async () => {
    await stage.close();
    stage = await openStage({ inLab: true });
    cookie = await stage.login();
    expect((await post('/lab/faults', { kind: 'cut', target: 'F99' })).statusCode).toBe(404);
    expect((await post('/lab/faults', { kind: 'slow', target: 'jintan-agg 60000' })).statusCode).toBe(400);
    expect((await post('/lab/faults', { kind: 'explode', target: 'F1' })).statusCode).toBe(400);
  });

  it('is not there outside of the lab', async () => {
    expect((await get('/lab/faults')).statusCode).toBe(404);
  });
});

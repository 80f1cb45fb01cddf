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

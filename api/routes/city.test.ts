import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeObservation, fakeRates, fakeReading, fakeState, openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
const get = (path: string, headers: Record<string, string> = {}) =>
  stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie, ...headers } });

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

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PollHealth } from '../../collector/index.ts';
import { fakeObservation, openStage, type Stage } from '../stage.fake.ts';
import type { WireCollector, WireCollectorDevice, WirePage } from '../wire.ts';

const health = (deviceId: string, change: Partial<PollHealth> = {}): PollHealth => ({
  deviceId,
  breaker: 'closed',
  silentPolls: 0,
  path: 'wire',
  requests: 12,
  responses: 11,
  retries: 1,
  timeouts: 0,
  roundTripMs: 4.26,
  answerOctets: 12_000,
  ...change,
});

describe('the collector in its own eyes', () => {
  let stage: Stage;
  let cookie = '';

  beforeAll(async () => {
    stage = await openStage({ checkResponses: true });
    cookie = await stage.login();
    const [first = '', second = '', third = ''] = stage.city.devices.keys();
    stage.health.set(first, health(first));
    stage.health.set(second, health(second, { breaker: 'open', silentPolls: 7, roundTripMs: undefined }));
    stage.health.set(third, health(third, { path: 'library', retries: undefined, timeouts: undefined }));
    stage.api.polled(fakeObservation(first, stage.clock.now()), undefined);
  });
  afterAll(() => stage.close());

  const get = async <T>(url: string): Promise<T> => {
    const reply = await stage.api.server.inject({ url: `/api/v1${url}`, headers: { cookie } });
    expect(reply.statusCode, reply.body).toBe(200);
    return reply.json();
  };

  it('tells the schedule, the wire, the clock and how many devices trouble it', async () => {
    expect(await get<WireCollector>('/collector')).toMatchObject({
      devices: 3,
      breakersOpen: 1,
      onLibrary: 1,
      troubled: 2,
      schedule: { overrun: 1, worstLagMs: 40 },
      wire: { open: 2, strays: 1 },
      clock: { jumps: 1, last: { kind: 'jump', ms: -3_000 } },
    });
  });

  it('lists devices with the troubled first, or alone', async () => {
    const { items, total } = await get<WirePage<WireCollectorDevice>>('/collector/devices');
    expect(total).toBe(3);
    expect(items.map(({ breaker }) => breaker)).toEqual(['open', 'closed', 'closed']);
    expect(items.at(-1)).toMatchObject({ outcome: 'answered', roundTripMs: 4.3, retries: 1, path: 'wire' });
    expect((await get<WirePage<WireCollectorDevice>>('/collector/devices?trouble=true')).total).toBe(2);
  });

  it('lists them page by page in any order', async () => {
    for (const order of ['id', 'slowest', 'trouble']) {
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 3; page++) {
        const query = `order=${order}&limit=1${cursor}`;
        const { items, next } = await get<WirePage<WireCollectorDevice>>(`/collector/devices?${query}`);
        seen.push(...items.map(({ deviceId }) => deviceId));
        cursor = next === null ? '' : `&cursor=${next}`;
      }
      expect(new Set(seen).size).toBe(3);
    }
  });

  it('is in the metrics, for each device', async () => {
    const reply = await stage.api.server.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
    const [first, second] = stage.city.devices.keys();
    expect(reply.body).toContain(`fangzhou_device_breaker_open{device="${second}"} 1`);
    expect(reply.body).toContain(`fangzhou_device_snmp_requests_total{device="${first}"} 12`);
    expect(reply.body).toContain('fangzhou_schedule_overruns_total 1');
    expect(reply.body).toContain('fangzhou_clock_jumps_total 1');
    expect(reply.body).not.toContain(`fangzhou_device_snmp_round_trip_seconds{device="${second}"}`);
  });

  it('needs a login', async () => {
    expect((await stage.api.server.inject({ url: '/api/v1/collector' })).statusCode).toBe(401);
  });
});

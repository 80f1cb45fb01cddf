import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import { fakeObservation, openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());
const ready = (language = 'en') =>
  stage.api.server.inject({ url: '/-/ready', headers: { 'accept-language': language } });

describe('readiness', () => {
  it('comes when each device that has an agent was polled once', async () => {
    const before = await ready();
    expect(before.statusCode).toBe(503);
    expect(before.json()).toMatchObject({
      detail: 'The first sweep is not over: 0 of 10 devices have been polled.',
      reasons: [{ key: 'api.ready.sweep', params: { polled: 0, total: 10 } }],
    });
    for (const { id, snmp } of stage.city.devices.values()) {
      if (snmp !== 'none') stage.api.polled(fakeObservation(id, stage.clock.now(), { outcome: 'silent' }), undefined);
    }
    expect((await ready()).json()).toEqual({ status: 'ready' });
  });

  it('comes after two periods even when a device hangs, and stays through a reload', async () => {
    await stage.clock.advance(20_000);
    expect((await ready()).statusCode).toBe(200);
    stage.city = {
      ...stage.city,
      devices: new Map([...stage.city.devices].map(([id, device]) => [`${id}x`, { ...device, id: `${id}x` }])),
    };
    stage.api.cityChanged();
    expect((await ready()).statusCode).toBe(200);
  });

  it('does not come with a corrupt store', async () => {
    await stage.clock.advance(20_000);
    stage.store.breakWith('corrupt');
    expect((await ready('zh')).json().detail).toContain('数据文件');
    expect((await stage.api.server.inject({ url: '/-/healthy' })).statusCode).toBe(200);
  });
});

describe('a reload', () => {
  const reload = (headers: Record<string, string> = {}) =>
    stage.api.server.inject({ method: 'POST', url: '/-/reload', headers });

  it('needs a session or the access token, from this machine too', async () => {
    expect((await reload()).statusCode).toBe(401);
    expect((await reload({ authorization: 'Bearer wrong' })).statusCode).toBe(401);
    const token = readFileSync(join(stage.dataFolder, 'api-token'), 'utf8').trim();
    expect((await reload({ authorization: `Bearer ${token}` })).json()).toEqual({ points: 4, links: 4, devices: 11 });
    expect((await reload({ cookie: await stage.login() })).statusCode).toBe(200);
  });

  it('that is refused lists every mistake with its place', async () => {
    const text = (key: string) => message(key);
    stage.reloadResult = {
      ok: false,
      mistakes: [{ file: 'links.csv', line: 3, column: 9, what: text('a'), why: text('b'), remedy: text('c') }],
    };
    const reply = await reload({ cookie: await stage.login() });
    expect(reply.statusCode).toBe(422);
    expect(reply.json().mistakes).toMatchObject([{ file: 'links.csv', line: 3, column: 9, text: 'a b c' }]);
  });
});

describe('who may read the metrics', () => {
  const metrics = (remoteAddress: string, headers: Record<string, string> = {}) =>
    stage.api.server.inject({ url: '/metrics', remoteAddress, headers });

  it('is this machine without a login, and others with one', async () => {
    expect((await metrics('127.0.0.1')).statusCode).toBe(200);
    expect((await metrics('::ffff:127.0.0.1')).statusCode).toBe(200);
    const refused = await metrics('10.0.0.7');
    expect(refused.statusCode).toBe(403);
    expect(refused.json().detail).toContain('10.0.0.7');
    const token = readFileSync(join(stage.dataFolder, 'api-token'), 'utf8').trim();
    expect((await metrics('10.0.0.7', { authorization: `Bearer ${token}` })).statusCode).toBe(200);
    expect((await metrics('10.0.0.7', { cookie: await stage.login() })).statusCode).toBe(200);
  });

  it('is not everybody behind a proxy on this machine', async () => {
    expect((await metrics('127.0.0.1', { 'x-forwarded-for': '10.0.0.7' })).statusCode).toBe(403);
  });
});

import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startAlertmanager, type TrialAlertmanager } from '../../alerts/channels/stages/alertmanager.fake.ts';
import { createForeignAlerts } from '../../alerts/index.ts';
import { createStage } from '../../alerts/stage.fake.ts';
import { eventually } from '../../collector/pairs/engines/stages/server-process.fake.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { fakeSettings, openStage, type Stage } from '../stage.fake.ts';
import { alertmanagerPath } from './alertmanager.ts';

const token = 'a token of 24 characters'.replaceAll(' ', '-');
const inlet = { token, silentAfterSeconds: 3_600, severities: new Map(), otherwise: 'major' } as const;

async function open(isOn = true) {
  const alerts = await createStage({ clock: new FakeClock(Date.now()) });
  const settings = () => ({ ...fakeSettings, alertmanager: isOn ? inlet : undefined });
  const foreign = createForeignAlerts({
    ...{ engine: alerts.alerts, states: alerts.states, store: alerts.store, clock: alerts.clock, log: silentLog },
    ...{ settings: () => settings().alertmanager, decides: () => true },
  });
  await foreign.start();
  const stage = await openStage({ clock: alerts.clock, incidents: alerts.alerts, foreign, settings });
  return { alerts, foreign, stage, close: () => stage.close() };
}

describe('what an Alertmanager sends', () => {
  let stage: Awaited<ReturnType<typeof open>>;
  afterEach(() => stage.close());
  const send = (payload: object | string, authorization = `Bearer ${token}`) =>
    stage.stage.api.server.inject({
      ...{ method: 'POST', url: alertmanagerPath, payload },
      headers: { 'content-type': 'application/json', authorization },
    });
  const firing = { status: 'firing', labels: { alertname: 'DiskFull' }, annotations: {} };

  it('is taken with the token alone, and counted', async () => {
    stage = await open();
    const reply = await send({ version: '4', alerts: [firing] });
    expect([reply.statusCode, reply.json()]).toEqual([200, { taken: 1, beyond: 0 }]);
    expect(stage.alerts.open()).toMatchObject([{ condition: 'foreign-alert' }]);
    const wrong = await send({ version: '4', alerts: [] }, 'Bearer something-else');
    expect([wrong.statusCode, wrong.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect((await send({}, '')).statusCode).toBe(401);
    expect(wrong.body).not.toContain(token);
    const metrics = await stage.stage.api.server.inject({ url: '/metrics' });
    expect(metrics.body).toMatch(/^fangzhou_alertmanager_alerts_open 1$/m);
    expect(metrics.body).toMatch(/^fangzhou_alertmanager_messages_refused_total\{reason="token"\} 2$/m);
  });

  it('is refused in words where it is no such message, or too large', async () => {
    stage = await open();
    const reply = await send({ version: '3', alerts: [] });
    expect([reply.statusCode, reply.json().detail]).toEqual([400, expect.stringContaining('第 4 版')]);
    expect((await send('{"version": "4", ')).statusCode).toBe(400);
    expect((await send(`{"version":"4","alerts":[],"x":"${'x'.repeat(1_000_000)}"}`)).statusCode).toBe(413);
    expect(stage.alerts.open()).toEqual([]);
  });

  it('finds nobody where no token is declared', async () => {
    stage = await open(false);
    expect((await send({ version: '4', alerts: [firing] })).statusCode).toBe(404);
  });
});

suiteNeeding(['prometheus-alertmanager'], 'a real Alertmanager that sends its alerts', () => {
  let here: Awaited<ReturnType<typeof open>>;
  let server: TrialAlertmanager;
  let url = '';
  const post = (...alerts: readonly object[]) =>
    fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
  const until = (holds: () => boolean) =>
    eventually(async () => {
      if (!holds()) throw new Error(`not yet: ${JSON.stringify(here.foreign.standing())}`);
    });

  beforeAll(async () => {
    here = await open();
    const { api }: Stage = here.stage;
    await api.listen({ host: '127.0.0.1', port: 0 });
    const own = (api.server.server.address() as AddressInfo).port;
    const hook = `{ url: 'http://127.0.0.1:${own}${alertmanagerPath}', http_config: { authorization: { credentials: '${token}' } } }`;
    const route = "{ receiver: fangzhou, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }";
    server = await startAlertmanager(`route: ${route}\nreceivers: [{ name: fangzhou, webhook_configs: [${hook}] }]\n`);
    url = server.url;
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await here?.close();
  });

  it('opens an incident for each that fires, and ends it when it is resolved', async () => {
    const link = [...here.alerts.city.links.keys()][0] ?? '';
    const startsAt = new Date(Date.now() - 1_000).toISOString();
    const labels = { alertname: 'OpticalPower', link, severity: 'critical' };
    const annotations = { summary: '光功率低 <b>', description: '请检查光模块' };
    await post({ labels, annotations, startsAt }, { labels: { alertname: 'Other' }, startsAt });
    await until(() => here.alerts.open().length === 2);
    expect(here.alerts.open().find(({ severity }) => severity === 'critical')).toMatchObject({
      root: { kind: 'link', id: link },
      summary: { params: { name: 'OpticalPower', text: '光功率低 <b>' } },
      remedy: { params: { text: '请检查光模块' } },
    });
    await post({ labels, annotations, startsAt, endsAt: new Date(Date.now() - 500).toISOString() });
    await until(() => here.alerts.open().length === 1);
    expect(here.foreign.standing()).toMatchObject({ open: 1, refused: {} });
  });
});

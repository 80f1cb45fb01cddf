import { afterEach, describe, expect, it } from 'vitest';
import { incident as incidentOf, local, mail, openPagerStage, paging, person } from '../../alerts/paging/stage.fake.ts';
import { message } from '../../core/index.ts';
import { fakeSettings, openStage, type Stage } from '../stage.fake.ts';

const stages: Stage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});

async function open(options: Parameters<typeof openPagerStage>[0] = {}) {
  const pages = await openPagerStage(options);
  const stage = await openStage({ paging: pages.pager, clock: pages.clock, checkResponses: true });
  stages.push(stage);
  const cookie = await stage.login();
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await stage.api.server.inject({
      method,
      url: `/api/v1${url}`,
      headers: { cookie },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.body, json: () => answer.json() };
  };
  /** As a browser does that nobody logged in to. */
  const visit = (method: 'GET' | 'POST', url: string, origin = 'http://localhost') =>
    stage.api.server.inject({
      ...{ method, url },
      headers: {
        host: 'localhost',
        ...(method === 'POST' ? { origin, 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
    });
  const raise = async () => {
    const incident = pages.raise();
    stage.incidents.set(incident.id, incident);
    await pages.minutes(1);
  };
  return { ...pages, stage, ask, visit, raise };
}

describe('who is on call', () => {
  it('is told for now and the weeks to come, with gaps, and as iCalendar', async () => {
    const { ask } = await open({
      paging: paging({ people: [person('a'), person('b', ['2026-01-13']), person('c'), person('d')] }),
    });
    const duty = (await ask('GET', '/duty?days=14')).json();
    expect(duty.rosters).toMatchObject([
      {
        ...{ id: 'jintan', handOver: '08:30', teams: [{ id: 'all', districtIds: ['city'] }] },
        now: { personId: 'a', by: 'rotation' },
        spans: [
          { personId: 'a', to: '2026-01-12T00:30:00.000Z' },
          { personId: 'b' },
          { personId: null, cause: 'away', awayId: 'b', from: '2026-01-13T00:30:00.000Z' },
          { personId: 'b' },
          { personId: 'c' },
        ],
      },
    ]);
    const calendar = await ask('GET', '/duty/jintan/calendar?days=7&language=en');
    expect(calendar.body).toMatch(/BEGIN:VEVENT[\s\S]*X-FANGZHOU-PERSON:a/);
    expect((await ask('GET', '/duty/nobody/calendar')).status).toBe(404);
  });
});

describe('channels', () => {
  it('are told with what they are, never with a secret, and are checked and tested on demand', async () => {
    const hook = mail('hook', {
      kind: 'webhook',
      url: 'http://10.8.1.30/x?token=hidden',
      secret: 'hidden-hidden-hidden',
    } as never);
    const { ask, minutes, sent, stage } = await open({ paging: paging({ channels: [mail('mail'), hook] }) });
    const told = await ask('GET', '/channels');
    expect(told.body).not.toContain('hidden');
    expect(told.json().channels).toMatchObject([
      {
        id: 'mail',
        isPersonal: true,
        to: 'mail.inner:25',
        people: [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }],
      },
      { id: 'hook', isPersonal: false, to: 'http://10.8.1.30' },
    ]);
    expect((await ask('POST', '/channels/mail/check')).json()).toMatchObject({ state: 'good' });
    const test = (await ask('POST', '/channels/mail/test', { personId: 'b' })).json();
    await minutes(1);
    expect(sent.map(({ to, event }) => [to, event])).toEqual([['b@city.inner', 'test']]);
    expect((await ask('GET', `/deliveries?id=${encodeURIComponent(test.id)}`)).json()).toMatchObject({ state: 'sent' });
    expect((await ask('POST', '/channels/mail/test', { personId: 'nobody' })).status).toBe(409);
    expect((await ask('POST', '/channels/none/test', { personId: null })).status).toBe(404);
    const auditor = await stage.loginAs('auditor');
    const refused = await stage.api.server.inject({
      ...{
        method: 'POST',
        url: '/api/v1/channels/mail/test',
        headers: { cookie: auditor },
        payload: { personId: 'b' },
      },
    });
    expect(refused.statusCode).toBe(403);
  });
});

it('an incident tells who was told of it, and how that went', async () => {
  const { ask, raise } = await open({ answer: () => ({ outcome: 'refused', detail: '550 no such user' }) });
  await raise();
  const { items } = (await ask('GET', '/incidents/INC-1/deliveries')).json();
  expect(items).toMatchObject([
    { recipient: { id: 'a' }, channelId: 'mail', state: 'failed', detail: '550 no such user', sentAt: null, tries: 1 },
  ]);
  expect((await ask('GET', '/incidents/INC-9/deliveries')).status).toBe(404);
});

describe('the page behind a link', () => {
  it('acknowledges by its button and not by being opened, without a login and without a script', async () => {
    const { raise, sent, visit, known, pager } = await open();
    await raise();
    const path = new URL(sent[0]?.text.acknowledgeUrl ?? '').pathname;
    const opened = await visit('GET', path);
    expect(opened.statusCode).toBe(200);
    expect(opened.body).toContain('data-state="open"');
    expect(opened.body).not.toContain('<script');
    expect(opened.headers['referrer-policy']).toBe('same-origin');
    expect(known.get('INC-1')?.status).toBe('open');
    expect((await pager.deliveries('INC-1'))[0]?.seenAt).toBeDefined();
    expect((await visit('POST', path, 'http://elsewhere')).statusCode).toBe(403);
    const done = await visit('POST', path);
    expect(done.body).toContain('data-state="used"');
    expect(known.get('INC-1')?.status).toBe('acknowledged');
  });

  it('says nothing to who made up a link', async () => {
    const { visit, raise } = await open();
    await raise();
    expect((await visit('GET', '/a/made-up')).statusCode).toBe(404);
    expect((await visit('POST', '/a/made-up')).statusCode).toBe(404);
  });

  it('of a standby leads to the one that decides', async () => {
    const pages = await openPagerStage();
    const view = { role: 'standby', active: { id: 'b', url: 'http://10.8.1.12:8080', token: '1' } };
    const standby = { view: () => view, settled: async () => true } as never;
    const stage = await openStage({ paging: pages.pager, clock: pages.clock, standby });
    stages.push(stage);
    const answer = await stage.api.server.inject({ method: 'GET', url: '/a/token', headers: { host: 'localhost' } });
    expect([answer.statusCode, answer.headers.location]).toEqual([307, 'http://10.8.1.12:8080/a/token']);
  });
});

it('a message that was escaped stays text', async () => {
  const { sent, visit, stage, pager, clock, known } = await open();
  const at = local('2026-01-05 09:00');
  const incident = incidentOf('INC-5', at, {
    summary: message('alerts.link-down.summary', { link: '<img src=x>', point: 'p', office: 'o', a: 'a', b: 'b' }),
  });
  known.set('INC-5', incident);
  stage.incidents.set('INC-5', incident);
  pager.notify({ id: 'n', key: 'k', event: 'raised', at, incident });
  await clock.advance(2_000);
  const body = (await visit('GET', new URL(sent[0]?.text.acknowledgeUrl ?? '').pathname)).body;
  expect(body).not.toContain('<img');
  expect(body).toContain('&#60;img');
});

describe('the plain webhook', () => {
  it('stands among the channels as the last delivery went, without a test and without the path of its address', async () => {
    let failure: { readonly at: number; readonly detail: string } | undefined;
    const pages = await openPagerStage({ paging: paging() });
    const url = 'http://10.8.1.30:9000/secret/path';
    const stage = await openStage({
      ...{ paging: pages.pager, clock: pages.clock },
      settings: () => ({ ...fakeSettings, webhook: { url, secret: 's'.repeat(16), timeoutSeconds: 5, attempts: 6 } }),
      webhook: () => ({
        stats: () => ({ waiting: 2, delivered: 7, failed: 1, dropped: 1 }),
        last: () => ({ sentAt: pages.clock.now(), failure }),
      }),
    });
    stages.push(stage);
    const cookie = await stage.login();
    const ask = async () => {
      const answer = await stage.api.server.inject({ url: '/api/v1/channels', headers: { cookie } });
      expect(answer.body).not.toContain('secret');
      return answer.json().channels.at(-1);
    };
    expect(await ask()).toMatchObject({
      ...{ id: 'alerts.webhook', to: 'http://10.8.1.30:9000', waiting: 2, sent: 7, failed: 2, hasTest: false },
      health: { state: 'good' },
    });
    failure = { at: pages.clock.now(), detail: '503' };
    expect(await ask()).toMatchObject({ health: { state: 'bad' }, lastFailure: { detail: '503' } });
    await pages.pager.stop();
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMaintenanceRegister, type FigureStanding, viewId } from '../../audit/index.ts';
import { openStage as openServices, probeOf, resultOf, startAt } from '../../audit/services/stage.fake.ts';
import { message } from '../../core/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { fakeSettings, openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
let admin: string;
let services: ReturnType<typeof openServices>;
let maintenance: ReturnType<typeof createMaintenanceRegister>;
let isPublic: boolean;
let tried: string[];
let records: NewRecord[];

const probes = [probeOf('jintan-budget'), probeOf('jintan-oa'), probeOf('city-sso')];
const figure = {
  ...{ id: 'waiting', nameZh: '待支付', nameEn: 'Waiting', serviceId: 'jintan-budget', unit: '笔', valueIs: 'number' },
  ...{ most: 200, least: undefined, quietSeconds: undefined },
};
const standing: FigureStanding = {
  ...{ figureId: 'waiting', value: 900, word: 'out-of-range', reason: message('services.figure.above', { most: 200 }) },
  ...{ since: startAt, readAt: startAt, changedAt: startAt },
} as FigureStanding;

const headers = () => ({ cookie, origin: 'http://localhost', host: 'localhost' });
const get = (path: string) => stage.api.server.inject({ url: `/api/v1${path}`, headers: headers() });
const json = async (path: string) => (await get(path)).json();
const post = (path: string, payload?: object) =>
  stage.api.server.inject({
    ...{ method: 'POST', url: `/api/v1${path}`, headers: headers() },
    ...(payload === undefined ? {} : { payload }),
  });

/** The API is opened once; what it asks is made anew for each test. */
beforeAll(async () => {
  services = openServices({ probes });
  const { clock, city } = services;
  const settings = () => ({
    ...fakeSettings,
    services: { ...fakeSettings.services, probes, figures: [figure] as never },
    statusPage: { isPublic, contact: '信息科 8001' },
  });
  stage = await openStage({
    ...{ clock, settings, view: { city: () => city, state: () => undefined as never } },
    services: {
      services: () => services.engine.services(),
      service: (id) => services.engine.service(id),
      probesOf: (id) => services.engine.probesOf(id),
      views: () => services.engine.views(),
      view: (pointId, serviceId) => services.engine.view(pointId, serviceId),
      figures: () => [standing],
      figure: () => standing,
      pointOf: () => undefined,
      tryNow: async (probeId) => {
        tried.push(probeId);
        services.observe(resultOf(probeId, 'good', clock.now()));
        return true;
      },
    },
    maintenance: {
      announce: (wish) => maintenance.announce(wish),
      end: (id, by) => maintenance.end(id, by),
      list: () => maintenance.list(),
      find: (id) => maintenance.find(id),
      isOver: (window) => maintenance.isOver(window),
      coveringNow: (kind, id) => maintenance.coveringNow(kind, id),
      suppressed: () => [],
    },
  });
  admin = await stage.login();
});
beforeEach(() => {
  [isPublic, tried, records, cookie] = [false, [], [], admin];
  services = openServices({ probes, clock: stage.clock, city: services.city });
  const { store, clock } = stage;
  maintenance = createMaintenanceRegister({
    ...{ store, clock, city: () => services.city, timeZone: () => 'Asia/Shanghai' },
    ledger: { append: (record) => void records.push(record) },
  });
});
afterAll(() => stage.close());

const bad = async () => {
  await services.round({ 'jintan-budget': 'bad' }, 'answer');
  await services.round({ 'jintan-budget': 'bad' }, 'answer');
  await services.round({ 'jintan-budget': 'bad' }, 'answer');
};

describe('business services, as they are asked', () => {
  it('are all in the list, unknown where nobody tries them, with how their points live them', async () => {
    await services.round();
    const all = await json('/services');
    expect(all.counts).toEqual({ up: 3, degraded: 0, down: 0, unknown: 54 });
    expect(all.systems).toHaveLength(9);
    const budget = all.services.find(({ id }: { id: string }) => id === 'jintan-budget');
    expect(budget).toMatchObject({ state: 'up', districtId: 'jintan', points: { up: 8 }, phases: { total: 12 } });
    expect(all.services.find(({ id }: { id: string }) => id === 'wujin-oa')).toMatchObject({
      state: 'unknown',
      phases: null,
    });
    expect(all.figures).toMatchObject([{ id: 'waiting', value: 900, word: 'out-of-range', most: 200 }]);
  });

  it('tell of one what each probe saw, which points lost it, and what is behind it', async () => {
    await bad();
    const one = await json('/services/jintan-budget');
    expect(one).toMatchObject({
      ...{ state: 'down', failedPhase: 'answer', root: { kind: 'service', id: 'jintan-budget' } },
      probes: [{ id: 'jintan-budget', vantageId: 'hub', newest: { outcome: 'bad', phases: { connect: 2 } } }],
      points: { down: 8 },
    });
    expect(one.views.map(({ state }: { state: string }) => state)).toEqual(Array(8).fill('down'));
    const lost = await json('/views?state=down&point=rulin-1');
    expect(lost.views).toMatchObject([{ serviceId: 'jintan-budget', basis: 'derived', roots: [{ kind: 'service' }] }]);
    expect((await get('/services/nobody')).statusCode).toBe(404);
  });

  it('are among what has failed now, by their own trouble and not by what takes them down', async () => {
    services.declare([...services.city.services.keys()].map((id) => probeOf(id)));
    const whole = { ...Object.fromEntries([...services.city.services.keys()].map((id) => [id, 'bad' as const])) };
    for (let n = 0; n < 3; n += 1) await services.round(whole, 'login');
    // Single sign-on is down by itself, and all others by it.
    expect((await json('/impact')).failed).toMatchObject([{ kind: 'service', id: 'city-sso' }]);
  });

  it('tell their story and that of a point, from what is kept', async () => {
    const subject = viewId({ pointId: 'rulin-1', serviceId: 'jintan-budget' });
    const at = stage.clock.now() - 60_000;
    const body = { before: 'up', state: 'down', reason: message('collector.services.refused') };
    stage.store.record({ journal: 'service-state', at, subject: 'jintan-budget', body });
    stage.store.record({ journal: 'view-state', at, subject, body: { ...body, basis: 'derived', roots: [] } });
    // What was measured there counts where it knows, though it was written later.
    const measured = { before: 'unknown', state: 'up', basis: 'measured', roots: [], reason: body.reason };
    stage.store.record({ journal: 'view-state', at: at + 20_000, subject, body: measured });
    const words = (story: { spans: { state: string }[] }) => story.spans.map(({ state }) => state);
    expect(words(await json('/services/jintan-budget/history'))).toEqual(['down']);
    expect(words(await json(`/views/${subject}/history`))).toEqual(['down', 'up']);
    expect((await json('/service-changes')).changes).toMatchObject([{ serviceId: 'jintan-budget', state: 'down' }]);
    expect((await get('/views/rulin-1/wujin-oa/history')).statusCode).toBe(404);
    expect((await get('/services/jintan-budget/history?from=2030-01-01T00:00:00Z')).statusCode).toBe(400);
  });

  it('are tried on request, and the answer has what that came to', async () => {
    const answer = await post('/services/jintan-budget/try');
    expect(answer.statusCode).toBe(200);
    expect(tried).toEqual(['jintan-budget']);
    expect(answer.json()).toMatchObject({ state: 'up', probes: [{ newest: { outcome: 'good' } }] });
    cookie = await stage.loginAs('auditor');
    expect((await post('/services/jintan-budget/try')).statusCode).toBe(403);
  });

  it('have series of their phases and of business figures', async () => {
    const answer = await get('/series?kind=probe&entity=hub/jintan-budget&metric=total');
    expect(answer.statusCode).toBe(200);
    expect((await get('/series?kind=figure&entity=waiting&metric=value')).statusCode).toBe(200);
    expect((await get('/series?kind=figure&entity=nobody&metric=value')).statusCode).toBe(404);
  });

  it('are metrics, without a line for what nobody tried', async () => {
    await bad();
    const text = (await stage.api.server.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).body;
    expect(text).toContain(
      'fangzhou_service_state{service="jintan-budget",system="budget",district="jintan",state="down"} 1',
    );
    expect(text).toContain('fangzhou_point_services{point="rulin-1",district="jintan",state="down"} 1');
    expect(text).toMatch(/fangzhou_probe_success\{service="jintan-budget"[^}]*\} 0/);
    expect(text).not.toMatch(/fangzhou_probe_success\{service="wujin-oa"/);
    expect(text).toContain('fangzhou_figure{figure="waiting"} 900');
  });
});

describe('announced maintenance, as it is asked', () => {
  const later = (minutes: number) => new Date(stage.clock.now() + minutes * 60_000).toISOString();
  const wish = (id = 'jintan-budget') => ({
    ...{ scopes: [{ kind: 'service', id }], to: later(60), reason: '升级' },
  });

  it('is announced, shown, takes its service, and is ended early; each step is on record', async () => {
    const made = await post('/maintenance', wish());
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ word: 'now', createdBy: 'admin', reason: '升级' });
    expect(await json('/services/jintan-budget')).toMatchObject({ maintenance: made.json().id });
    const ended = await post(`/maintenance/${made.json().id}/end`);
    expect(ended.json()).toMatchObject({ word: 'over', endedBy: 'admin' });
    expect((await json('/maintenance')).windows).toHaveLength(1);
    expect(records).toHaveLength(2);
    expect((await post(`/maintenance/${made.json().id}/end`)).statusCode).toBe(409);
  });

  it('is refused with the reason where it makes no sense, and for who may not', async () => {
    const strange = await post('/maintenance', wish('nobody'));
    expect(strange.statusCode).toBe(409);
    expect(strange.json().detail).toContain('nobody');
    expect((await post('/maintenance', { ...wish(), to: later(-60) })).statusCode).toBe(409);
    expect((await post('/maintenance/MW-0/end')).statusCode).toBe(404);
    cookie = await stage.loginAs('auditor', 'another-auditor');
    expect((await post('/maintenance', wish())).statusCode).toBe(403);
  });
});

describe('the status page of a point', () => {
  it('is closed without a login, unless the settings open it; nothing else opens with it', async () => {
    cookie = '';
    for (const path of ['/status', '/status/rulin-1']) expect((await get(path)).statusCode).toBe(401);
    isPublic = true;
    for (const path of ['/status', '/status/rulin-1']) expect((await get(path)).statusCode).toBe(200);
    for (const path of ['/services', '/views', '/statusx', '/maintenance'])
      expect((await get(path)).statusCode).not.toBe(200);
    expect((await get('/status/nobody')).statusCode).toBe(404);
  });

  it('says whose fault it is: nobody’s, the system’s, the point’s own way, or the login’s', async () => {
    services.declare([...services.city.services.keys()].map((id) => probeOf(id)));
    await services.round();
    expect(await json('/status/rulin-1')).toMatchObject({ word: 'fine', fault: 'none', since: null, work: null });
    const bads = { 'jintan-budget': 'bad' } as const;
    for (let n = 0; n < 3; n += 1) await services.round(bads, 'answer');
    expect(await json('/status/rulin-1')).toMatchObject({ word: 'partly', fault: 'system' });
    await services.round();
    await services.round();
    services.set('link F04', 'down');
    expect(await json('/status/rulin-1')).toMatchObject({ word: 'lost', fault: 'path' });
    expect(await json('/status/zhiqian-1')).toMatchObject({ word: 'fine', fault: 'none' });
    services.set('link F04', 'up');
    const all = Object.fromEntries([...services.city.services.keys()].map((id) => [id, 'bad' as const]));
    for (let n = 0; n < 3; n += 1) await services.round(all, 'login');
    expect(await json('/status/rulin-1')).toMatchObject({ word: 'lost', fault: 'sign-on' });
  });

  it('names no address and no device, whatever is wrong', async () => {
    services.set('device rulin-1-utm', 'down');
    await bad();
    const text = JSON.stringify([await json('/status/rulin-1'), await json('/status')]);
    for (const { id, address } of services.city.devices.values()) {
      expect(text).not.toContain(`"${id}"`);
      expect(text).not.toContain(address);
    }
    expect(text).toContain('信息科 8001');
  });

  it('says that somebody works on it', async () => {
    await bad();
    const scopes = [{ kind: 'service' as const, id: 'jintan-budget' }];
    const now = stage.clock.now();
    const made = maintenance.announce({ scopes, from: now, to: now + 60_000, reason: '升级', by: 'admin' });
    expect(made.ok).toBe(true);
    expect(await json('/status/rulin-1')).toMatchObject({ work: { kind: 'maintenance' } });
  });
});

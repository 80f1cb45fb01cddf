import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byHand, type FakePairPort, fakePairPort, fakePairsSettings } from '../../audit/drills/stage.fake.ts';
import { createPairDrills, type PairDrills } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import type { HostPair } from '../../inventory/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { fakeSettings, openStage, type Stage } from '../stage.fake.ts';
import type { WireDrillCalendar, WirePairDrillDetail } from '../wire-drills.ts';
import type { WireProposal } from '../wire-keeping.ts';

let stage: Stage;
let drills: PairDrills;
let port: FakePairPort;
let clock: FakeClock;
let cookies: { operator: string; approver: string; auditor: string };
const pair: HostPair = {
  ...{ id: 'jintan-app', districtId: 'jintan', role: 'app', memberA: 'app-a', memberB: 'app-b' },
  ...{ virtualAddress: '10.10.1.10', standby: 'vrrp' },
};

beforeEach(async () => {
  clock = new FakeClock();
  const settings = { ...fakeSettings, drills: { procedures: [byHand], commands: [] }, pairs: fakePairsSettings };
  const approvals: { current: Stage['keeping']['approvals'] | undefined } = { current: undefined };
  port = fakePairPort(clock.now());
  const hostPairs = new Map([[pair.id, pair]]);
  drills = createPairDrills({
    store: createFakeStore({ kinds: [], clock }),
    ledger: { append: () => {} },
    clock,
    log: silentLog,
    approvals: {
      register: (matter, part) => void waiting.push(() => approvals.current?.register(matter, part)),
      propose: (wish) => (approvals.current as Stage['keeping']['approvals']).propose(wish),
    },
    city: () => ({ ...stage.city, hostPairs }),
    settings: () => settings.drills,
    pairSettings: () => settings.pairs,
    pairs: port,
    run: async ({ name, deviceId }) => ({ command: name, deviceId, exitCode: 0, text: '', cut: false }),
  });
  const declaredAt = () => clock.now() - 179 * 86_400_000;
  stage = await openStage({
    clock,
    settings: () => settings,
    pairDrills: { ...drills, declaredAt, standing: (pairId) => port.standing(pairId) },
  });
  stage.city = { ...stage.city, hostPairs };
  approvals.current = stage.keeping.approvals;
  for (const then of waiting.splice(0)) then();
  await drills.start();
  cookies = {
    operator: await stage.loginAs('operator'),
    approver: await stage.loginAs('approver'),
    auditor: await stage.loginAs('auditor'),
  };
});
const waiting: (() => void)[] = [];
afterEach(async () => {
  drills.close();
  await stage.close();
});

type Who = keyof typeof cookies;
const get = (path: string, who: Who = 'auditor', language = 'en') =>
  stage.api.server.inject({ url: `/api/v1/${path}`, headers: { cookie: cookies[who], 'accept-language': language } });
const post = (path: string, payload: object, who: Who = 'operator') =>
  stage.api.server.inject({
    method: 'POST',
    url: `/api/v1/${path}`,
    headers: { cookie: cookies[who], 'accept-language': 'en' },
    payload,
  });
const wish = () => ({
  pairId: pair.id,
  procedureId: 'p1',
  from: new Date(clock.now()).toISOString(),
  to: new Date(clock.now() + 3_600_000).toISOString(),
  reason: '季度演练',
});
const plan = async (): Promise<WirePairDrillDetail> => (await post('drills', wish())).json();

async function pass(seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n += 1) {
    const at = clock.now() + 400;
    port.tries.push({ pairId: pair.id, probeId: 'web', startedAt: at, finishedAt: at + 100, ok: true });
    port.observedAt = clock.now() + 900;
    await clock.advance(1_000);
  }
}

describe('a drill by the api', () => {
  it('goes from the operator’s plan over the approver’s yes to its end, and its journal is portable', async () => {
    const planned = await plan();
    expect(planned).toMatchObject({
      state: 'proposed',
      may: ['cancel'],
      plannedBy: { user: 'the-operator', role: 'operator' },
    });
    const { items } = (await get('approvals?state=waiting', 'approver')).json<{ items: WireProposal[] }>();
    expect(items).toMatchObject([{ matter: 'pair-drill', subject: `drill ${planned.id}`, id: planned.proposalId }]);
    expect((await post(`approvals/${planned.proposalId}/approve`, { note: '' }, 'operator')).statusCode).toBe(403);
    expect((await post(`approvals/${planned.proposalId}/approve`, { note: '' }, 'approver')).statusCode).toBe(200);
    const begun = await post(`drills/${planned.id}/begin`, {});
    expect(begun.json()).toMatchObject({
      state: 'running',
      step: 0,
      may: ['stop'],
      approval: { by: { user: 'the-approver' } },
    });
    await pass(2);
    const waits = (await get(`drills/${planned.id}`)).json<WirePairDrillDetail>();
    expect(waits).toMatchObject({ step: 2, may: ['confirm', 'stop'], pair: { word: 'ready' } });
    expect(waits.steps.at(-1)?.deadline).not.toBeNull();
    await post(`drills/${planned.id}/confirm`, { note: '停 keepalived' });
    port.roles = { 'app-a': 'none', 'app-b': 'active' };
    await pass(8);
    await post(`drills/${planned.id}/confirm`, {});
    port.roles = { 'app-a': 'standby', 'app-b': 'active' };
    await pass(2);
    const done = (await get(`drills/${planned.id}`)).json<WirePairDrillDetail>();
    expect(done).toMatchObject({
      state: 'completed',
      outcome: 'completed',
      may: [],
      result: { rtoSeconds: { target: 10, verdict: 'met' } },
    });
    expect((await get(`drills/${planned.id}/journal`)).json()).toMatchObject({
      status: 'completed',
      experiment: { version: '1.0.0' },
    });
    expect((await get('drills?pair=jintan-app&state=completed')).json()).toMatchObject({ total: 1 });
    expect((await get('drills?pair=other')).json()).toMatchObject({ total: 0 });
  });

  it('is stopped, and then left as a person says', async () => {
    const { id, proposalId } = await plan();
    await post(`approvals/${proposalId}/approve`, { note: '' }, 'approver');
    await post(`drills/${id}/begin`, {});
    await pass(2);
    await post(`drills/${id}/confirm`, {});
    expect((await post(`drills/${id}/stop`, { note: '叫停' })).json()).toMatchObject({
      state: 'falling-back',
      may: ['fall-back'],
    });
    const wrong = await post(`drills/${id}/fall-back`, { choice: 'command' });
    expect([wrong.statusCode, wrong.json().detail]).toEqual([409, expect.stringContaining('declares no command')]);
    expect((await post(`drills/${id}/fall-back`, { choice: 'done', note: 'ok' })).json()).toMatchObject({
      leftAs: 'fallen-back',
    });
  });

  it('is closed to auditors, to wrong forms, and to what the state does not allow', async () => {
    expect((await post('drills', wish(), 'auditor')).statusCode).toBe(403);
    for (const change of [{ from: 'now' }, { reason: ' ' }, { pairId: '' }, { more: 1 }])
      expect((await post('drills', { ...wish(), ...change })).statusCode).toBe(400);
    const short = await post('drills', { ...wish(), to: wish().from });
    expect([short.statusCode, short.json().detail]).toEqual([409, expect.stringContaining('10 minutes')]);
    const { id } = await plan();
    for (const verb of ['begin', 'confirm', 'stop', 'propose'])
      expect((await post(`drills/${id}/${verb}`, {})).statusCode).toBe(409);
    for (const verb of ['begin', 'cancel', 'fall-back'])
      expect((await post(`drills/nobody/${verb}`, verb === 'fall-back' ? { choice: 'done' } : {})).statusCode).toBe(
        404,
      );
    expect((await post(`drills/${id}/cancel`, {})).json()).toMatchObject({ state: 'cancelled' });
    expect((await get('drills/nobody')).statusCode).toBe(404);
  });
});

describe('around drills', () => {
  it('a dry run needs nobody, and says what each step would do', async () => {
    const dry = (await post('drills/dry-run', { pairId: pair.id, procedureId: 'p1' })).json();
    expect(dry).toMatchObject({ word: 'ready', ready: false });
    expect(dry.steps[4]).toMatchObject({
      kind: 'verify-services',
      outlook: 'fail',
      would: { key: 'drill.would.no-service' },
    });
    expect((await post('drills/dry-run', { pairId: pair.id, procedureId: 'other' })).statusCode).toBe(404);
  });

  it('procedures are told by the pair’s engine, and as experiments', async () => {
    expect((await get('drills/procedures?pair=jintan-app')).json()).toMatchObject([
      { id: 'p1', steps: [{ kind: 'check-readiness' }, {}, { by: 'operator' }, {}, {}, {}, {}, {}] },
    ]);
    expect((await get('drills/procedures?pair=nobody')).statusCode).toBe(404);
    const file = await get('drills/procedures/p1/experiment');
    expect(file.headers['content-disposition']).toBe('attachment; filename="p1.json"');
    expect(file.json()).toMatchObject({
      title: 'Switchover',
      method: expect.any(Array),
      rollbacks: [{ type: 'action' }],
    });
    expect((await get('drills/procedures/other/experiment')).statusCode).toBe(404);
  });

  it('the calendar says what is due, in JSON and for calendars', async () => {
    expect((await get('drills/calendar')).json<WireDrillCalendar>()).toMatchObject({
      dueDays: 180,
      pairs: [{ pairId: pair.id, lastAt: null, status: 'due-soon', next: null }],
    });
    await plan();
    expect((await get('drills/calendar')).json()).toMatchObject({
      pairs: [{ status: 'planned', next: { state: 'proposed' } }],
    });
    const file = await get('drills/calendar.ics', 'auditor', 'zh-CN');
    expect(file.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(file.body).toContain('应演练');
    expect((await get('drills/calendar.ics?language=en', 'auditor', 'zh-CN')).body).toContain('Drill due');
  });
});

describe('the handbook by the api', () => {
  it('says whom to call first for each pair, and has a page with steps by trouble in the language that is asked for', async () => {
    const book = (await get('handbook?language=en')).json();
    expect(book).toMatchObject({
      language: 'en',
      districts: [{ id: 'jintan', pairs: [{ pairId: pair.id, readiness: 'ready', first: null, lastDrillAt: null }] }],
    });
    const page = (await get(`handbook/pairs/${pair.id}`, 'auditor', 'zh-CN')).json();
    expect(page).toMatchObject({ language: 'zh-CN', pairId: pair.id, rtoSeconds: 10, readiness: 'ready' });
    expect(page.troubles[0]).toMatchObject({ trouble: 'split-brain', title: '双主（脑裂）' });
    expect((await get('handbook/pairs/nobody')).statusCode).toBe(404);
    expect((await get('handbook?language=fr')).statusCode).toBe(400);
  });

  it('comes as pages to save, never to be shown, and as a zip', async () => {
    const sheet = await get('handbook/districts/jintan?language=en');
    expect(sheet.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'attachment; filename="handbook-jintan.html"',
    });
    expect(sheet.body).toContain('id="jintan-app-split-brain"');
    expect((await get('handbook/districts/nowhere')).statusCode).toBe(404);
    const zip = await get('handbook/bundle');
    expect(zip.headers['content-type']).toBe('application/zip');
    expect(Object.keys(unzipSync(zip.rawPayload))).toContain('fangzhou-handbook/pair-jintan-app.html');
    expect((await stage.api.server.inject({ url: '/api/v1/handbook/bundle' })).statusCode).toBe(401);
  });
});

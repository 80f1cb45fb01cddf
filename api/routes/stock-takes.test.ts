import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let operator: string;
let approver: string;
let place: string;

beforeEach(async () => {
  stage = await openStage({ inLab: true });
  [operator, approver] = await Promise.all([stage.loginAs('operator'), stage.loginAs('approver')]);
  place = [...stage.city.points.keys()][0] ?? '';
});
afterEach(() => stage.close());

const get = (url: string, cookie = operator) => stage.api.server.inject({ url: `/api/v1${url}`, headers: { cookie } });
const post = (url: string, payload: object, cookie = operator) =>
  stage.api.server.inject({ method: 'POST', url: `/api/v1${url}`, headers: { cookie }, payload });
const begin = async () => (await post('/stock-takes', { place })).json().id as string;
const codesAt = async (placeId: string) =>
  (await get(`/terminals?place=${placeId}`)).json().items.map(({ code }: { code: string }) => code) as string[];

describe('a stock-take', () => {
  it('is begun, scanned, finished by one and signed by another, and its findings wait for an answer', async () => {
    const id = await begin();
    const [here = '', missing = ''] = await codesAt(place);
    const elsewhere = (await codesAt([...stage.city.points.keys()][1] ?? ''))[0] ?? '';
    const scan = async (code: string, more: object = {}) =>
      (await post(`/stock-takes/${id}/scans`, { code, source: 'scanner', ...more })).json();
    expect(await scan(here)).toMatchObject({ verdict: 'found', repeated: false });
    expect(await scan(here)).toMatchObject({ verdict: 'found', repeated: true });
    expect(await scan(elsewhere)).toMatchObject({ verdict: 'misplaced', registeredAt: expect.any(String) });
    expect(await scan('NEVER-SEEN')).toMatchObject({ verdict: 'unknown', terminalId: null });
    expect(await scan(here, { network: 'outer' })).toMatchObject({ verdict: 'wrong-network' });
    expect(await scan(here, { network: 'inner' })).toMatchObject({ verdict: 'found' });
    const detail = (await get(`/stock-takes/${id}`)).json();
    expect(detail).toMatchObject({
      status: 'counting',
      scanned: 3,
      counts: { found: 1, missing: detail.expected - 1, misplaced: 1, unknown: 1, wrongNetwork: 0 },
    });
    expect(detail.expectedDigest).toMatch(/^sha256:[0-9a-f]{64}$/);

    const asked = await post(`/stock-takes/${id}/finish`, { note: '已清点' });
    expect(asked.statusCode).toBe(202);
    expect((await post(`/stock-takes/${id}/scans`, { code: missing, source: 'typed' })).statusCode).toBe(409);
    const signed = await post(`/approvals/${asked.json().id}/approve`, { note: '' }, approver);
    expect(signed.statusCode).toBe(200);
    await stage.clock.advance(0);
    expect((await get(`/stock-takes/${id}`)).json()).toMatchObject({
      status: 'signed',
      signed: { countedBy: { user: 'the-operator' }, by: { user: 'the-approver' } },
      record: expect.any(Number),
    });
    const items = (await get('/open-items?status=open')).json().items;
    expect(items.map(({ title }: { title: { key: string } }) => title.key).sort()).toContain('item.title.unknown');
    expect(stage.keeping.registerOf(place).stockTake).toMatchObject({ id });

    const again = await begin();
    for (const code of await codesAt(place)) await post(`/stock-takes/${again}/scans`, { code, source: 'camera' });
    const second = (await post(`/stock-takes/${again}/finish`, { note: '复盘' })).json().id;
    await post(`/approvals/${second}/approve`, { note: '' }, approver);
    expect((await get('/open-items?status=open')).json().total).toBe(0);
  });

  it('takes the file of a handheld, and names each bad line in the language that was asked for', async () => {
    const id = await begin();
    const [code] = await codesAt(place);
    const content = Buffer.from(`barcode,time\n${code},2026-01-05 15:00\n条码,\n${code},later\n`).toString('base64');
    const reply = await post(`/stock-takes/${id}/file`, { name: 'h.csv', content });
    expect(reply.json()).toMatchObject({ taken: 1, repeated: 0, mistakeCount: 2, stockTake: { scanned: 1 } });
    expect(reply.json().mistakes).toMatchObject([
      { line: 3, column: 1, text: expect.stringContaining('条码') },
      { line: 4, text: expect.stringContaining('later') },
    ]);
    expect((await post(`/stock-takes/${id}/file`, { name: 'h.csv', content: '***' })).statusCode).toBe(400);
    const large = Buffer.alloc(900_000, 'A').toString('base64');
    expect((await post(`/stock-takes/${id}/file`, { name: 'h.csv', content: large })).statusCode).toBe(200);
    const larger = 'A'.repeat(1_600_000);
    expect((await post(`/stock-takes/${id}/file`, { name: 'h.csv', content: larger })).statusCode).toBe(413);
  });

  it('takes a label back, is given up with a reason, and runs once at a time', async () => {
    const id = await begin();
    expect((await post('/stock-takes', { place })).statusCode).toBe(409);
    await post(`/stock-takes/${id}/scans`, { code: 'A%/1', source: 'typed' });
    const gone = await stage.api.server.inject({
      method: 'DELETE',
      url: `/api/v1/stock-takes/${id}/scans/${encodeURIComponent('A%/1')}`,
      headers: { cookie: operator },
    });
    expect(gone.json().scans).toEqual([]);
    expect((await post(`/stock-takes/${id}/abandon`, { reason: ' ' })).statusCode).toBe(400);
    expect((await post(`/stock-takes/${id}/abandon`, { reason: '停电' })).json().status).toBe('abandoned');
    expect((await get(`/stock-takes?place=${place}`)).json().total).toBe(1);
    expect((await post('/stock-takes', { place: 'nowhere' })).statusCode).toBe(404);
    expect((await get('/stock-takes/none')).statusCode).toBe(404);
  });
});

describe('open items', () => {
  const make = (more: object = {}) =>
    post('/open-items', {
      place,
      title: '机房门锁损坏',
      severity: 'S2',
      responsible: '所长',
      dueAt: new Date(stage.clock.now() + 10 * 86_400_000).toISOString(),
      ...more,
    });

  it('are opened by hand, answered, given to another role, postponed and closed by a second role', async () => {
    const { id } = (await make()).json();
    expect((await post(`/open-items/${id}/answer`, { text: '已报修' })).json()).toMatchObject({
      status: 'answered',
      answers: [{ text: '已报修', by: { user: 'the-operator' } }],
    });
    expect((await post(`/open-items/${id}/assign`, { responsible: '信息科' })).json().responsible).toBe('信息科');
    const dueAt = new Date(stage.clock.now() + 86_400_000).toISOString();
    expect((await post(`/open-items/${id}/postpone`, { dueAt })).json().dueAt).toBe(dueAt);
    expect((await post(`/open-items/${id}/close`, { reason: '已换锁' })).statusCode).toBe(403);
    expect((await post(`/open-items/${id}/close`, { reason: '已换锁' }, approver)).json()).toMatchObject({
      status: 'closed',
      closed: { reason: '已换锁' },
    });
    expect((await post(`/open-items/${id}/answer`, { text: 'x' })).statusCode).toBe(409);
    expect((await get(`/open-items?place=${place}&status=closed`)).json().total).toBe(1);
  });

  it('tell reminders and escalation as time goes by', async () => {
    await make();
    const oldPassword = stage.auth.oneTimePassword ?? '';
    const admin = { user: 'admin', password: 'lasts longer than a week' };
    await stage.auth.changePassword({ user: 'admin', oldPassword, newPassword: admin.password, address: '::1' });
    await stage.clock.advance(11 * 86_400_000);
    expect((await get('/keeping', await stage.login(admin))).json()).toMatchObject({
      open: 1,
      overdue: 1,
      escalated: 0,
    });
    await stage.clock.advance(90 * 86_400_000);
    const [item] = (await get('/open-items', await stage.login(admin))).json().items;
    expect(item).toMatchObject({ overdue: true, escalatedAt: expect.any(String), status: 'open' });
    expect(item.reminders).toBeGreaterThan(5);
  }, 60_000);

  it.each([
    [{ dueAt: '2020-01-01T00:00:00Z' }, 409],
    [{ title: ' ' }, 400],
    [{ severity: 'S9' }, 400],
    [{ place: 'nowhere' }, 404],
  ])('refuse %o with %i', async (more, status) => {
    expect((await make(more)).statusCode).toBe(status);
  });
});

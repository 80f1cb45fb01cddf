import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let operator: string;
let approver: string;
let auditor: string;

beforeEach(async () => {
  stage = await openStage({ inLab: true });
  [operator, approver, auditor] = await Promise.all([
    stage.loginAs('operator'),
    stage.loginAs('approver'),
    stage.loginAs('auditor'),
  ]);
});
afterEach(() => stage.close());

const get = (url: string, cookie = operator) => stage.api.server.inject({ url: `/api/v1${url}`, headers: { cookie } });
const post = (url: string, payload: object, cookie = operator) =>
  stage.api.server.inject({ method: 'POST', url: `/api/v1${url}`, headers: { cookie }, payload });
const wiped = {
  method: 'destroy',
  technique: '粉碎',
  tool: 'SD-3',
  verification: 'full',
  performedBy: '信息岗',
  verifiedBy: '保密岗',
  certificate: 'XH-1',
};
const wish = (event: string, more: object = {}) => ({
  event,
  reason: '按规定',
  date: new Date(stage.clock.now()).toISOString(),
  custodian: '出纳岗',
  ...more,
});
async function firstId(): Promise<string> {
  return (await get('/terminals?limit=1')).json().items[0].id;
}

describe('terminals', () => {
  it('are listed page by page, and by place, network, state and words', async () => {
    const all = (await get('/terminals')).json();
    expect(all.total).toBe(stage.city.terminals.size);
    const [first] = all.items;
    expect(
      (await get(`/terminals?place=${first.placeId}`))
        .json()
        .items.every((each: typeof first) => each.placeId === first.placeId),
    ).toBe(true);
    expect((await get(`/terminals?q=${first.macs[0].slice(-5).toUpperCase()}`)).json().total).toBeGreaterThan(0);
    expect((await get('/terminals?q=no-such-thing')).json().total).toBe(0);
    expect((await get('/terminals?state=scrapped&state=lost')).json().total).toBe(0);
    expect((await get('/terminals?trouble=true')).json().total).toBe(0);
    expect((await get('/terminals?network=both')).statusCode).toBe(400);
    const page = (await get('/terminals?limit=1')).json();
    expect((await get(`/terminals?limit=1&cursor=${page.next}`)).json().items[0].id).not.toBe(first.id);
  });

  it('take a step when a second person has approved it, and show both with the reason', async () => {
    const id = await firstId();
    const asked = await post(`/terminals/${id}/steps`, wish('retire'));
    expect([asked.statusCode, asked.json().own]).toEqual([202, true]);
    const proposal = asked.json().id;
    expect((await get(`/terminals/${id}`)).json()).toMatchObject({
      state: 'in-use',
      waiting: proposal,
      proposal: { id: proposal },
    });
    expect((await get('/keeping', approver)).json()).toMatchObject({ waiting: 1, mine: 1 });
    expect((await get('/keeping')).json()).toMatchObject({ waiting: 1, mine: 0 });
    for (const cookie of [operator, auditor])
      expect((await post(`/approvals/${proposal}/approve`, { note: '' }, cookie)).statusCode).toBe(403);
    const done = await post(`/approvals/${proposal}/approve`, { note: '同意' }, approver);
    expect(done.json()).toMatchObject({
      state: 'approved',
      decision: { by: { user: 'the-approver', role: 'approver' } },
    });
    const detail = (await get(`/terminals/${id}`, auditor)).json();
    expect(detail).toMatchObject({ state: 'retired', custodian: '出纳岗', waiting: null, proposal: null });
    expect(detail.history).toMatchObject([
      { event: 'retire', from: 'in-use', to: 'retired', reason: '按规定', proposedBy: { role: 'operator' } },
    ]);
    expect(detail.allowed).toEqual([
      { event: 'put-in-store', sanitisation: false },
      { event: 'scrap', sanitisation: true },
      { event: 'lose', sanitisation: false },
    ]);
    expect(stage.kept.filter(({ subject }) => subject === `terminal ${id}`).map(({ body }) => body.what)).toEqual([
      'proposed',
      'approved',
      'step',
    ]);
  });

  it('refuse what is filled in wrongly, naming each field in the language that was asked for', async () => {
    const id = await firstId();
    const bad = wish('send-to-repair', {
      reason: ' ',
      sanitisation: { ...wiped, certificate: '', verifiedBy: '信息岗' },
    });
    const reply = await post(`/terminals/${id}/steps`, bad);
    expect(reply.statusCode).toBe(400);
    expect(reply.json().errors).toEqual([
      { where: 'body/reason', what: '不能为空' },
      { where: 'body/sanitisation/certificate', what: '不能为空' },
      { where: 'body/sanitisation/verifiedBy', what: '核验岗位须与执行岗位不同' },
    ]);
    expect((await post(`/terminals/${id}/steps`, wish('explode'))).statusCode).toBe(400);
    expect((await post(`/terminals/${id}/steps`, { ...wish('retire'), date: 'today' })).statusCode).toBe(400);
    const scrap = await post(`/terminals/${id}/steps`, wish('scrap', { sanitisation: wiped }));
    expect([scrap.statusCode, scrap.json().detail]).toEqual([409, expect.stringContaining('在用')]);
    expect((await post('/terminals/none/steps', wish('retire'))).statusCode).toBe(404);
    expect((await get('/terminals/none')).statusCode).toBe(404);
  });

  it('are read by an auditor, who changes nothing', async () => {
    expect((await get('/terminals', auditor)).statusCode).toBe(200);
    const id = await firstId();
    const refused = await post(`/terminals/${id}/steps`, wish('retire'), auditor);
    expect([refused.statusCode, refused.json().detail]).toEqual([403, expect.stringContaining('审计员')]);
    expect((await post('/stock-takes', { place: 'x' }, auditor)).statusCode).toBe(403);
  });
});

describe('proposals', () => {
  it('are rejected with a reason, or taken back by who made them', async () => {
    const id = await firstId();
    const first = (await post(`/terminals/${id}/steps`, wish('lose'))).json().id;
    expect((await post(`/terminals/${id}/steps`, wish('retire'))).statusCode).toBe(409);
    expect((await post(`/approvals/${first}/reject`, { note: '' }, approver)).statusCode).toBe(400);
    expect((await post(`/approvals/${first}/withdraw`, { note: '' }, approver)).statusCode).toBe(409);
    expect((await post(`/approvals/${first}/reject`, { note: '已找到' }, approver)).json().state).toBe('rejected');
    const second = (await post(`/terminals/${id}/steps`, wish('retire'))).json().id;
    expect((await post(`/approvals/${second}/withdraw`, { note: '' })).json().state).toBe('withdrawn');
    expect((await get('/approvals?state=waiting')).json().total).toBe(0);
    expect((await get('/approvals')).json().total).toBe(2);
    expect((await post('/approvals/none/approve', { note: '' }, approver)).statusCode).toBe(404);
  });

  it('of an approver are approved by another one only', async () => {
    const id = await firstId();
    const own = (await post(`/terminals/${id}/steps`, wish('return'), approver)).json().id;
    const refused = await post(`/approvals/${own}/approve`, { note: '' }, approver);
    expect([refused.statusCode, refused.json().detail]).toEqual([409, expect.stringContaining('另一人')]);
    const admin = await stage.login();
    expect((await post(`/approvals/${own}/approve`, { note: '' }, admin)).statusCode).toBe(200);
  });
});

it('a lost terminal opens an item, which is closed when it is found again', async () => {
  const id = await firstId();
  const make = async (event: string) => {
    const proposal = (await post(`/terminals/${id}/steps`, wish(event))).json().id;
    await post(`/approvals/${proposal}/approve`, { note: '' }, approver);
  };
  await make('lose');
  const [item] = (await get('/open-items?status=open')).json().items;
  expect(item).toMatchObject({ source: 'terminal', subject: `terminal ${id}`, responsible: '出纳岗', severity: 'S2' });
  await make('find');
  expect((await get('/open-items?status=open')).json().total).toBe(0);
});

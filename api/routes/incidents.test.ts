import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeIncident, openStage, type Stage } from '../stage.fake.ts';

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

describe('incidents', () => {
  it('come newest first, by status, in pages', async () => {
    for (let n = 1; n <= 5; n++)
      stage.incidents.set(`INC-${n}`, fakeIncident(n, { status: n < 3 ? 'cleared' : 'open' }));
    const first = (await get('/incidents?limit=2')).json();
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['INC-5', 'INC-4']);
    expect(first.total).toBe(5);
    const second = (await get(`/incidents?limit=2&cursor=${first.next}`)).json();
    expect(second.items.map(({ id }: { id: string }) => id)).toEqual(['INC-3', 'INC-2']);
    expect((await get('/incidents?status=open&status=acknowledged')).json().total).toBe(3);
  });

  it('are acknowledged in the name of who is logged in', async () => {
    stage.incidents.set('INC-1', fakeIncident(1));
    const reply = await post('/incidents/INC-1/acknowledge', { note: '已派人到现场' });
    expect(reply.json()).toMatchObject({ status: 'acknowledged', acknowledged: { by: 'admin', note: '已派人到现场' } });
    expect((await get('/incidents/INC-1')).json().history.at(-1)).toMatchObject({ what: 'acknowledged', by: 'admin' });
    expect((await post('/incidents/INC-1/note', { note: 'splice at km 3' })).json().history).toHaveLength(3);
  });

  it('are not acknowledged once they are cleared, and the answer says why', async () => {
    stage.incidents.set('INC-1', fakeIncident(1, { status: 'cleared', clearedAt: stage.clock.now() }));
    const reply = await post('/incidents/INC-1/acknowledge', { note: '' });
    expect(reply.statusCode).toBe(409);
    expect(reply.json().detail).not.toContain('alerts.action');
  });

  it('have a room that tells their course, with what was done, and the draft of their report in both languages', async () => {
    stage.incidents.set('INC-1', fakeIncident(1));
    const done = (await post('/incidents/INC-1/action', { note: '已更换光模块' })).json();
    expect(done.history.at(-1)).toMatchObject({ what: 'action', by: 'admin', note: '已更换光模块' });
    const room = await get('/incidents/INC-1/room');
    expect(room.statusCode).toBe(200);
    expect(room.json()).toMatchObject({
      left: 0,
      times: { acknowledgeSeconds: null, resolveSeconds: null },
      ofAll: { count: 1, open: 1, mttaSeconds: null },
      similar: [],
    });
    const { entries } = room.json();
    expect(entries.map(({ kind, what }: { kind: string; what: string }) => `${kind} ${what}`).sort()).toEqual([
      'step action',
      'step raised',
    ]);
    for (const [language, title] of [
      ['zh-CN', '事后报告'],
      ['en', 'Post-incident report'],
    ]) {
      const report = await get(`/incidents/INC-1/report?language=${language}`);
      expect(report.headers['content-type']).toBe('text/markdown; charset=utf-8');
      expect(report.body).toContain(`# ${title} INC-1`);
      expect(report.body).toContain('已更换光模块');
    }
    expect((await get('/incidents/INC-9/room')).statusCode).toBe(404);
    expect((await get('/incidents/INC-9/report')).statusCode).toBe(404);
    expect((await get('/incidents/INC-1/report?language=fr')).statusCode).toBe(400);
  });

  it.each([{}, { note: 7 }, { note: 'x'.repeat(1_001) }, { note: 'x', by: 'somebody else' }])(
    'refuse %o',
    async (body) => {
      stage.incidents.set('INC-1', fakeIncident(1));
      expect((await post('/incidents/INC-1/acknowledge', body)).statusCode).toBe(400);
    },
  );
});

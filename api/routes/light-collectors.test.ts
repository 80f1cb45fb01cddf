import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LightHub, openLightHub } from '../../collector/index.ts';
import { enrol } from '../../collector/light/agent/enrol.ts';
import { createLink } from '../../collector/light/agent/link.ts';
import { paths } from '../../collector/light/wire.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { openToken } from '../auth/token.ts';
import { openStage, type Stage } from '../stage.fake.ts';
import type { WireLightCollectors, WireLightToken } from '../wire-light-collectors.ts';

let stage: Stage;
let hub: LightHub;
// Certificates are real, and so is the time that they are checked by.
const clock = new FakeClock(Date.now());
const records: NewRecord[] = [];
const folder = mkdtempSync(join(tmpdir(), 'fangzhou-light-api-'));

beforeAll(async () => {
  const store = createFakeStore({ kinds: [], clock });
  hub = await openLightHub({
    ...{ folder, store, clock, log: silentLog, silentAfterMs: () => 60_000, isPlace: (id) => id === 'P01' },
    address: { transport: 'tls', host: '127.0.0.1', port: 0 },
    assignment: () => ({ digest: '', text: '' }),
    onDelivery: () => {},
    onEvent: () => {},
  });
  stage = await openStage({
    clock,
    lightCollectors: { hub, url: () => 'https://hub:7443', places: () => ['P01'] },
    ledger: {
      append: (record: NewRecord) => void records.push(record),
      status: () => ({ faults: [], checkedAt: undefined }),
    } as never,
  });
});
afterAll(async () => {
  await stage.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(method: 'GET' | 'POST' | 'DELETE', url: string, cookie: string, payload?: object) {
  const reply = await stage.api.server.inject({
    ...{ method, url: `/api/v1${url}`, headers: { cookie } },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
}

describe('light collectors by the api', () => {
  it('are let in and revoked by an administrator alone, each time on record and never with the token', async () => {
    const [admin, operator, auditor] = [
      await stage.login(),
      await stage.loginAs('operator'),
      await stage.loginAs('auditor'),
    ];
    for (const cookie of [operator, auditor]) {
      expect((await ask('POST', '/collectors', cookie, { id: 'p-1', placeId: 'P01' })).status).toBe(403);
      expect((await ask('DELETE', '/collectors/p-1', cookie)).status).toBe(403);
      expect((await ask('GET', '/collectors', cookie)).status).toBe(200);
    }
    const made = await ask('POST', '/collectors', admin, { id: 'p-1', placeId: 'P01' });
    expect(made).toMatchObject({ status: 201, body: { id: 'p-1', placeId: 'P01' } });
    const { token, endsAt } = made.body as WireLightToken;
    expect(Date.parse(endsAt) - clock.now()).toBe(3_600_000);
    expect(records.at(-1)).toMatchObject({
      kind: 'configuration-change',
      subject: 'collector p-1',
      body: { what: 'collector-token', placeId: 'P01', by: { user: 'admin', role: 'admin' } },
    });
    expect(JSON.stringify([records, await ask('GET', '/collectors', admin)])).not.toContain(token.split('.')[2]);
    const listed = (await ask('GET', '/collectors', admin)).body as WireLightCollectors;
    expect(listed).toMatchObject({
      listening: { host: '127.0.0.1', url: 'https://hub:7443' },
      waiting: [{ collectorId: 'p-1', placeId: 'P01', endsAt }],
      places: ['P01'],
      collectors: [],
    });
    for (const [id, placeId] of [
      ['hub', 'P01'],
      ['p-1', 'nowhere'],
    ])
      expect((await ask('POST', '/collectors', admin, { id, placeId })).status).toBe(409);
    // A token is revoked with its collector, also before anybody used it.
    expect((await ask('DELETE', '/collectors/p-1', admin)).status).toBe(204);
    expect(records.at(-1)).toMatchObject({ body: { what: 'collector-revoked', by: { user: 'admin' } } });
    expect((await ask('DELETE', '/collectors/p-1', admin)).status).toBe(404);
    expect((await ask('GET', '/collectors', admin)).body).toMatchObject({ waiting: [] });
  });

  it('are shown as they were heard last, in words and in figures; a script of the data folder may manage them, as users', async () => {
    const reply = await stage.api.server.inject({
      ...{ method: 'POST', url: '/api/v1/collectors', payload: { id: 'p-2', placeId: 'P01' } },
      headers: { authorization: `Bearer ${await openToken(stage.dataFolder)}` },
    });
    expect(reply.statusCode).toBe(201);
    const { token } = reply.json<WireLightToken>();
    const hubs = [`https://127.0.0.1:${hub.listening?.port}`];
    const enrolment = await enrol({ folder: join(folder, 'p-2'), hubs, token, version: '1', clock: systemClock });
    const cookie = await stage.login();
    const shown = async () => ((await ask('GET', '/collectors', cookie)).body as WireLightCollectors).collectors[0];
    expect(await shown()).toMatchObject({ id: 'p-2', condition: 'never', lastSeenAt: null, clockOffSeconds: null });
    const link = createLink({ ...enrolment, identity: enrolment }, systemClock);
    const state = { version: '0.1.0', first: 1, last: 7, bytes: 900, keptBytes: 1_000, isWritable: true, probes: 3 };
    const now = clock.now() + 2_500;
    const request = {
      ...{ protocol: 1, spool: 'one', now, steady: { boot: 'b', ms: 1 }, assignment: '', delivered: 0 },
      state: { ...state, figures: 1, overruns: 2, refused: 1, waitingSince: clock.now() - 90_000 },
      ...{ before: '', records: [], gaps: [] },
    };
    expect(await link.ask(paths.sync, request)).toMatchObject({ ok: true, taken: 0 });
    expect(await shown()).toMatchObject({
      ...{
        condition: 'catching-up',
        version: '0.1.0',
        address: '127.0.0.1',
        sequence: 0,
        waiting: 7,
        clockOffSeconds: 2.5,
      },
      ...{
        probes: 3,
        figures: 1,
        overruns: 2,
        refused: 1,
        isWritable: true,
        lastSeenAt: new Date(clock.now()).toISOString(),
      },
    });
    const metrics = (await stage.api.server.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).body;
    expect(metrics).toContain('fangzhou_light_collector_up{collector="p-2",place="P01"} 1\n');
    expect(metrics).toContain('fangzhou_light_collector_waiting_records{collector="p-2",place="P01"} 7\n');
    await clock.advance(61_000);
    expect(await shown()).toMatchObject({ condition: 'silent' });
    await ask('DELETE', '/collectors/p-2', cookie);
    expect(await shown()).toMatchObject({ condition: 'revoked', revokedBy: 'admin' });
    expect((await stage.api.server.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).body).not.toContain('p-2');
    link.close();
  });
});

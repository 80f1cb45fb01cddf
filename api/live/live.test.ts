import { request as httpRequest } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../core/index.ts';
import {
  fakeIncident,
  fakeObservation,
  fakeRates,
  fakeReading,
  fakeState,
  openStage,
  type Stage,
} from '../stage.fake.ts';
import type { ClientToServer, ServerToClient, WireDelta, WireDevicePoll, WireHello } from '../wire.ts';
import { partsPerDelta } from './deltas.ts';
import { liveBounds } from './live.ts';

type Client = Socket<ServerToClient, ClientToServer>;

let stage: Stage;
let url: string;
let cookie: string;
const clients: Client[] = [];

beforeEach(async () => {
  stage = await openStage();
  cookie = await stage.login();
  const { port } = await stage.api.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await stage.close();
});

/** Waits for something that the sockets bring; the test's own time-out is the bound. */
async function until<T>(get: () => T | undefined): Promise<T> {
  for (;;) {
    const value = get();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

interface Page {
  readonly client: Client;
  readonly hellos: WireHello[];
  readonly deltas: WireDelta[];
  readonly polls: WireDevicePoll[];
  readonly ended: string[];
  readonly refused: string[];
}

function open(options: { auth?: object; headers?: Record<string, string>; transports?: string[] } = {}): Page {
  const client: Client = io(url, {
    path: '/live',
    forceNew: true,
    reconnection: false,
    transports: options.transports ?? ['websocket'],
    extraHeaders: { cookie, ...options.headers },
    auth: options.auth ?? {},
  });
  clients.push(client);
  const page: Page = { client, hellos: [], deltas: [], polls: [], ended: [], refused: [] };
  client.on('hello', (hello) => page.hellos.push(hello));
  client.on('delta', (delta) => page.deltas.push(delta));
  client.on('device', (poll) => page.polls.push(poll));
  client.on('disconnect', (reason) => page.ended.push(reason));
  client.on('connect_error', (error) => page.refused.push(error.message));
  return page;
}

function change(link: string, state: 'up' | 'down' = 'down'): void {
  const now = fakeState('link', link, state, stage.clock.now());
  stage.set(now);
  stage.api.publish({ states: [now] });
}

describe('a live page', () => {
  it.each([['websocket'], ['polling']])('is greeted and gets what changes, by %s', async (transport) => {
    const page = open({ transports: [transport] });
    const hello = await until(() => page.hellos[0]);
    expect(hello).toMatchObject({ sequence: 0, resume: false });
    change('F1');
    stage.api.publish({ incidents: [fakeIncident(1)] });
    await stage.clock.advance(0);
    const delta = await until(() => page.deltas[0]);
    expect(delta).toMatchObject({
      run: hello.run,
      sequence: 1,
      elements: [{ kind: 'link', id: 'F1', state: 'down' }],
      incidents: [{ id: 'INC-1' }],
      counters: { links: { down: 1, unknown: 3 } },
    });
  });

  it('is told when nothing can be kept, and when it can again', async () => {
    const page = open();
    await until(() => page.hellos[0]);
    for (const condition of ['disk-full', 'writable'] as const) {
      const told = page.deltas.length;
      stage.store.breakWith(condition);
      stage.api.polled(fakeObservation('jintan-agg', stage.clock.now()), undefined);
      await stage.clock.advance(liveBounds.coalesceMs);
      const delta = await until(() => page.deltas[told]);
      expect(delta.counters?.storage).toBe(condition);
    }
  });

  it('gets at most one delta in 200 ms, with the newest of each element', async () => {
    const page = open();
    await until(() => page.hellos[0]);
    change('F1');
    await stage.clock.advance(0);
    change('F1', 'up');
    change('F2');
    change('F1');
    await stage.clock.advance(liveBounds.coalesceMs - 1);
    change('F3');
    await stage.clock.advance(1);
    await until(() => page.deltas[1]);
    expect(page.deltas.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(page.deltas[1]?.elements?.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'F1 down',
      'F2 down',
      'F3 down',
    ]);
  });

  it('is told nothing when nothing changes', async () => {
    const page = open();
    await until(() => page.hellos[0]);
    const at = stage.clock.now();
    const interfaces = [fakeReading('ge-1', 1)];
    for (let n = 0; n < 3; n++) {
      stage.api.polled(fakeObservation('jintan-agg', at, { interfaces }), fakeRates('jintan-agg', 'ge-1', at, 1e6, 1));
      await stage.clock.advance(1_000);
    }
    change('F1');
    await stage.clock.advance(1_000);
    await until(() => page.deltas[1]);
    expect(page.deltas[0]).toMatchObject({ utilisation: { F1: 0.01 } });
    expect(page.deltas[0]).not.toHaveProperty('counters');
    expect(page.deltas[1]?.sequence).toBe(2);
  });

  it('that looks at a device gets each of its polls at once, and none after it looked away', async () => {
    const page = open();
    await until(() => page.hellos[0]);
    page.client.emit('watch', 'no-such-device');
    page.client.emit('watch', 'jintan-agg');
    const poll = () =>
      stage.api.polled(
        fakeObservation('jintan-agg', stage.clock.now(), { interfaces: [fakeReading('ge-1', 1)] }),
        undefined,
      );
    await until(() => {
      poll();
      return page.polls[0];
    });
    expect(page.polls[0]).toMatchObject({
      deviceId: 'jintan-agg',
      outcome: 'answered',
      interfaces: [{ name: 'ge-1' }],
    });
    page.client.emit('unwatch', 'jintan-agg');
    // What comes after a delta was sent after the unwatch was read: one round trip settles it.
    page.client.emit('watch', 'point1-utm');
    const other = () => stage.api.polled(fakeObservation('point1-utm', stage.clock.now()), undefined);
    await until(() => {
      other();
      return page.polls.find(({ deviceId }) => deviceId === 'point1-utm');
    });
    const before = page.polls.filter(({ deviceId }) => deviceId === 'jintan-agg').length;
    poll();
    other();
    const others = page.polls.length;
    await until(() => (page.polls.length > others ? true : undefined));
    expect(page.polls.filter(({ deviceId }) => deviceId === 'jintan-agg')).toHaveLength(before);
  });
});

describe('a page that comes back', () => {
  it('gets what it missed and goes on', async () => {
    const page = open();
    const { run } = await until(() => page.hellos[0]);
    for (const link of ['F1', 'F2', 'F3']) {
      change(link);
      await stage.clock.advance(200);
    }
    const again = open({ auth: { run, sequence: 1 } });
    expect(await until(() => again.hellos[0])).toMatchObject({ resume: true, sequence: 3 });
    await until(() => again.deltas[1]);
    expect(again.deltas.map(({ sequence }) => sequence)).toEqual([2, 3]);
  });

  it.each([
    ['of another run', { run: 'before the restart', sequence: 1 }],
    ['from the future', { run: 'now', sequence: 99 }],
    ['that knows nothing', {}],
    ['that lies', { run: { $gt: '' }, sequence: '1' }],
  ])('%s is told to load anew', async (_who, auth) => {
    const first = open();
    const { run } = await until(() => first.hellos[0]);
    const page = open({ auth: 'run' in auth && auth.run === 'now' ? { ...auth, run } : auth });
    expect((await until(() => page.hellos[0])).resume).toBe(false);
    expect(page.deltas).toEqual([]);
  });

  it('after a reload of the inventory loads anew', async () => {
    const page = open();
    const { run } = await until(() => page.hellos[0]);
    stage.api.cityChanged();
    const second = await until(() => page.hellos[1]);
    expect(second).toMatchObject({ sequence: 0, resume: false });
    expect(second.run).not.toBe(run);
    const city = await stage.api.server.inject({ url: '/api/v1/city', headers: { cookie } });
    expect(city.json().run).toBe(second.run);
  });
});

describe('the live door', () => {
  it.each([
    ['without a session', { cookie: '' }],
    ['with a made-up session', { cookie: 'fangzhou_session=xyz' }],
    ['from another site', { origin: 'http://evil.example' }],
  ])('is shut %s', async (_what, headers) => {
    for (const transports of [['websocket'], ['polling']]) {
      const page = open({ headers, transports });
      await until(() => page.refused[0]);
      expect(page.hellos).toEqual([]);
    }
  });

  it('is shut under another name', async () => {
    const { port } = new URL(url);
    const status = await new Promise((resolve, reject) => {
      const asked = httpRequest({
        port,
        path: '/live/?EIO=4&transport=polling',
        headers: { cookie, host: 'evil.example' },
      });
      asked.on('response', (reply) => resolve(reply.resume().statusCode));
      asked.on('error', reject).end();
    });
    expect(status).toBe(403);
  });

  it('is shut to a session that must set a new password first', async () => {
    await stage.close();
    stage = await openStage({ mustChange: true });
    cookie = await stage.login();
    const { port } = await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${port}`;
    const page = open();
    await until(() => page.refused[0]);
  });

  it('closes when the session ends', async () => {
    const page = open();
    await until(() => page.hellos[0]);
    await stage.api.server.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } });
    expect(await until(() => page.ended[0])).toMatch(/server|close/);
  });

  it('lets only so many pages of one session in', async () => {
    const pages = Array.from({ length: liveBounds.socketsPerSession }, () => open());
    await Promise.all(pages.map((page) => until(() => page.hellos[0])));
    const late = open();
    expect(await until(() => late.refused[0])).toBe('too-many-sockets');
  });

  it('cuts off who sends too much, and the others never notice', async () => {
    const good = open();
    const bad = open();
    await Promise.all([until(() => good.hellos[0]), until(() => bad.hellos[0])]);
    bad.client.emit('watch', 'x'.repeat(liveBounds.messageBytes * 2));
    await until(() => bad.ended[0]);
    (good.client as unknown as { emit(event: string, ...rest: unknown[]): void }).emit('watch', { not: 'text' }, 7);
    change('F1');
    await stage.clock.advance(200);
    expect((await until(() => good.deltas[0])).sequence).toBe(1);
  });

  it('lets nothing pile up for a client that does not read, and has it load anew when it does', async () => {
    await stage.close();
    const events: string[] = [];
    const log = { ...silentLog, info: (_fields: object, event: string) => events.push(event) };
    stage = await openStage({ points: 2_000, log });
    cookie = await stage.login();
    const { port } = await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${port}`;
    const slow = open();
    const good = open();
    await Promise.all([until(() => slow.hellos[0]), until(() => good.hellos[0])]);
    const wire = slow.client.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } };
    wire.ws._socket.pause();
    const states = [...stage.city.links.keys()].map((id) => fakeState('link', id, 'down', stage.clock.now()));
    let sent = 0;
    const send = async () => {
      stage.api.publish({ states });
      await stage.clock.advance(200);
      sent += Math.ceil(states.length / partsPerDelta);
      await until(() => (good.deltas.length === sent ? true : undefined));
    };
    while (!events.includes('live-client-behind')) await send();
    for (let n = 0; n < 2; n++) await send();
    wire.ws._socket.resume();
    await until(() => {
      void stage.clock.advance(liveBounds.behindCheckMs);
      return slow.hellos[1];
    });
    expect(slow.hellos[1]).toMatchObject({ resume: false, sequence: sent });
    expect(slow.deltas.length).toBeLessThan(sent);
    await send();
    expect((await until(() => slow.deltas.find(({ sequence }) => sequence === sent))).run).toBe(slow.hellos[0]?.run);
  });

  it('closes with the server', async () => {
    const page = open();
    await until(() => page.hellos[0]);
    await stage.api.close();
    await until(() => page.ended[0]);
  });
});

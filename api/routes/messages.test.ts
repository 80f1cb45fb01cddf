import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeviceMessage, messageJournal, type ReceiverStats } from '../../collector/index.ts';
import { openStage, type Stage } from '../stage.fake.ts';
import type { WireMessages } from '../wire-messages.ts';

const stats: ReceiverStats = {
  listening: [{ receiver: 'traps', transport: 'udp', host: '::', port: 162 }],
  traps: [
    { kind: 'v3', outcome: 'accepted', count: 3 },
    { kind: 'unknown', outcome: 'unknown-source', count: 12 },
  ],
  syslog: [{ kind: 'tls', outcome: 'accepted', count: 5 }],
  refused: [
    {
      source: '10.9.9.9',
      reason: 'unknown-source',
      count: 12,
      firstAt: 0,
      lastAt: 1_000,
      detail: 'no declared device',
    },
  ],
  keeping: 2,
  connections: 1,
  heldOctets: 7,
  queues: [{ address: 'udp:[::]:162', octets: 4_096, dropped: 9 }],
};

let stage: Stage;
let cookie: string;
let heard: ReceiverStats | undefined;
const get = (path: string) => stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie } });

beforeEach(async () => {
  heard = stats;
  stage = await openStage({ receivers: () => heard });
  cookie = await stage.login();
});
afterEach(() => stage.close());

function record(deviceId: string, text: string, more: Partial<DeviceMessage> = {}): void {
  const body = { kind: 'trap', from: '10.1.1.1:162', via: 'v3', name: 'linkDown', text, repeats: 0, ...more };
  store().record({ journal: messageJournal.name, at: stage.clock.now(), subject: deviceId, body });
}
const store = () => stage.store;

describe('the messages of a device', () => {
  it('come newest first, in pages that join without loss', async () => {
    for (let n = 0; n < 25; n++) record('jintan-agg', `ifIndex.1=${n}`);
    record('point1-utm', 'of another device');
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const query: string = next === '' ? '' : `&cursor=${next}`;
      const page = (await get(`/devices/jintan-agg/messages?limit=10${query}`)).json() as WireMessages;
      seen.push(...page.items.map(({ text }) => text));
      next = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `ifIndex.1=${24 - n}`));
  });

  it('are found by any part of them, however far down, and by their kind', async () => {
    record('jintan-agg', '光纤 F23 断开', {
      kind: 'syslog',
      via: 'udp',
      name: 'IFNET',
      facility: 'local7',
      severity: 'error',
    });
    for (let n = 0; n < 1_500; n++) record('jintan-agg', `noise ${n}`);
    const find = async (query: string) =>
      ((await get(`/devices/jintan-agg/messages?${query}`)).json() as WireMessages).items;
    expect(await find(`q=${encodeURIComponent('f23')}`)).toMatchObject([{ text: '光纤 F23 断开', severity: 'error' }]);
    expect(await find('kind=syslog')).toHaveLength(1);
    expect(await find('q=local7.error&kind=trap')).toEqual([]);
  });

  it('say what they hint at and how often they came', async () => {
    record('jintan-agg', 'x', { hint: { word: 'down', ifIndex: 3 }, repeats: 9 });
    const { items } = (await get('/devices/jintan-agg/messages')).json() as WireMessages;
    expect(items).toMatchObject([{ hint: { word: 'down', interfaceName: null }, repeats: 9, facility: null }]);
  });

  it.each([
    ['/devices/nobody/messages', 404],
    ['/devices/jintan-agg/messages?cursor=x', 400],
    ['/devices/jintan-agg/messages?kind=mail', 400],
    ['/devices/jintan-agg/messages?limit=501', 400],
  ])('%s is answered %i', async (path, status) => {
    expect((await get(path)).statusCode).toBe(status);
  });

  it('are not for everybody', async () => {
    cookie = '';
    expect((await get('/devices/jintan-agg/messages')).statusCode).toBe(401);
    expect((await get('/receivers')).statusCode).toBe(401);
  });
});

describe('the receivers', () => {
  it('tell where they listen and what they refused of whom', async () => {
    expect((await get('/receivers')).json()).toEqual({
      listening: ['udp:[::]:162'],
      traps: [
        { version: 'v3', outcome: 'accepted', count: 3 },
        { version: 'unknown', outcome: 'unknown-source', count: 12 },
      ],
      syslog: [{ transport: 'tls', outcome: 'accepted', count: 5 }],
      refused: [
        {
          source: '10.9.9.9',
          reason: 'unknown-source',
          count: 12,
          firstAt: '1970-01-01T00:00:00.000Z',
          lastAt: '1970-01-01T00:00:01.000Z',
          detail: 'no declared device',
        },
      ],
    });
  });

  it('are counted in the metrics, and absent while none listens', async () => {
    const scrape = async () => (await stage.api.server.inject({ url: '/metrics' })).body;
    const text = await scrape();
    for (const line of [
      'fangzhou_traps_total{version="v3",outcome="accepted"} 3',
      'fangzhou_syslog_messages_total{transport="tls",outcome="accepted"} 5',
      'fangzhou_receiver_refused_total{reason="unknown-source"} 12',
      'fangzhou_receiver_queue_bytes{listener="udp:[::]:162"} 4096',
      'fangzhou_receiver_dropped_total{listener="udp:[::]:162"} 9',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    heard = undefined;
    expect(await scrape()).not.toContain('fangzhou_traps_total');
    expect((await get('/receivers')).json()).toEqual({ listening: [], traps: [], syslog: [], refused: [] });
  });
});

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, test } from 'vitest';
import { askOf } from './ask.fake.ts';
import { readHealth, roleIn } from './health.ts';
import { readPatroni } from './patroni.ts';
import { uglyServer } from './ugly-server.fake.ts';

type Answer = { readonly status?: number; readonly body: string | object };

/** A server of 127.0.0.1 that answers by path and notes what it was asked. */
async function serve(
  answers: Readonly<Record<string, Answer>>,
): Promise<{ readonly port: number; readonly hosts: string[] }> {
  const hosts: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    hosts.push(request.headers.host ?? '');
    const answer = answers[request.url ?? ''];
    response.statusCode = answer === undefined ? 404 : (answer.status ?? 200);
    response.end(typeof answer?.body === 'string' ? answer.body : JSON.stringify(answer?.body ?? { error: 'none' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.address() as AddressInfo).port, hosts };
}
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** As Patroni's documentation shows them. */
const leader = {
  state: 'running',
  role: 'primary',
  server_version: 150005,
  xlog: { location: 123456 },
  timeline: 3,
  dcs_last_seen: 1_790_000_000,
  database_system_identifier: '6739877027151648096',
  patroni: { version: '3.3.0', scope: 'money', name: 'db-a' },
};
const cluster = {
  scope: 'money',
  members: [
    {
      name: 'db-a',
      role: 'leader',
      state: 'running',
      api_url: 'http://x',
      host: '10.10.1.21',
      port: 5432,
      timeline: 3,
    },
    { name: 'db-b', role: 'replica', state: 'streaming', host: '10.10.1.22', port: 5432, timeline: 3, lag: 4096 },
    { name: 'db-c', role: 'replica', state: 'stopped', host: '10.10.1.23', port: 5432, lag: 'unknown' },
  ],
};
const history = [
  [1, 25623960, 'no recovery target specified', '2026-09-23T16:57:57+00:00'],
  [2, 25624344, 'no recovery target specified', '2026-09-24T09:22:33+00:00', 'db-a'],
];
const healthy = { '/patroni': { body: leader }, '/cluster': { body: cluster }, '/history': { body: history } };

describe('Patroni', () => {
  const read = (port: number, timeoutMs = 10_000) => readPatroni(askOf({ patroni: { port } }, { timeoutMs }));

  test('is asked for itself, its cluster and its past', async () => {
    expect(await read((await serve(healthy)).port)).toMatchObject({
      outcome: 'answered',
      facts: {
        role: 'primary',
        state: 'running',
        timeline: 3,
        paused: false,
        unlocked: false,
        dcsLastSeenAt: 1_790_000_000_000,
        members: [
          { name: 'db-a', role: 'leader', state: 'running', timeline: 3 },
          { name: 'db-b', role: 'replica', state: 'streaming', timeline: 3, lagBytes: 4_096 },
          { name: 'db-c', role: 'replica', state: 'stopped' },
        ],
        history: [
          { timeline: 1, reason: 'no recovery target specified', at: Date.UTC(2026, 8, 23, 16, 57, 57) },
          { timeline: 2, leader: 'db-a' },
        ],
      },
    });
  });

  test('a member without lock and in pause says so, with status 503', async () => {
    const own = { status: 503, body: { ...leader, role: 'replica', cluster_unlocked: true, pause: true } };
    const answer = await read((await serve({ ...healthy, '/patroni': own })).port);
    expect(answer).toMatchObject({ facts: { role: 'replica', unlocked: true, paused: true } });
  });

  test('a cluster that cannot be told is no cluster without a leader', async () => {
    const cut = { status: 503, body: {} };
    expect(await read((await serve({ ...healthy, '/cluster': cut })).port)).toMatchObject({ outcome: 'malformed' });
  });

  test('an old release without a history has none', async () => {
    const { '/history': _, ...rest } = healthy;
    expect(await read((await serve(rest)).port)).toMatchObject({ facts: { history: [] } });
  });

  test.each([
    ['mute', 'silent'],
    ['slams', 'silent'],
    ['floods', 'malformed'],
    ['garbage', 'malformed'],
  ] as const)('a server that is %s is %s', async (how, outcome) => {
    const server = await uglyServer(how);
    closing.push(() => server.close());
    expect(await read(server.port, how === 'mute' ? 800 : 10_000)).toMatchObject({ outcome });
  });

  test('nobody at the port is absent', async () => {
    expect(await read(1)).toMatchObject({ outcome: 'absent' });
  });
});

describe('a health URL', () => {
  const read = (url: string, rolePath: string, port: number) =>
    readHealth(askOf({ health: { url, rolePath }, endpoints: new Map([['test-db-a', { host: '127.0.0.1', port }]]) }));

  test('is asked at the member itself, under the name of the service', async () => {
    const { port, hosts } = await serve({ '/health': { body: { data: { ha: 'MASTER' } } } });
    const answer = await read('http://app.jintan.example/health', 'data.ha', port);
    expect(answer).toMatchObject({ outcome: 'answered', facts: { role: 'active', status: 200 } });
    expect(hosts).toEqual(['app.jintan.example']);
  });

  test('a role in plain words, a status that is no success, a role of its own', async () => {
    const { port } = await serve({ '/a': { status: 503, body: ' standby\n' }, '/b': { body: 'warming-up' } });
    expect(await read('http://{member}/a', '', port)).toMatchObject({ facts: { role: 'standby', status: 503 } });
    expect(await read('http://{member}/b', '', port)).toMatchObject({ facts: { role: 'warming-up', status: 200 } });
  });

  test('an answer without a role is malformed, and a URL that is none too', async () => {
    const { port } = await serve({ '/a': { body: '<html>'.repeat(30) }, '/b': { body: { role: ['active'] } } });
    for (const [url, path] of [
      ['http://x/a', ''],
      ['http://x/a', 'role'],
      ['http://x/b', 'role'],
      ['http://x/c', 'role.deeper'],
      ['http://', ''],
    ] as const)
      expect(await read(url, path, port)).toMatchObject({ outcome: 'malformed' });
  });

  it('no path leads to what an object has by itself', () => {
    expect(roleIn('{"a": {}}', 'constructor.name')).toBeUndefined();
    expect(roleIn('{"a": {"leader": true}}', 'a.leader')).toBe('true');
  });
});

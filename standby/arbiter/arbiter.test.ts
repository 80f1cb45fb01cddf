import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog, systemClock } from '../../core/index.ts';
import { createArbiterClient } from './client.ts';
import { signed } from './protocol.ts';
import { type Arbiter, startArbiter } from './server.ts';

const key = 'k'.repeat(32);
const ttlMs = 1_000;

describe('an arbiter on a real socket', () => {
  let folder: string;
  let arbiter: Arbiter;
  const start = (port = 0) =>
    startArbiter({
      host: '127.0.0.1',
      port,
      key,
      votesFile: join(folder, 'votes'),
      clock: systemClock,
      log: silentLog,
    });
  const clientWith = (withKey: string) =>
    createArbiterClient({ host: '127.0.0.1', port: arbiter.port, key: withKey, clock: systemClock });
  const hold = (id: string, epoch: number) => ({ do: 'hold' as const, id, token: { timeline: 1, epoch }, ttlMs });
  const vote = (id: string, timeline: number) => ({ do: 'vote' as const, id, token: { timeline, epoch: 0 }, ttlMs });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-arbiter-'));
    arbiter = await start();
  });
  afterEach(async () => {
    await arbiter.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Speaks by hand, and gives all that came until the other side hung up, or for half a second. */
  const say = (text: (challenge: string) => string): Promise<readonly string[]> =>
    new Promise((resolve) => {
      const lines: string[] = [];
      const socket = createConnection({ host: '127.0.0.1', port: arbiter.port });
      socket.setEncoding('utf8');
      const timer = setTimeout(() => socket.destroy(), 500);
      socket.on('data', (part: string) => {
        const fresh = part.trim().split('\n');
        if (lines.length === 0) socket.write(text(JSON.parse(fresh[0] ?? '').challenge));
        lines.push(...fresh);
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        resolve(lines.slice(1));
      });
    });

  it('grants one holder, and a vote only after it was silent', async () => {
    const client = clientWith(key);
    expect(await client.ask(hold('a', 1))).toMatchObject({ granted: true, id: 'a' });
    expect(await client.ask(vote('b', 2))).toMatchObject({ granted: false, id: 'a' });
    await new Promise((resolve) => setTimeout(resolve, ttlMs));
    expect(await client.ask(vote('b', 2))).toMatchObject({ granted: true, id: 'b' });
    expect(await client.ask(hold('a', 99))).toMatchObject({ granted: false, id: 'b' });
    client.close();
  });

  it('remembers what it stood for over its own end, and takes nobody for silent just because it slept', async () => {
    const client = clientWith(key);
    await client.ask(hold('a', 7));
    expect(readFileSync(join(folder, 'votes'), 'utf8')).toBe('1.7 a\n');
    const { port } = arbiter;
    await arbiter.close();
    expect(await client.ask(hold('a', 7))).toBeUndefined();
    arbiter = await start(port);
    expect(await client.ask(vote('b', 2))).toMatchObject({ granted: false, id: 'a', heardMs: undefined });
    expect(await client.ask(hold('b', 7))).toMatchObject({ granted: false });
    client.close();
  });

  it('that has another key is told by who asks, once until it answers again; one that is gone is not', async () => {
    const told: string[] = [];
    const { port } = arbiter;
    const options = { host: '127.0.0.1', port, clock: systemClock, onRefused: () => void told.push('another key') };
    const stranger = createArbiterClient({ ...options, key: 'x'.repeat(32) });
    expect(await stranger.ask(hold('b', 9))).toBeUndefined();
    expect(await stranger.ask(hold('b', 9))).toBeUndefined();
    expect(told).toEqual(['another key']);
    const friend = createArbiterClient({ ...options, key });
    expect(await friend.ask(hold('a', 1))).toBeDefined();
    await arbiter.close();
    expect(await friend.ask(hold('a', 1))).toBeUndefined();
    expect(told).toHaveLength(1);
    arbiter = await start();
  });

  it('hears nobody without the key, nor anything said once before', async () => {
    const stranger = clientWith('x'.repeat(32));
    expect(await stranger.ask(hold('b', 9))).toBeUndefined();
    let spoken = '';
    const first = await say((challenge) => {
      spoken = signed(key, challenge, 'ask', 1, JSON.stringify(hold('a', 1)));
      return spoken + spoken;
    });
    // The first is answered; the same line again has the wrong number and ends the connection.
    expect(first.length).toBeLessThanOrEqual(1);
    expect(await say(() => spoken)).toEqual([]);
    expect(await say(() => 'GET / HTTP/1.1\r\n\r\n')).toEqual([]);
    expect(await say((challenge) => signed(key, challenge, 'ask', 1, '{"do":"rule"}'))).toEqual([]);
    expect(await say(() => 'x'.repeat(100_000))).toEqual([]);
    const client = clientWith(key);
    expect(await client.ask(hold('a', 1))).toMatchObject({ granted: true });
    client.close();
  });

  it('refuses to start on votes that it cannot read', async () => {
    writeFileSync(join(folder, 'votes'), '1.7');
    await expect(start()).rejects.toThrow('damaged');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Stage } from '../api/stage.fake.ts';
import { type LightHub, openLightHub, packAssignment } from '../collector/index.ts';
import { silentLog, systemClock } from '../core/index.ts';
import { createFakeStore } from '../store/store.fake.ts';
import { fangzhou } from './run.fake.ts';
import { servedStage } from './served.fake.ts';

let stage: Stage;
let hub: LightHub;
const folder = mkdtempSync(join(tmpdir(), 'fangzhou-collector-'));
const data = join(folder, 'data');

beforeAll(async () => {
  const clock = systemClock;
  hub = await openLightHub({
    ...{ folder: join(folder, 'hub'), store: createFakeStore({ kinds: [], clock }), clock, log: silentLog },
    address: { transport: 'tls', host: '127.0.0.1', port: 0 },
    silentAfterMs: () => 60_000,
    isPlace: (id) => id === 'P01',
    assignment: () => packAssignment({ probes: [], figures: [], concurrency: 1, timeZone: 'Asia/Shanghai' }),
    onDelivery: () => {},
    onEvent: () => {},
  });
  stage = await servedStage({ lightCollectors: { hub, url: () => undefined, places: () => ['P01'] } });
});
afterAll(async () => {
  await stage.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const here = ['--data', data, '--lang', 'en'];
const there = () => ['--data', stage.dataFolder, '--lang', 'en'];
const url = () => `https://127.0.0.1:${hub.listening?.port}`;

describe('fangzhou collector', () => {
  it('is let in by the line that the hub prints, runs, says how it does, and ends when it is revoked', async () => {
    const token = await fangzhou(['collector', 'token', '--id', 'p-1', '--place', 'P01', ...there()]);
    expect([token.code, token.out]).toEqual([
      0,
      expect.stringMatching(
        /^For p-1 at P01, until .*\nfangzhou collector --hub https:\/\/127\.0\.0\.1:\d+ --token fzc1\.\S+ --data \S+\n$/,
      ),
    ]);
    const [, ...words] = (token.out.split('\n')[1] ?? '').split(' ');
    const line = words.map((word, index) => (words[index - 1] === '--data' ? data : word));
    const enrolled = await fangzhou([line[0] ?? '', 'enrol', ...line.slice(1), '--lang', 'en']);
    expect([enrolled.code, enrolled.out]).toEqual([0, `Enrolled as p-1 at P01; the key is in ${data}\n`]);

    const stop = new AbortController();
    // The same line again, with a token that is used up: as a supervisor starts it.
    const running = fangzhou([...line, '--lang', 'en', '--log-level', 'silent'], { stop: stop.signal });
    const status = async () => JSON.parse((await fangzhou(['collector', 'status', ...here, '--json'])).out);
    await vi.waitFor(async () => expect(await status()).toMatchObject({ ok: true, running: true }), {
      timeout: 15_000,
    });
    const second = await fangzhou(['collector', ...here]);
    expect([second.code, second.err]).toEqual([1, expect.stringContaining(`runs on ${data} already`)]);
    const told = await fangzhou(['collector', 'status', ...here]);
    expect([told.code, told.out]).toEqual([
      0,
      expect.stringMatching(/p-1 at P01.*\nIt runs.*\nConnected[\s\S]*0 probes, 0 figures/),
    ]);
    expect((await fangzhou(['collector', 'list', ...there()])).out).toMatch(/p-1\s+P01\s+connected/);
    stop.abort();
    expect(await running).toMatchObject({ code: 0, out: expect.stringContaining('Light collector p-1 at P01') });
    const ended = await fangzhou(['collector', 'status', ...here]);
    expect([ended.code, ended.out]).toEqual([1, expect.stringContaining('It does NOT run')]);

    expect((await fangzhou(['collector', 'revoke', 'p-1', ...there()])).out).toBe('p-1 is revoked\n');
    const revoked = await fangzhou(['collector', ...here, '--log-level', 'silent']);
    expect([revoked.code, revoked.err]).toEqual([1, expect.stringContaining(`The hub ${url()} lets p-1 in no more`)]);
  });

  it('says what is wrong before it does anything', async () => {
    const bad = async (...args: readonly string[]) => {
      const { code, err } = await fangzhou(['collector', ...args, '--lang', 'en']);
      return [code, err.split('\n')[0]];
    };
    const empty = ['--data', join(folder, 'empty')];
    expect(await bad('dance', ...empty)).toEqual([2, expect.stringContaining('no verb "dance"')]);
    expect(await bad(...empty)).toEqual([2, expect.stringContaining('is not enrolled')]);
    expect(await bad('--hub', 'http://x', '--token', 't', ...empty)).toEqual([
      2,
      expect.stringContaining('"http://x"'),
    ]);
    expect(await bad('--hub', url(), '--token', 't', ...empty)).toEqual([1, expect.stringContaining('no token')]);
    expect(await bad('--hub', url(), '--token-file', '/nowhere', ...empty)).toEqual([
      1,
      expect.stringContaining('/nowhere'),
    ]);
    expect(await bad('--keep', '1s', ...empty)).toEqual([2, expect.stringContaining('--keep')]);
    expect(await bad('token', '--id', 'p-1', ...empty)).toEqual([2, expect.stringContaining('--place')]);
    expect(await bad('revoke', ...there())).toEqual([2, expect.stringContaining('wants the name')]);
    expect(await bad('revoke', 'nobody', ...there())).toEqual([1, expect.stringContaining('no such light collector')]);
    expect(await bad('token', '--id', 'p', '--place', 'x', ...there())).toEqual([
      1,
      expect.stringContaining('no point'),
    ]);
    expect(await bad('status', ...empty)).toEqual([1, expect.stringContaining('Nothing is known')]);
    expect(await bad('--log-level', 'loud', ...empty)).toEqual([2, expect.stringContaining('loud')]);
  });
});

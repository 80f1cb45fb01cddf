import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAgent, timeTicks, viewOf } from '../lab/agent/index.ts';
import { fangzhou } from './run.fake.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-usage-'));
const walk = join(folder, 'walk.snmprec');
const noise = join(folder, 'noise.yaml');
beforeAll(() => {
  writeFileSync(walk, '1.3.6.1.2.1.1.3.0|67|42\n');
  writeFileSync(noise, Buffer.from('610aff80ff', 'hex'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], stop: AbortSignal = new AbortController().signal) {
  return fangzhou([...args, '--lang', 'en'], { stop });
}

describe('wrong usage ends with 2 and one sentence', () => {
  it.each([
    [['poll', '127.0.0.1:9', '-c', ''], '--community is empty'],
    [['poll', '127.0.0.1:9', '--mib', '/none/such'], '--mib /none/such is no folder that can be read'],
    [['traps', '--listen', '-L'], '--listen lacks its value, or takes none'],
    [['profile'], 'profile wants list, check or test'],
    [['profile', 'chek'], 'after profile stands list, check or test, not "chek"'],
    [['lab', 'reboot', 'any', 'abc'], '“abc” is no number that fits here'],
    [['lab', 'errors', 'F22', 'x'], '“x” is no number that fits here'],
    [['lab', 'slow', 'any', '-50'], '-50 is below zero, and nothing here is'],
    [
      ['syslog', '-L', 'tls:127.0.0.1:0', '--tls-certificate', '/none/such', '--tls-key', 'k'],
      '/none/such cannot be read: there is no such file',
    ],
    [
      ['syslog', '-L', 'tls:127.0.0.1:0', '--tls-certificate', noise, '--tls-key', noise],
      `${noise} holds no certificate`,
    ],
  ])('%j', async (args, sentence) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err.startsWith(`fangzhou: ${sentence}`)).toBe(true);
  });
});

describe('a failure is said in words', () => {
  it('for a profile that is no text', async () => {
    const { code, err } = await run(['profile', 'check', noise]);
    expect(code).toBe(1);
    expect(err).toContain('save the file as UTF-8 text');
  });

  it('for a profile or a recording that is not there', async () => {
    const profile = await run(['profile', 'test', '/none/such.yaml', walk]);
    expect([profile.code, profile.err]).toEqual([
      1,
      expect.stringContaining('there is no such file, a name with a dot'),
    ]);
    const recording = await run(['lab', 'replay', '/none/such']);
    expect([recording.code, recording.err]).toEqual([1, expect.stringContaining('/none/such: there is no such file')]);
  });

  it('for a host whose name nobody knows', async () => {
    const { code, out } = await run(['poll', 'none-such.invalid', '-t', '1', '-r', '0']);
    expect(code).toBe(1);
    expect(out).toContain('The name of the device is not known here');
  });

  it('for a replay on a port that is taken', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
    const { port } = other.address();
    const { code, err } = await run(['lab', 'replay', walk, '--port', String(port)]);
    await new Promise<void>((resolve) => other.close(() => resolve()));
    expect(code).toBe(1);
    expect(err).toBe(
      `fangzhou: udp:127.0.0.1:${port} is taken by another program\n  Stop that program, or listen on another port.\n`,
    );
  });
});

it('a poll that is told to end gives at once what came, and blames nobody for the rest', async () => {
  const view = viewOf([{ oid: '1.3.6.1.2.1.1.3.0', value: timeTicks(42) }]);
  const agent = await startAgent({ view, credentials: [{ version: 'v2c', community: 'public' }] });
  agent.behave({ delayMs: 60_000 });
  const stop = new AbortController();
  const told = run(['poll', `127.0.0.1:${agent.port}`, '-t', '600', '-r', '20', '--json'], stop.signal);
  await expect.poll(() => agent.stats.packets).toBeGreaterThan(0);
  stop.abort();
  const { code, out } = await told;
  await agent.stop();
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ isWhole: false, isStopped: true, missing: [] });
});

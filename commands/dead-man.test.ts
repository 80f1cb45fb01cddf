import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { signatureHeader, signBody } from '../alerts/index.ts';
import { fangzhou } from './run.fake.ts';

const secret = 'a secret of the second system';
let folder: string;
let secretFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-dead-man-'));
  secretFile = join(folder, 'secret');
  writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const env = { FANGZHOU_LANG: 'en' };

it('tells of silence and of its end, on the terminal and by a program of the bureau', async () => {
  const program = join(folder, 'call duty.sh');
  const called = join(folder, 'called');
  writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$@" >> '${called}'\necho >> '${called}'\n`, { mode: 0o700 });
  const calls = () => {
    try {
      return readFileSync(called, 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  const stop = new AbortController();
  let out = '';
  const flags = ['--listen', 'tcp:127.0.0.1:0', '--secret-file', secretFile, '--silent-after', '1s', '--run', program];
  const running = fangzhou(['dead-man', ...flags, '--json', '--log-level', 'silent'], {
    env,
    stop: stop.signal,
    out: (text) => {
      out += text;
    },
  });
  const lines = () =>
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  await expect.poll(() => lines().length).toBeGreaterThan(0);
  const { port } = lines()[0];
  await expect.poll(calls).toHaveLength(1);
  expect(calls()[0]).toMatch(/^silent\|never\|1\|$/);
  const body = JSON.stringify({ what: 'alive', instance: 'alone' });
  const headers = { [signatureHeader]: signBody(body, secret, Math.floor(Date.now() / 1000)) };
  expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers })).status).toBe(204);
  await expect.poll(() => calls().length).toBeGreaterThanOrEqual(2);
  expect(calls()[1]).toMatch(/^heard\|never\|\d+\|$/);
  await expect.poll(() => calls().length).toBeGreaterThanOrEqual(3);
  expect(calls()[2]).toMatch(/^silent\|\d{4}-\d\d-\d\dT[\d:.]+Z\|1\|$/);
  stop.abort();
  expect((await running).code).toBe(0);
  expect(
    lines()
      .slice(1, 4)
      .map(({ state }) => state),
  ).toEqual(['silent', 'heard', 'silent']);
});

it('says what is missing or wrong before it listens', async () => {
  const said = async (...args: readonly string[]) => {
    const { code, err } = await fangzhou(['dead-man', ...args], { env });
    return [code, err];
  };
  expect(await said()).toEqual([2, expect.stringContaining('--secret-file is missing')]);
  expect(await said('--secret-file', join(folder, 'none'))).toEqual([2, expect.stringMatching(/secret in .*none/)]);
  const run = ['--secret-file', secretFile, '--run'];
  expect(await said(...run, join(folder, 'none'))).toEqual([1, expect.stringMatching(/none cannot be run/)]);
  expect(await said(...run, folder)).toEqual([1, expect.stringContaining('cannot be run')]);
  expect(await said(...run, secretFile)).toEqual([1, expect.stringContaining('cannot be run')]);
  chmodSync(secretFile, 0o644);
  expect(await said('--secret-file', secretFile)).toEqual([1, expect.stringContaining('chmod 600')]);
  chmodSync(secretFile, 0o600);
  writeFileSync(secretFile, 'short\n');
  expect(await said('--secret-file', secretFile)).toEqual([1, expect.stringContaining('16 characters')]);
  expect(await said('--secret-file', secretFile, '--listen', 'udp:1')).toEqual([2, expect.stringContaining('udp:1')]);
  expect(await said('--secret-file', secretFile, '--silent-after', 'soon')).toEqual([
    2,
    expect.stringContaining('--silent-after wants a duration'),
  ]);
});

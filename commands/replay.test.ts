import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCommandLine } from '../cli.ts';
import { parseTarget, pollTarget } from '../collector/index.ts';
import { systemClock } from '../core/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['127.0.0.1', /^udp:127\.0\.0\.1:\d+$/],
  ['::1', /^udp6:\[::1\]:\d+$/],
])(
  'fangzhou lab replay serves a recording at %s in v1 alone, and names a target that poll takes',
  async (host, form) => {
    const file = join(folder, 'device.snmprec');
    writeFileSync(file, '1.3.6.1.2.1.1.3.0|67|42\n');
    const stop = new AbortController();
    let told = '';
    const ended = runCommandLine(['lab', 'replay', file, '--host', host, '-v', '1', '-c', 'old', '--json'], {
      env: {},
      out: (text) => {
        told += text;
      },
      err: () => {},
      interactive: false,
      stop: stop.signal,
      onReload: () => {},
    });
    await expect.poll(() => told).toContain('target');
    const { target } = JSON.parse(told) as { target: string };
    expect(target).toMatch(form);
    const at = parseTarget(target);
    if (at === undefined) throw new Error('poll does not take it');
    const ask = (version: 'v1' | 'v2c') =>
      pollTarget({
        target: at,
        credential: { version, community: 'old' },
        clock: systemClock,
        timeoutMs: 300,
        retries: 0,
      });
    expect(await ask('v1')).toMatchObject({ version: 'v1', identity: { sysUpTimeTicks: 42 } });
    expect(await ask('v2c')).toMatchObject({ outcome: 'silent' });
    stop.abort();
    expect(await ended).toBe(0);
  },
);

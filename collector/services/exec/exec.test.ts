import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import { eventually } from '../../pairs/engines/stages/server-process.fake.ts';
import { uglyServer } from '../../pairs/engines/ugly-server.fake.ts';
import { measured, told, tryIt } from '../stages/probes.fake.ts';

const folder = mkdtempSync(join(tmpdir(), 'plugins-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A plugin of this test, in the shell's words. */
function plugin(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

const isAlive = (pid: number): boolean => {
  try {
    return !/^Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, ''));
  } catch {
    return false;
  }
};

suiteNeeding(['check_tcp'], "plugins of others (Debian's monitoring-plugins)", () => {
  it('are taken as they are: exit code, first line, performance data', async () => {
    const server = await uglyServer('mute');
    const check = (...words: readonly string[]) =>
      tryIt('exec', {
        command: toolPath('check_tcp'),
        arguments: ['-H', '127.0.0.1', '-p', `${server.port}`, ...words],
      });
    const [fine, slow, wrong] = [await check(), await check('-w', '0'), await check('-c', '0')];
    await server.close();
    const stopped = await check();
    expect(told(fine)).toBe('good: exec-ok');
    expect(fine.reason.params?.said).toMatch(/^TCP OK - /);
    expect(measured(fine, 'time')).toBeLessThan(10);
    expect([slow, wrong, stopped].map(told)).toEqual([
      'slow answer: exec-warning',
      'bad answer: exec-critical',
      'bad answer: exec-critical',
    ]);
    expect(stopped.reason.params?.said).toMatch(/refused/i);
    const misused = await tryIt('exec', { command: toolPath('check_tcp'), arguments: ['--nonsense'] });
    expect(misused.outcome).toBe('unknown');
  });
});

describe('a plugin', () => {
  it('gets its arguments as they stand: no shell reads them', async () => {
    const command = plugin('words', 'printf "%s;" "$@"');
    const { reason } = await tryIt('exec', { command, arguments: ['$(id)', '; rm -rf *', 'a b'] });
    expect(reason.params?.said).toBe('$(id);; rm -rf *;a b;');
  });

  it('gets secrets by its environment, nothing of our own beside, and they are not told on', async () => {
    const command = plugin('environment', `echo "CRITICAL: login with $TOKEN failed; \${HOME:-no home}"; exit 2`);
    const result = await tryIt('exec', { command, environment: { TOKEN: 's3cret-words' } });
    expect(told(result)).toBe('bad answer: exec-critical');
    expect(result.reason.params?.said).toBe('CRITICAL: login with … failed; no home');
  });

  it('that is not there, dies, says too much or another code tells nothing of the service', async () => {
    const cases = [
      tryIt('exec', { command: join(folder, 'nowhere') }),
      tryIt('exec', { command: plugin('dies', 'kill -9 $$') }),
      tryIt('exec', { command: plugin('talks', 'yes words | head -c 100000') }),
      tryIt('exec', { command: plugin('other', 'echo odd; exit 64') }),
      tryIt('exec', { command: plugin('unknown', 'echo no idea; exit 3') }),
      tryIt('exec', { command: plugin('silent', 'exit 0') }),
    ];
    expect((await Promise.all(cases)).map(told)).toEqual([
      'unknown: exec-missing',
      'unknown: exec-died',
      'unknown: exec-too-much',
      'unknown: exec-code',
      'unknown: exec-unknown',
      'good: exec-ok',
    ]);
  });

  it('that hangs ends at its deadline, with its children, also those in a group of their own', async () => {
    const pids = join(folder, 'pids');
    const script = `trap '' TERM\nset -m\nsleep 600 & echo $! >>${pids}\nset +m\nsleep 600 & echo $! >>${pids}\necho $$ >>${pids}\nwait`;
    const result = await tryIt('exec', { command: plugin('hangs', script), timeoutMs: 1_500 });
    expect(told(result)).toBe('bad answer: timeout');
    const started = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    expect(started).toHaveLength(3);
    await eventually(async () => {
      const left = started.filter(isAlive);
      if (left.length > 0) throw new Error(`still alive: ${left}`);
    });
  });

  it('that leaves a child behind, holding its output, is not waited for, and the child goes', async () => {
    const pid = join(folder, 'left');
    const command = plugin('leaves', `sleep 600 & echo $! >${pid}\necho "OK | a=1"`);
    const result = await tryIt('exec', { command });
    expect(told(result)).toBe('good: exec-ok');
    expect(measured(result, 'a')).toBe(1);
    await eventually(async () => {
      if (isAlive(Number(readFileSync(pid, 'utf8')))) throw new Error('still alive');
    });
  });
});

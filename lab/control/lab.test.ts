import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isProcessAlive, UserError } from '../../core/index.ts';
import { askUpTime, until } from '../testing/probe.fake.ts';
import { referenceCity, testCredentials } from '../testing/reference.fake.ts';
import { sendLabCommand } from './client.ts';
import { startLab, utcOffsetMsOf } from './lab.ts';
import type { Lab } from './model.ts';

let dataFolder: string;
let lab: Lab | undefined;

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'fangzhou-lab-'));
});
afterEach(async () => {
  await lab?.stop();
  lab = undefined;
  await rm(dataFolder, { recursive: true });
});

async function start(): Promise<Lab> {
  lab = await startLab({ city: await referenceCity(), credentials: testCredentials, dataFolder });
  return lab;
}

function targetOf(running: Lab, deviceId: string) {
  const target = running.targets.get(deviceId);
  if (target === undefined) throw new Error(`no ${deviceId}`);
  return target;
}

describe('a lab in a process of its own', () => {
  it('answers, takes commands from here and from another terminal, and lists its faults', async () => {
    const running = await start();
    expect(running.targets.size).toBe(164);
    expect(await askUpTime(targetOf(running, 'jintan-agg-1'))).toBeGreaterThan(0);
    expect(await running.apply('cut F04')).toMatchObject({ ok: true, faults: [{ verb: 'cut', target: 'F04' }] });
    expect(await sendLabCommand({ dataFolder, command: 'slow rulin-1-sw 5' })).toMatchObject({ ok: true });
    const [cut, slow] = running.faults();
    expect([cut, slow].map((fault) => `${fault?.verb} ${fault?.target}`)).toEqual(['cut F04', 'slow rulin-1-sw']);
    expect(slow?.since).toBeLessThanOrEqual(Date.now());
    expect(running.faults()).toEqual([cut, slow]);
    expect(await sendLabCommand({ dataFolder, command: 'cutt F04' })).toMatchObject({
      ok: false,
      remedy: { params: { meant: 'cut' } },
    });
  });

  it('breaks isolation from here and from another terminal, and offers the places where it can be', async () => {
    const running = await start();
    const { kinds, placesOf } = running.violations;
    expect(kinds.find(({ kind }) => kind === 'radio')).toMatchObject({
      check: 'ISO-05',
      choices: ['4g', 'ppp', 'wlan'],
    });
    expect(placesOf('nat').map(({ deviceId }) => deviceId)).toContain('rulin-1-utm');
    expect(placesOf('open-port')).toContainEqual({ deviceId: 'rulin-1-sw', ports: expect.arrayContaining(['ge-0-1']) });
    expect(placesOf('cut')).toEqual([]);
    expect(await running.apply('radio rulin-1-utm ppp')).toMatchObject({ ok: true });
    expect(await sendLabCommand({ dataFolder, command: 'radio rulin-1-utm 5g' })).toMatchObject({
      ok: false,
      isWrongUsage: true,
      remedy: { params: { words: '4g, ppp, wlan' } },
    });
    expect(running.faults()).toMatchObject([{ verb: 'radio', target: 'rulin-1-utm', detail: 'ppp' }]);
    await sendLabCommand({ dataFolder, command: 'repair rulin-1-utm radio' });
    expect(running.faults()).toEqual([]);
  });

  it('keeps its key to itself and refuses whoever has another', async () => {
    await start();
    const path = join(dataFolder, 'lab-control.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const file = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...file, token: 'guessed' }));
    await expect(sendLabCommand({ dataFolder, command: 'list' })).rejects.toBeInstanceOf(UserError);
  });

  it('comes back on the same ports with the same faults when its process is killed', async () => {
    const running = await start();
    await running.apply('silent jintan-agg-1');
    await running.apply('no-master wujin-app');
    const { services } = running;
    const answers = async (pairId: string) => {
      const { host, port } = services.get(pairId) ?? { host: '', port: 0 };
      return fetch(`http://${host}:${port}/`).then(
        (response) => response.text(),
        () => 'broken off',
      );
    };
    expect(await answers('jintan-app')).toBe('ready jintan-app-a\n');
    const pid = running.agentsPid();
    if (pid === undefined) throw new Error('no agents');
    process.kill(pid, 'SIGKILL');
    await until(() => running.agentsPid() !== pid && running.agentsPid() !== undefined);
    await until(async () => (await running.apply('list')).ok);
    expect(running.faults()).toMatchObject([
      { verb: 'silent', target: 'jintan-agg-1' },
      { verb: 'no-master', target: 'wujin-app' },
    ]);
    expect(await answers('jintan-app')).toBe('ready jintan-app-a\n');
    expect(await answers('wujin-app')).toBe('broken off');
    expect(await askUpTime(targetOf(running, 'rulin-1-utm'))).toBeLessThan(60_000);
  });

  it('refuses commands with a remedy while there is no process, and ends without leaving one', async () => {
    const running = await start();
    const pid = running.agentsPid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await until(() => running.agentsPid() !== pid);
    expect(await running.apply('cut F04')).toMatchObject({ ok: false });
    await running.stop();
    await expect(sendLabCommand({ dataFolder, command: 'list' })).rejects.toBeInstanceOf(UserError);
    expect(running.agentsPid()).toBeUndefined();
  });

  it('does not outlive a parent that is killed', async () => {
    const parent = fork(join(import.meta.dirname, '..', 'testing', 'parent.fake.ts'), { execArgv: [] });
    const agents = await new Promise<number>((resolve) => parent.once('message', (pid) => resolve(Number(pid))));
    expect(isProcessAlive(agents)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isProcessAlive(agents));
  });
});

describe('local time', () => {
  it.each([
    ['Asia/Shanghai', 8],
    ['UTC', 0],
    ['America/St_Johns', -3.5],
    ['Nowhere/Land', 8],
  ])('of %s in January is UTC plus %d hours', (zone, hours) => {
    expect(utcOffsetMsOf(zone, Date.UTC(2026, 0, 5, 12, 34, 56, 789))).toBe(hours * 3_600_000);
  });
});

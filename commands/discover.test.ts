import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../core/index.ts';
import { loadInventory, type SnmpCredential } from '../inventory/index.ts';
import { type RunningCity, startAgent, startCity, viewOf } from '../lab/index.ts';
import { runFangzhou } from '../test/system/fangzhou.fake.ts';
import { fangzhou } from './run.fake.ts';
import type { Surroundings } from './terminal.ts';

const env = {
  FANGZHOU_SNMP_AUTH_KEY: 'trial-auth-key-1',
  FANGZHOU_SNMP_PRIV_KEY: 'trial-priv-key-1',
  FANGZHOU_LANG: 'en',
};

/** The reference city with every address and prefix in 127.0.0.0/8: its agents answer where they are declared. */
describe('fangzhou discover', () => {
  let folder: string;
  let running: RunningCity;
  let port: number;
  let credentials: readonly SnmpCredential[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-discover-'));
    cpSync(join(import.meta.dirname, '..', 'inventory', 'city'), folder, { recursive: true });
    for (const file of readdirSync(folder)) {
      const path = join(folder, file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(?<![\d.])10\.(?=\d+\.\d+\.\d)/g, '127.'));
    }
    const read = await loadInventory({ source: folder, env });
    if (!read.ok) throw new Error(JSON.stringify(read.mistakes.slice(0, 3)));
    const { city, settings } = read.value;
    credentials = [...settings.credentials.values()];
    port = 20_000 + (process.pid % 20_000);
    running = await startCity({
      city,
      credentials: settings.credentials,
      clock: systemClock,
      seed: 1,
      utcOffsetMs: 0,
      basePort: port,
    });
  }, 60_000);
  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(args: readonly string[], more: Partial<Surroundings> = {}) {
    return fangzhou(['discover', ...args, '--config', folder, '--port', String(port)], { env, ...more });
  }
  const quick = ['--rate', '1000', '--yes'];

  it('finds the devices of a point as they are declared, and says how far it is on stderr', async () => {
    const { code, out, err } = await run(['127.10.10.0/28', '--json', ...quick]);
    const told = JSON.parse(out);
    expect(
      told.devices.map((each: { deviceId: string; status: string }) => [each.deviceId, each.status]).sort(),
    ).toEqual([
      ['jincheng-1-sw', 'expected'],
      ['jincheng-1-utm', 'expected'],
    ]);
    expect(told).toMatchObject({ addresses: 14, silent: [], refused: [], isWhole: true });
    expect(told.devices[0].serials).toEqual([expect.stringMatching(/^FZ/)]);
    expect(err).toContain('addresses 14 of 14, found 2');
    expect(err).toContain('messages a second at most 1000');
    expect(code).toBe(0);
  }, 30_000);

  it('tells a declared device that is silent, and one that is not declared at all', async () => {
    running.apply('silent jincheng-1-sw');
    const devices = join(folder, 'devices.csv');
    const before = readFileSync(devices, 'utf8');
    try {
      const silent = await run(['127.10.10.0/29', ...quick]);
      expect(silent.code).toBe(1);
      expect(silent.out).toContain('jincheng-1-sw  declared, does not answer');
      running.apply('repair all');
      const other = (text: string) =>
        text
          .split('\n')
          .map((line, index) => (line === '' ? line : `${line.trimEnd()},${index === 0 ? 'serial' : ''}`))
          .join('\n')
          .replace(/^(jincheng-1-utm,.*),$/m, '$1,LABEL-7');
      writeFileSync(devices, other(before));
      const replaced = JSON.parse((await run(['127.10.10.0/29', '--json', ...quick])).out);
      expect(replaced.devices.find((each: { deviceId: string }) => each.deviceId === 'jincheng-1-utm')).toMatchObject({
        status: 'other',
        differences: [{ field: 'serial', declared: 'LABEL-7', observed: expect.stringMatching(/^FZ/) }],
      });
      writeFileSync(devices, before);
      const stranger = await startAgent({ view: viewOf([]), credentials, host: '127.10.10.6', port, name: 'stranger' });
      const undeclared = await run(['127.10.10.0/29', ...quick]);
      await stranger.stop();
      expect(undeclared.out).toMatch(/^127\.10\.10\.6 +UNDECLARED/m);
      expect(undeclared.code).toBe(1);
    } finally {
      writeFileSync(devices, before);
      running.apply('repair all');
    }
  }, 60_000);

  it.each([
    ['192.168.0.0/24', 'not inside'],
    ['0.0.0.0/0', 'not inside'],
    ['127.10.10.1/24', 'host bits'],
    ['nonsense', 'no prefix'],
  ])('refuses %s with a remedy and sends nothing', async (text, why) => {
    const packets = () => [...running.agents.values()].reduce((sum, { stats }) => sum + stats.packets, 0);
    const before = packets();
    const { code, out, err } = await run([text, ...quick]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expect(packets()).toBe(before);
  });

  it('says a wrong prefix and then keys that are not set, with 2; a broken inventory is 2 as well, for 1 means differences', async () => {
    const unset = { env: { FANGZHOU_LANG: 'en' } };
    expect((await run(['192.168.0.0/24', ...quick], unset)).err).toContain('not inside');
    const keys = await run(['127.10.10.0/29', ...quick], unset);
    expect([keys.code, keys.out]).toEqual([2, '']);
    expect(keys.err).toContain('not set here: FANGZHOU_SNMP_AUTH_KEY, FANGZHOU_SNMP_PRIV_KEY\n');
    const offices = join(folder, 'offices.csv');
    const before = readFileSync(offices);
    writeFileSync(offices, 'nothing\n');
    const broken = await run(['127.10.10.0/29', ...quick]);
    writeFileSync(offices, before);
    expect([broken.code, broken.out]).toEqual([2, '']);
  });

  it('asks before it starts, and needs --yes where nobody can be asked', async () => {
    const nobody = await run(['127.10.10.0/29']);
    expect(nobody.code).toBe(2);
    expect(nobody.err).toContain('--yes');
    const asked: string[] = [];
    const answer = (yes: boolean) => ({
      ask: async (question: string) => {
        asked.push(question);
        return yes;
      },
    });
    expect((await run(['127.10.10.0/29', '--rate', '1000'], answer(false))).code).toBe(2);
    expect((await run(['127.10.10.0/29', '--rate', '1000'], answer(true))).code).toBe(0);
    expect(asked).toEqual(['Start? [y/N]', 'Start? [y/N]']);
  }, 30_000);

  it('knows its flags', async () => {
    expect((await run([])).code).toBe(2);
    expect((await run(['127.10.10.0/29', '--rate', '0', '--yes'])).code).toBe(2);
    expect((await run(['127.10.10.0/29', '--credential', 'none-such', '--yes'])).err).toContain('v3');
    expect((await run(['--help'])).out).toContain('PREFIX...');
  });

  it('waits between its messages as a process of its own', async () => {
    const args = ['discover', '127.10.10.0/29', '--config', folder, '--port', String(port), '--rate', '5', '--yes'];
    const { code, out } = await runFangzhou([...args, '--json'], env);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ isWhole: true, silent: [] });
  }, 60_000);

  it('gives what was found when it is ended early', async () => {
    const stop = new AbortController();
    const sweep = run(['127.10.0.0/16', '--rate', '5', '--yes', '--json'], { stop: stop.signal });
    stop.abort();
    const { code, out } = await sweep;
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ isWhole: false, silent: [] });
  }, 30_000);
});

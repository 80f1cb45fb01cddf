import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PairDrillsPort } from '../api/index.ts';
import { fakeSettings, type Stage } from '../api/stage.fake.ts';
import type { HostPair } from '../inventory/index.ts';
import { fangzhou } from './run.fake.ts';
import { servedStage } from './served.fake.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-handbook-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function handbook(...args: readonly string[]) {
  return fangzhou(['handbook', ...args]);
}

describe('fangzhou handbook export', () => {
  it('writes pages from the inventory alone where no server answers, and says so', async () => {
    const target = join(folder, 'stick');
    const { code, out } = await handbook('export', target, '--data', join(folder, 'nobody'), '--lang', 'en');
    expect([code, out]).toEqual([0, expect.stringContaining('no server answered')]);
    expect(readdirSync(target)).toContain('pair-jintan-app.html');
    expect(readFileSync(join(target, 'pair-jintan-app.html'), 'utf8')).toContain('made without the server');
    const zip = join(folder, 'book.zip');
    const packed = await handbook('export', zip, '--data', join(folder, 'nobody'), '--lang', 'zh-CN', '--json');
    expect(JSON.parse(packed.out)).toMatchObject({ ok: true, target: zip, from: 'inventory' });
    expect(Object.keys(unzipSync(readFileSync(zip)))).toContain('fangzhou-handbook/index.html');
  });

  it.each([
    [['show'], 2, 'one verb, export'],
    [['export'], 2, 'where to'],
    [['export', 'a', 'b'], 2, ''],
    [['export', '/dev/null/x', '--data', '/nonexistent'], 1, 'cannot be written'],
  ])('%j ends with %d in words', async (args, code, words) => {
    const ended = await handbook(...args, '--lang', 'en');
    expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(words)]);
  });

  describe('with a server', () => {
    let stage: Stage;
    const pair: HostPair = {
      ...{ id: 'served', districtId: 'jintan', role: 'app', memberA: 'a', memberB: 'b' },
      ...{ virtualAddress: '10.10.1.10', standby: 'vrrp' },
    };
    beforeAll(async () => {
      const known = { standing: () => undefined, lastGoodAt: () => Date.UTC(2026, 0, 2) };
      stage = await servedStage({ settings: () => fakeSettings, pairDrills: known as unknown as PairDrillsPort });
      stage.city = { ...stage.city, hostPairs: new Map([[pair.id, pair]]) };
    });
    afterAll(() => stage.close());

    it('takes what it knows of each pair', async () => {
      const target = join(folder, 'served');
      const { code, out } = await handbook('export', target, '--data', stage.dataFolder, '--lang', 'en', '--json');
      expect([code, JSON.parse(out)]).toEqual([0, { ok: true, target, files: 3, from: 'server' }]);
      expect(readFileSync(join(target, 'pair-served.html'), 'utf8')).toContain('2026-01-02');
    });

    it('tells what the server said when it refuses', async () => {
      writeFileSync(join(stage.dataFolder, 'api-token'), 'wrong\n');
      const { code, err } = await handbook('export', join(folder, 'x'), '--data', stage.dataFolder, '--lang', 'en');
      expect([code, err]).toEqual([1, expect.stringContaining('The server refused')]);
    });
  });
});

import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AgentTarget } from '../../inventory/index.ts';
import { type LookedFrom, startLookedFrom } from '../testing/looked-from.fake.ts';
import { connectFrom } from './connect.ts';

let stage: LookedFrom;
let vantage: AgentTarget;

beforeAll(async () => {
  stage = await startLookedFrom();
  ({ vantage } = stage);
});
beforeEach(async () => {
  stage.apply('repair all');
  await stage.settle();
});
afterAll(() => stage.running.stop());

/** Status of a page as a client at a point gets it, or why there is none. */
async function ask(pointId: string, host: string, path: string): Promise<number | string> {
  try {
    const socket = await connectFrom(vantage, pointId, `${host}:443`);
    return await new Promise((resolve, reject) => {
      const asked = request({ createConnection: () => socket.resume(), host, path });
      asked.once('response', (response) => {
        resolve(response.statusCode ?? 0);
        socket.destroy();
      });
      asked.once('error', reject);
      asked.end();
    });
  } catch (thrown) {
    return String(thrown);
  }
}
const jintan = '10.10.1.10';
const signOn = '10.8.1.10';

describe('a client at a point of the lab', () => {
  it('reaches the services of its district and single sign-on, and what no cable forbids', async () => {
    expect(await ask('rulin-1', jintan, '/oa/')).toBe(302);
    expect(await ask('rulin-1', signOn, '/sso/')).toBe(200);
    expect(await ask('rulin-1', '10.20.1.10', '/oa/')).toBe(302);
  });

  it('loses its way with what stands on it, alone', async () => {
    for (const command of [
      'cut F04',
      'unidirectional F04',
      'down rulin-1-utm',
      'down rulin-1-sw',
      'down jintan-agg-1',
    ]) {
      stage.apply(command);
      expect(await ask('rulin-1', jintan, '/oa/'), command).toContain('504');
      expect(await ask('rulin-1', signOn, '/sso/'), command).toContain('504');
      if (command !== 'down jintan-agg-1') expect(await ask('yaotang-1', jintan, '/oa/'), command).toBe(302);
      stage.apply('repair all');
      await stage.settle();
    }
  });

  it('is served by its own district while the core is dead, though nobody in the city sees that', async () => {
    stage.apply('down city-core-1');
    await stage.settle();
    expect(await ask('rulin-1', jintan, '/oa/')).toBe(302);
    expect(await ask('rulin-1', signOn, '/sso/')).toContain('504');
    expect(await ask('rulin-1', '10.20.1.10', '/oa/')).toContain('504');
  });

  it('keeps its way by the second link, and when silence alone has befallen a device', async () => {
    stage.apply('cut F01');
    stage.apply('silent jincheng-1-utm');
    expect(await ask('jincheng-1', jintan, '/oa/')).toBe(302);
    stage.apply('cut F02');
    expect(await ask('jincheng-1', jintan, '/oa/')).toContain('504');
  });

  it('finds nobody until the other host has taken over', async () => {
    stage.apply('down jintan-app-a');
    expect(await ask('rulin-1', jintan, '/oa/')).toContain('504');
    await stage.settle();
    expect(await ask('rulin-1', jintan, '/oa/')).toBe(302);
    stage.apply('down jintan-db-a');
    expect(await ask('rulin-1', jintan, '/oa/')).toBe(302);
    stage.apply('down jintan-db-b');
    expect(await ask('rulin-1', jintan, '/oa/')).toBe(500);
    expect(await ask('rulin-1', signOn, '/sso/')).toBe(200);
  });

  it('is broken off in the middle when its fibre is cut, and others are not', async () => {
    const [cut, kept] = await Promise.all(
      ['rulin-1', 'yaotang-1'].map((pointId) => connectFrom(vantage, pointId, `${jintan}:443`)),
    );
    if (cut === undefined || kept === undefined) throw new Error('two connections');
    const closed = new Promise((resolve) => cut.once('close', resolve));
    cut.resume();
    stage.apply('cut F04');
    await closed;
    kept.write('GET /oa/ HTTP/1.1\r\nHost: x\r\n\r\n');
    const page = await new Promise((resolve) => {
      kept.once('data', (data) => resolve(data.toString().slice(0, 12)));
      kept.resume();
    });
    expect(page).toBe('HTTP/1.1 302');
    kept.destroy();
  });

  it('is told what it does wrong: no point, an address of nobody, another method', async () => {
    expect(await ask('nowhere-1', jintan, '/oa/')).toContain('407');
    expect(await ask('rulin-1', '192.0.2.1', '/')).toContain('502');
    const { status } = await fetch(`http://${vantage.host}:${vantage.port}/`);
    expect(status).toBe(405);
  });
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoller, readIsolation } from '../../collector/index.ts';
import { systemClock } from '../../core/index.ts';
import { type City, type Inventory, loadInventory } from '../../inventory/index.ts';
import { type RunningCity, startCity } from '../../lab/index.ts';
import { testCredentials } from '../../lab/testing/reference.fake.ts';
import { isolationChecks } from './catalogue.ts';
import { outerTerminal } from './city-scene.fake.ts';
import { declarationOf } from './declaration.ts';
import type { Declaration, Scene, SceneDevice } from './model.ts';
import { createStations } from './stations.ts';

/** Real agents on real sockets: what a whole district tells is read as isolation reads it, and judged by every check. */
describe('the checks in the lab', () => {
  let city: City;
  let declaration: Declaration;
  let running: RunningCity;
  let poller: ReturnType<typeof createPoller>;

  beforeAll(async () => {
    const source = join(import.meta.dirname, '..', '..', 'inventory', 'city');
    const env = { FANGZHOU_SNMP_AUTH_KEY: 'correct-horse', FANGZHOU_SNMP_PRIV_KEY: 'battery-staple' };
    const read = await loadInventory({ source, env });
    if (!read.ok) throw new Error('the reference city has mistakes');
    const inventory: Inventory = read.value;
    city = { ...inventory.city, terminals: new Map(inventory.city.terminals).set(outerTerminal.id, outerTerminal) };
    declaration = declarationOf({ ...inventory, city });
    running = await startCity({ city, credentials: testCredentials, clock: systemClock, seed: 1, utcOffsetMs: 0 });
    poller = createPoller({ clock: systemClock });
    const agents = [...running.targets].map(([deviceId, { host, port }]) => ({
      deviceId,
      kind: city.devices.get(deviceId)?.kind ?? 'other',
      target: { transport: 'udp4' as const, host, port },
      credential: { version: 'v2c' as const, community: 'lab-test' },
    }));
    poller.apply(agents, { timeoutMs: 3000, retries: 1, maxRepetitions: 24, budgetMs: 20_000 });
  });
  afterAll(async () => {
    poller?.close();
    await running?.stop();
  });

  /** Every place of a district, as it is now. */
  async function scenesOf(districtId: string): Promise<readonly Scene[]> {
    const stations = createStations({ city, declaration });
    const here = [...city.devices.values()].filter((device) => [districtId, city.id].includes(device.districtId));
    const devices: SceneDevice[] = [];
    for (const device of here) {
      const { id: deviceId } = device;
      const reading = await poller.use(deviceId, (session) => readIsolation({ session, clock: systemClock, deviceId }));
      if (reading !== undefined) stations.take(reading);
      devices.push({ device, reading, earlier: reading });
    }
    return [...new Set(here.map(({ locationId }) => locationId))].map((placeId) => ({
      placeId,
      districtId,
      now: systemClock.now(),
      declaration,
      city,
      devices: devices.filter(({ device }) => device.locationId === placeId),
      stations: stations.view(),
    }));
  }

  /** What is not as it should be: place, check, verdict. A table that no device there offers is no matter here. */
  function openAt(scenes: readonly Scene[]): readonly string[] {
    return scenes.flatMap((scene) =>
      isolationChecks.flatMap((check) =>
        check
          .judge(scene)
          .filter(({ verdict, notOffered }) => verdict !== 'pass' && notOffered !== true)
          .map(({ verdict }) => `${scene.placeId} ${check.id} ${verdict}`),
      ),
    );
  }

  it('find nothing in a district that is as declared', async () => {
    const scenes = await scenesOf('jintan');
    expect(scenes.length).toBeGreaterThan(6);
    expect(openAt(scenes)).toEqual([]);
  }, 120_000);
});

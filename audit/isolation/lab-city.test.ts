import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoller, readIsolation } from '../../collector/index.ts';
import { systemClock } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { type RunningCity, startCity } from '../../lab/index.ts';
import { referenceCity, testCredentials } from '../../lab/testing/reference.fake.ts';
import { cityChecks } from './checks/city-checks.ts';
import { sceneDeclaration } from './city-scene.fake.ts';
import type { Scene, SceneDevice } from './model.ts';
import { createStations } from './stations.ts';

/** Real agents on real sockets: what a whole district tells is read as isolation reads it, and judged. */
describe('the checks of the city in the lab', () => {
  let city: City;
  let running: RunningCity;
  let poller: ReturnType<typeof createPoller>;

  beforeAll(async () => {
    city = await referenceCity();
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
    const declaration = sceneDeclaration(city);
    const stations = createStations({ city, declaration });
    const here = [...city.devices.values()].filter(
      (device) => device.districtId === districtId || device.districtId === city.id,
    );
    const devices: SceneDevice[] = [];
    for (const device of here) {
      const reading = await poller.use(device.id, (session) =>
        readIsolation({ session, clock: systemClock, deviceId: device.id }),
      );
      if (reading !== undefined) stations.take(reading);
      devices.push({ device, reading, earlier: reading });
    }
    const places = new Set(here.map(({ locationId }) => locationId));
    return [...places].map((placeId) => ({
      placeId,
      districtId,
      now: Date.now(),
      declaration,
      city,
      devices: devices.filter(({ device }) => device.locationId === placeId),
      stations: stations.view(),
    }));
  }

  const open = (scenes: readonly Scene[]) =>
    scenes.flatMap((scene) =>
      cityChecks.flatMap((check) =>
        check
          .judge(scene)
          .filter(({ verdict, notOffered }) => verdict !== 'pass' && notOffered !== true)
          .map(({ deviceId, verdict, reason, findings }) => ({
            place: scene.placeId,
            id: check.id,
            deviceId,
            verdict,
            reason,
            findings,
          })),
      ),
    );

  it('find nothing in a district that is as declared', async () => {
    const scenes = await scenesOf('jintan');
    expect(scenes.length).toBeGreaterThan(6);
    expect(open(scenes)).toEqual([]);
  }, 120_000);
});

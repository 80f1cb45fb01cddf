import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentTarget, openSession, readIsolation } from '../../collector/index.ts';
import { systemClock } from '../../core/index.ts';
import { isolationDefaults } from '../../inventory/index.ts';
import { type RunningCity, startCity } from '../../lab/index.ts';
import { referenceCity, testCredentials } from '../../lab/testing/reference.fake.ts';
import { iso05 } from './checks/iso-05.ts';
import { iso07 } from './checks/iso-07.ts';
import { iso08 } from './checks/iso-08.ts';
import { iso10 } from './checks/iso-10.ts';
import { declarationOf } from './declaration.ts';
import type { Declaration } from './model.ts';
import { sceneWith } from './scene.fake.ts';

const credential = { version: 'v2c', community: 'lab-test' } as const;

/** The reference city without a word about isolation in its settings: gateways and prefixes are those of the inventory. */
describe('a device of a clean city', () => {
  let running: RunningCity;
  let declaration: Declaration;
  const city = referenceCity();

  beforeAll(async () => {
    running = await startCity({
      city: await city,
      credentials: testCredentials,
      clock: systemClock,
      seed: 1,
      utcOffsetMs: 0,
    });
    const settings = { isolation: isolationDefaults, timeZone: 'Asia/Shanghai' };
    declaration = declarationOf({ city: await city, settings });
  });
  afterAll(() => running?.stop());

  it.each(['jincheng-1-utm', 'jincheng-1-sw', 'jintan-agg-1', 'jintan-app-a', 'jintan-db-b', 'rulin-1-utm'])(
    'has nothing that offends on %s',
    async (id) => {
      const device = (await city).devices.get(id);
      const target = running.targets.get(id);
      if (device === undefined || target === undefined) throw new Error(`${id} is not in the lab`);
      const session = openSession({ target: agentTarget(target), credential, clock: systemClock, timeoutMs: 5_000 });
      const reading = await readIsolation({ session, clock: systemClock, deviceId: id }).finally(() => session.close());
      const scene = sceneWith({ reading, device, declaration, city: await city, now: reading.finishedAt });
      for (const check of [iso05, iso07, iso08, iso10]) {
        const [judged] = check.judge(scene);
        expect([check.id, judged?.findings]).toEqual([check.id, []]);
        expect([check.id, judged?.verdict, judged?.reason.key]).toEqual([check.id, 'pass', 'isolation.clean']);
      }
    },
  );
});

import { beforeAll, describe, expect, it } from 'vitest';
import {
  loadProfiles,
  openSession,
  type ProfileReading,
  parseTarget,
  readDeviceProfile,
} from '../../../collector/index.ts';
import { FakeClock } from '../../../core/clock.fake.ts';
import { systemClock } from '../../../core/index.ts';
import { startAgent } from '../../agent/index.ts';
import { noFaults } from '../../faults/model.ts';
import { worldOf } from '../../faults/world.ts';
import { referenceCity } from '../../testing/reference.fake.ts';
import type { Plan } from '../plan/model.ts';
import { planOf } from '../plan/plan.ts';
import { createSimulation } from '../simulation.ts';

const credential = { version: 'v2c', community: 'public' } as const;
let plan: Plan;
beforeAll(async () => {
  plan = planOf(await referenceCity());
});

/** What a device of the lab tells a real session by the profile of its family. */
async function ask(deviceId: string, cut?: string): Promise<ProfileReading> {
  const faults = cut === undefined ? noFaults : { ...noFaults, cut: new Set([cut]) };
  const clock = new FakeClock(Date.UTC(2026, 5, 1));
  const simulation = createSimulation({ plan, world: worldOf(plan, faults), seed: 7, clock, utcOffsetMs: 0 });
  const agent = await startAgent({ view: simulation.view(deviceId), credentials: [credential] });
  const target = parseTarget(`${agent.host}:${agent.port}`);
  const profiles = await loadProfiles();
  if (target === undefined || !profiles.ok) throw new Error('no agent or no profiles');
  const session = openSession({ target, credential, clock: systemClock });
  try {
    const reading = await readDeviceProfile(session, systemClock, profiles.value);
    if (reading === undefined) throw new Error(`${deviceId} has no profile`);
    return reading;
  } finally {
    session.close();
    await agent.stop();
  }
}

const valuesOf = ({ values }: ProfileReading, metric: string) => values.filter((value) => value.metric === metric);

describe('the private tables of the lab', () => {
  it('tell of a UTM its load, sessions, contracts and signatures', async () => {
    const reading = await ask('jincheng-1-utm');
    expect(reading.family).toBe('fortinet');
    expect(reading.faults).toEqual([]);
    for (const metric of ['cpu', 'memory', 'disk', 'sessions', 'av-signature', 'ips-signature', 'ha-mode'])
      expect(valuesOf(reading, metric), metric).toHaveLength(1);
    expect(valuesOf(reading, 'licence').map(({ label }) => label)).toContain('FortiCare Support');
    expect(valuesOf(reading, 'licence').map(({ type }) => type)).toEqual(['date', 'date', 'date']);
  });

  it('tell of a switch the light of each fibre, which goes out when the fibre is cut', async () => {
    const link = [...plan.city.links.values()].find(({ a }) => a.deviceId === 'jintan-agg-1');
    if (link === undefined) throw new Error('no link');
    const light = async (cut?: string) =>
      valuesOf(await ask('jintan-agg-1', cut), 'optical-rx').find(({ label }) => label === link.a.interfaceName)?.value;
    expect(await light()).toBeGreaterThan(-25);
    expect(await light()).toBeLessThan(-4);
    expect(await light(link.id)).toBe(-40);
  });

  it.each(['access', 'core', 'aggregation'] as const)(
    'tell of a switch in the %s its board, fan and power',
    async (role) => {
      const device = [...plan.devices.values()].find((planned) => planned.role === role);
      const reading = await ask(device?.device.id ?? '');
      expect(reading.family).toBe('huawei-vrp');
      expect(valuesOf(reading, 'cpu')).toMatchObject([{ label: 'MPU Board 0', unit: 'ratio' }]);
      expect(valuesOf(reading, 'fan')).toMatchObject([{ value: 'normal', good: true }]);
      expect(valuesOf(reading, 'power')).toMatchObject([{ value: 'supply', good: true }]);
    },
  );
});

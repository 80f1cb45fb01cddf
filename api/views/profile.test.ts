import { afterEach, expect, it } from 'vitest';
import type { ProfileReading, ProfileValue } from '../../collector/index.ts';
import { openStage, type Stage } from '../stage.fake.ts';
import type { WireDeviceDetail } from '../wire.ts';

let stage: Stage | undefined;
afterEach(() => stage?.close());

const value = (index: string): ProfileValue => ({
  metric: 'cpu',
  title: { zh: 'CPU 使用率', en: 'CPU' },
  means: 'cpu',
  index,
  label: 'MPU',
  type: 'number',
  value: 0.38,
  unit: 'ratio',
});

function reading(values: readonly ProfileValue[]): ProfileReading {
  const title = { zh: '华为 VRP', en: 'Huawei VRP' };
  return { family: 'huawei-vrp', title, sysObjectID: '1.3', at: 0, values, missing: ['power'], faults: [] };
}

async function detail(told: ProfileReading | undefined): Promise<WireDeviceDetail> {
  stage = await openStage({ profile: () => told });
  const cookie = await stage.login();
  const [deviceId] = stage.city.devices.keys();
  const reply = await stage.api.server.inject({ url: `/api/v1/devices/${deviceId}`, headers: { cookie } });
  expect(reply.statusCode).toBe(200);
  return reply.json();
}

it('a device shows the values of its private tables, and nothing where no profile fits', async () => {
  const { profile } = await detail(
    reading([
      value('1'),
      { ...value(''), metric: 'licence', means: 'licence', type: 'date', value: 0, text: '1970-01-01' },
    ]),
  );
  expect(profile).toMatchObject({ family: 'huawei-vrp', titleEn: 'Huawei VRP', total: 2, missing: ['power'] });
  expect(profile?.values[0]).toMatchObject({ titleZh: 'CPU 使用率', value: 0.38, unit: 'ratio', good: null });
  expect(profile?.values[1]).toMatchObject({ type: 'date', value: '1970-01-01', unit: null });
});

it('a device without a profile shows none', async () => {
  expect((await detail(undefined)).profile).toBeNull();
});

it('a page gets a bounded number of values, and how many there are', async () => {
  const { profile } = await detail(reading(Array.from({ length: 900 }, (_, index) => value(`${index}`))));
  expect([profile?.total, profile?.values.length]).toEqual([900, 512]);
});

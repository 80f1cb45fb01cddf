import { expect, it } from 'vitest';
import type { ProfileReading } from '../../collector/index.ts';
import type { City } from '../../inventory/index.ts';
import { profileText } from './profiles.ts';

const reading: ProfileReading = {
  family: 'test',
  title: { zh: '试', en: 'Test' },
  sysObjectID: '1.3',
  at: 10_000,
  missing: [],
  faults: [],
  values: [
    {
      metric: 'cpu',
      title: { zh: '', en: '' },
      means: 'cpu',
      index: '',
      label: '',
      type: 'number',
      value: 0.5,
      unit: 'ratio',
    },
    {
      metric: 'rx',
      title: { zh: '', en: '' },
      means: 'optical-rx',
      index: '7',
      label: 'ge "7"',
      type: 'number',
      value: -40,
      unit: 'dBm',
    },
    {
      metric: 'licence',
      title: { zh: '', en: '' },
      means: 'licence',
      index: '1',
      label: 'AV',
      type: 'date',
      value: 86_400_000,
      text: '',
    },
    {
      metric: 'ha',
      title: { zh: '', en: '' },
      means: 'ha',
      index: '',
      label: '',
      type: 'word',
      value: 'master',
      code: 4,
    },
    { metric: 'serial', title: { zh: '', en: '' }, means: 'serial', index: '', label: '', type: 'text', value: 'X' },
  ],
};
const city = {
  devices: new Map([
    ['u1', {}],
    ['u2', {}],
  ]),
} as unknown as City;
const told = (oldestAt: number) =>
  [...profileText(city, (device) => (device === 'u1' ? reading : undefined), oldestAt)]
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

it('private tables are exported by device, metric and index, each number with its unit, each word as a state', () => {
  expect(told(0)).toEqual([
    'fangzhou_device_profile_value{device="u1",metric="cpu",index="",label="",unit="ratio"} 0.5',
    'fangzhou_device_profile_value{device="u1",metric="rx",index="7",label="ge \\"7\\"",unit="dBm"} -40',
    'fangzhou_device_profile_value{device="u1",metric="licence",index="1",label="AV",unit="timestamp"} 86400',
    'fangzhou_device_profile_state{device="u1",metric="ha",index="",label="",word="master"} 1',
  ]);
});

it('an old reading is not exported: nothing is current because it once was', () => {
  expect(told(10_001)).toEqual([]);
});

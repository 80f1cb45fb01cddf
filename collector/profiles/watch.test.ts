import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { Mistakes } from '../../inventory/index.ts';
import { FakeSession } from '../snmp/session.fake.ts';
import { bookOf } from './book.ts';
import type { ProfileReading } from './model.ts';
import { readProfileText } from './read-profile.ts';
import { samplesOf } from './samples.ts';
import { createProfileWatch } from './watch.ts';

const cpuOid = '1.3.6.1.4.1.99999.2.1.0';
const profile = readProfileText({
  file: 'test.yaml',
  text: `family: test
title: { zh: 试, en: Test }
mib: T-MIB
match: [1.3.6.1.4.1.99999]
metrics:
  - { name: cpu, title: { zh: 试, en: CPU }, means: cpu, object: tCpu, verified: mib, kind: scalar, oid: ${cpuOid}, type: number, unit: ratio, scale: 0.01 }
`,
  mistakes: new Mistakes(),
});
if (profile === undefined) throw new Error('the profile of the test is broken');

function stage(devices: readonly string[], isSilent?: (deviceId: string) => boolean) {
  const clock = new FakeClock();
  const sessions = new Map(
    devices.map((deviceId, index) => [
      deviceId,
      new FakeSession({
        '1.3.6.1.2.1.1.2.0': { type: 'oid', value: '1.3.6.1.4.1.99999.1' },
        [cpuOid]: { type: 'integer', value: 10 + index },
      }),
    ]),
  );
  const told: [string, ProfileReading][] = [];
  const watch = createProfileWatch({
    clock,
    log: silentLog,
    book: bookOf([profile as NonNullable<typeof profile>]),
    periodMs: 300_000,
    ...(isSilent === undefined ? {} : { isSilent }),
    use: async (deviceId, ask) => {
      const session = sessions.get(deviceId);
      return session === undefined ? undefined : ask(session);
    },
    onReading: (deviceId, reading) => told.push([deviceId, reading]),
  });
  watch.apply(devices);
  watch.start();
  return { clock, sessions, told, watch };
}

describe('the watch of private tables', () => {
  it('reads every device soon, and then once a period', async () => {
    const { clock, told, watch } = stage(['a', 'b']);
    await clock.advance(15_000);
    expect(told.map(([deviceId]) => deviceId).sort()).toEqual(['a', 'b']);
    expect(watch.latest('b')?.values).toMatchObject([{ metric: 'cpu', value: 0.11, unit: 'ratio' }]);
    await clock.advance(900_000);
    expect(told.length).toBeGreaterThanOrEqual(6);
    expect(told.length).toBeLessThanOrEqual(9);
    await watch.stop();
  });

  it('keeps what was told last while the device is silent, and forgets devices that are gone', async () => {
    const { clock, sessions, told, watch } = stage(['a', 'b']);
    await clock.advance(15_000);
    const before = watch.latest('a');
    sessions.get('a')?.failNext('timeout', 'timeout', 'timeout');
    await clock.advance(900_000);
    expect(watch.latest('a')?.values).toEqual(before?.values);
    const count = told.length;
    watch.apply(['b']);
    expect(watch.latest('a')).toBeUndefined();
    expect(watch.latest('b')).toBeDefined();
    await clock.advance(600_000);
    expect(told.slice(count).every(([deviceId]) => deviceId === 'b')).toBe(true);
    await watch.stop();
  });

  it('does not ask a device that is known to be silent, until it answers its polls again', async () => {
    let silent = true;
    const { clock, told, sessions, watch } = stage(['a', 'b'], (deviceId) => silent && deviceId === 'a');
    await clock.advance(400_000);
    expect(sessions.get('a')?.asked).toEqual([]);
    expect(told.every(([deviceId]) => deviceId === 'b')).toBe(true);
    silent = false;
    await clock.advance(400_000);
    expect(watch.latest('a')).toBeDefined();
    await watch.stop();
  });

  it('takes other profiles with a reload', async () => {
    const { clock, told, watch } = stage(['a']);
    await clock.advance(15_000);
    watch.apply(['a'], { book: bookOf([]), periodMs: 60_000 });
    const count = told.length;
    await clock.advance(600_000);
    expect(told.length).toBe(count);
    await watch.stop();
  });
});

describe('samples of private tables', () => {
  it('are one entity for each number, word and date, and none for a text', () => {
    const common = { title: { zh: '', en: '' }, label: '' } as const;
    const reading: ProfileReading = {
      family: 'test',
      title: { zh: '', en: '' },
      sysObjectID: '1.3',
      at: 5_000,
      missing: [],
      faults: [],
      values: [
        { ...common, metric: 'cpu', means: 'cpu', index: '', type: 'number', value: 0.5, unit: 'ratio' },
        { ...common, metric: 'fan', means: 'fan', index: '0.7', type: 'word', value: 'normal', code: 1, good: true },
        { ...common, metric: 'ha', means: 'ha', index: '', type: 'word', value: 'MASTER' },
        { ...common, metric: 'licence', means: 'licence', index: '2', type: 'date', value: 1_000_000, text: '' },
        { ...common, metric: 'serial', means: 'serial', index: '', type: 'text', value: 'X1' },
      ],
    };
    expect(samplesOf('a', reading)).toEqual([
      { kind: 'profile', entityId: 'a/cpu', at: 5_000, values: [0.5] },
      { kind: 'profile', entityId: 'a/fan/0.7', at: 5_000, values: [1] },
      { kind: 'profile', entityId: 'a/licence/2', at: 5_000, values: [1_000] },
    ]);
  });
});

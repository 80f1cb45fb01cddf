import { referenceCity, smallCity } from '../audit/city.fake.ts';
import { createStateEngine } from '../audit/index.ts';
import { createNature } from '../audit/nature.fake.ts';
import type { Restart, Sample } from '../collector/index.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { silentLog } from '../core/index.ts';
import type { City } from '../inventory/index.ts';
import { createFakeStore, type FakeStore } from '../store/store.fake.ts';
import { createAlertEngine } from './engine.ts';
import type { Incident, IncidentChange } from './incident.ts';
import { createRecordingNotifier } from './notifier.fake.ts';
import type { Silencing } from './silence/marks.ts';
import type { Covering } from './suppression.ts';

export { referenceCity, smallCity };

export const settings = {
  periodSeconds: 30,
  staleAfterPeriods: 3,
  raiseAfterPolls: 3,
  clearAfterPolls: 2,
  utilisationRaise: 0.9,
  utilisationClear: 0.7,
  errorsPerSecondRaise: 10,
  errorsPerSecondClear: 1,
};

/** A city with its nature, its states and its alerts, under one clock. */
export async function createStage(
  options: {
    readonly city?: City;
    readonly clock?: FakeClock;
    readonly store?: FakeStore;
    readonly raiseAfterPolls?: number;
    readonly covering?: Covering;
    readonly silencing?: Silencing;
  } = {},
) {
  const city = options.city ?? smallCity();
  const clock = options.clock ?? new FakeClock();
  const store = options.store ?? createFakeStore({ kinds: [], clock });
  const used = { ...settings, raiseAfterPolls: options.raiseAfterPolls ?? settings.raiseAfterPolls };
  const states = createStateEngine({ city, settings: used, clock });
  const notifier = createRecordingNotifier();
  const more = {
    ...(options.covering === undefined ? {} : { covering: options.covering }),
    ...(options.silencing === undefined ? {} : { silencing: options.silencing }),
  };
  const alerts = createAlertEngine({ states, settings: used, clock, store, log: silentLog, notifier, ...more });
  const nature = createNature(city);
  const seen: IncidentChange[] = [...(await alerts.start())];

  const take = (
    deviceId: string,
    at: number,
    more: { readonly samples?: readonly Sample[]; readonly restart?: Restart } = {},
  ): void => {
    const observation = nature.poll(deviceId, at);
    const samples = more.samples ?? [];
    const changes = states.observe(observation, samples);
    seen.push(...alerts.observe({ observation, samples, restart: more.restart, changes }));
  };
  const poll = (deviceId: string, more: Parameters<typeof take>[2] = {}): void => {
    take(deviceId, clock.now(), more);
    for (const wanted of states.takePollWanted()) take(wanted, clock.now() + 1);
  };
  const tick = (): void => {
    seen.push(...alerts.tick(states.tick()));
  };
  /** Every device once, spread over one period, in the given order. */
  const round = async (order: readonly string[] = [...city.devices.keys()]): Promise<void> => {
    for (const [index, deviceId] of order.entries()) {
      poll(deviceId);
      await pass(clock, Math.floor(30_000 / order.length));
      if (index % 16 === 0) tick();
    }
    tick();
  };
  const rounds = async (count: number, order?: readonly string[]): Promise<void> => {
    for (let i = 0; i < count; i += 1) await round(order);
  };
  const open = (): readonly Incident[] => alerts.list().filter((incident) => incident.status !== 'cleared');
  return { alerts, city, clock, nature, notifier, open, poll, round, rounds, seen, states, store, tick };
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  await clock.advance(ms);
}

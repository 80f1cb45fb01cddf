import type { ClientProbe, PairReading } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { type PairsSettings, pairsDefaults } from '../../inventory/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { createPairEngine, type PairEngineDeps } from './engine.ts';
import { createPairKeeper } from './keeper.ts';
import { createPairRecorder } from './records.ts';
import { app, city, startAt, webProbe } from './scene.fake.ts';

/** The pairs of the reference city with an engine, its keeper and recorder on a clock that nobody waits for. */
export async function stagePairs({
  clock = new FakeClock(startAt),
  store = createFakeStore({ kinds: [], clock }),
  ...more
}: Partial<PairEngineDeps> & { clock?: FakeClock; store?: ReturnType<typeof createFakeStore> } = {}) {
  let settings: PairsSettings = {
    ...pairsDefaults,
    pairs: new Map([[app.id, { ...pairsDefaults.defaults, pairId: app.id, home: app.memberA, probes: [webProbe] }]]),
  };
  const engine = createPairEngine({ city: () => city, settings: () => settings, clock, ...more });
  const keeper = createPairKeeper({ engine, store, clock });
  const recorder = createPairRecorder(engine);
  const restored = await keeper.start();
  const tell = (reading: PairReading) => {
    const changes = engine.observe(reading);
    keeper.changed(changes);
    return changes;
  };
  return {
    ...{ clock, store, engine, keeper, recorder, restored, tell },
    tried(...probes: readonly ClientProbe[]) {
      const changes = engine.probed(probes);
      keeper.changed(changes);
      return changes;
    },
    set(change: Partial<PairsSettings>) {
      settings = { ...settings, ...change };
      return engine.apply();
    },
    verdict: (checkId: string, pairId = app.id) =>
      engine.pair(pairId)?.judgements.find((one) => one.checkId === checkId)?.verdict,
  };
}

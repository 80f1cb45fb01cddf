import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { smallCity } from '../city.fake.ts';
import { createNature } from '../nature.fake.ts';
import { createStateEngine } from './engine.ts';
import { createStateKeeper, stateJournal, watchJournal } from './keeper.ts';

const settings = {
  periodSeconds: 30,
  staleAfterPeriods: 3,
  raiseAfterPolls: 3,
  errorsPerSecondRaise: 10,
  errorsPerSecondClear: 1,
};

function stage() {
  const city = smallCity();
  const clock = new FakeClock();
  const store = createFakeStore({ kinds: [], clock });
  const nature = createNature(city);
  const begin = () => {
    const engine = createStateEngine({ city, settings, clock });
    const keeper = createStateKeeper({ engine, store, clock });
    const round = async () => {
      for (const deviceId of city.devices.keys()) {
        const observation = nature.poll(deviceId, clock.now());
        await clock.advance(100);
        keeper.polled(observation);
        keeper.changed(engine.observe(observation, []));
      }
    };
    return { engine, keeper, round };
  };
  return { city, clock, store, nature, begin };
}

describe('the keeper of states', () => {
  it('brings a city back with its since after a run that was killed', async () => {
    const { clock, begin, city } = stage();
    const first = begin();
    await first.keeper.start();
    await first.round();
    const [pointId = ''] = city.points.keys();
    const since = first.engine.get('point', pointId)?.since;
    // Nothing changes for two hours; only poll times are written. Then the process is gone without a word.
    for (let minute = 0; minute < 120; minute += 1) {
      await first.round();
      await clock.advance(60_000);
    }
    const second = begin();
    await second.keeper.start();
    expect(second.engine.get('point', pointId)).toMatchObject({ state: 'up', since });
    expect(second.engine.get('link', [...city.links.keys()][0] ?? '')?.state).toBe('up');
  });

  it('brings nothing back green whose evidence has grown stale meanwhile', async () => {
    const { clock, begin, city } = stage();
    const first = begin();
    await first.keeper.start();
    await first.round();
    await clock.advance(20_000);
    await clock.advance(settings.periodSeconds * settings.staleAfterPeriods * 1000);
    const second = begin();
    await second.keeper.start();
    for (const pointId of city.points.keys()) expect(second.engine.get('point', pointId)?.state).toBe('unknown');
  });

  it('says at each start since when nobody watched, and nothing at the first', async () => {
    const { clock, begin, store } = stage();
    const first = begin();
    await first.keeper.start();
    await first.round();
    await clock.advance(10_000);
    const polledAt = clock.now() - 10_100;
    expect(await store.journal({ journal: watchJournal, limit: 10 })).toEqual([]);
    await clock.advance(3_600_000);
    await begin().keeper.start();
    const [pause] = await store.journal({ journal: watchJournal, limit: 10 });
    expect(pause).toMatchObject({ at: clock.now(), subject: 'server' });
    const { lastPollAt } = (pause?.body ?? {}) as { readonly lastPollAt?: number };
    expect(lastPollAt).toBeCloseTo(polledAt, -3);
  });

  it('writes nothing for states that do not change, and the history of those that do', async () => {
    const { store, begin, nature, city, clock } = stage();
    const { keeper, round, engine } = begin();
    await keeper.start();
    await round();
    const entries = store.entries.length;
    await round();
    expect(store.entries.length).toBe(entries);
    const [link] = city.links.values();
    if (link === undefined) throw new Error('no link');
    nature.cut.add(link.id);
    for (let poll = 0; poll < 3; poll += 1) {
      await clock.advance(30_000);
      await round();
    }
    expect(engine.get('link', link.id)?.state).toBe('down');
    const history = await store.journal({ journal: stateJournal, subject: `link ${link.id}`, limit: 10 });
    // The same word for another reason (one end, then both) is an entry too, with a time of its own.
    const words = history.map(({ body }) => {
      const { before, state } = body as { readonly before: string; readonly state: string };
      return `${before} ${state}`;
    });
    expect(words).toEqual(['down down', 'down down', 'up down', 'unknown up', 'unknown unknown']);
    expect(new Set(history.map(({ at }) => at)).size).toBe(5);
    expect(store.entries.every(({ subject }) => !subject.startsWith('interface '))).toBe(true);
  });

  it('forgets what a changed city no longer has', async () => {
    const { store, begin, city } = stage();
    const { keeper, round, engine } = begin();
    await keeper.start();
    await round();
    const [gone = ''] = city.points.keys();
    const points = new Map(city.points);
    points.delete(gone);
    engine.apply({ ...city, points });
    keeper.apply();
    await store.flush();
    const keys = (await store.documents('states')).map(({ key }) => key);
    expect(keys).not.toContain(`point ${gone}`);
    expect(keys.length).toBeGreaterThan(10);
  });

  it('takes a damaged document for none', async () => {
    const { store, begin } = stage();
    store.put({ collection: 'states', key: 'point x', body: { kind: 'point', id: 7 } });
    store.put({ collection: 'states', key: 'point y', body: 'torn' });
    store.put({ collection: 'state-polls', key: '0', body: { 'a-device': ['soon', 1], other: 3 } });
    const { keeper, engine } = begin();
    await expect(keeper.start()).resolves.toBeDefined();
    expect(engine.all('point').every(({ state }) => state === 'unknown')).toBe(true);
  });
});

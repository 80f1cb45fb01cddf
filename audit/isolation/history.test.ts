import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { placeHistory } from './history.ts';
import { createIsolationKeeper, isolationPlaceJournal } from './keeper.ts';
import { createIsolationSampler, isolationSeries } from './samples.ts';
import { fakeTables, minute, periodMs, stageEngine, type Told } from './stage.fake.ts';

const kinds = [{ name: isolationSeries.name, columns: isolationSeries.columns }];

async function run() {
  const clock = new FakeClock();
  const store = createFakeStore({ kinds, clock });
  const stage = stageEngine({ clock });
  const keeper = createIsolationKeeper({ engine: stage.engine, store, clock });
  const sampler = createIsolationSampler(stage.engine);
  await keeper.start();
  const tell = (told: Told = {}): void => {
    for (const id of ['p1-utm', 'p1-sw']) {
      const reading = fakeTables(id, clock.now(), told);
      keeper.changed(stage.engine.observe([reading]));
    }
  };
  /** So many minutes go by, one sample and one tick each. */
  const pass = async (minutes: number): Promise<void> => {
    for (let n = 0; n < minutes; n += 1) {
      await clock.advance(minute);
      keeper.changed(stage.engine.tick());
      store.append(sampler.rows(clock.now()));
    }
  };
  const begin = clock.now();
  const history = (from = begin, to = clock.now()) => placeHistory(store, { placeId: 'p1', from, to });
  return { begin, clock, history, pass, store, tell };
}

const leak = { neighbours: ['8.8.8.8'] };

describe('the history of a place', () => {
  it('has no hole: each moment is isolated, violated or unknown, and the sums are the period', async () => {
    const { begin, history, pass, tell } = await run();
    await pass(2);
    tell();
    await pass(5);
    tell(leak);
    await pass(3);
    tell();
    await pass(1);
    const { spans, ms, longestUnknownMs } = await history();
    expect(spans.map(({ word, from, to }) => [word, (from - begin) / minute, (to - begin) / minute])).toEqual([
      ['unknown', 0, 2],
      ['isolated', 2, 7],
      ['violated', 7, 10],
      ['isolated', 10, 11],
    ]);
    expect(ms).toEqual({ isolated: 6 * minute, violated: 3 * minute, unknown: 2 * minute });
    expect(longestUnknownMs).toBe(2 * minute);
  });

  it('begins with what was so before the period', async () => {
    const { clock, history, pass, tell } = await run();
    tell(leak);
    await pass(10);
    const { spans } = await history(clock.now() - 5 * minute);
    expect(spans).toMatchObject([{ word: 'violated', deciding: ['ISO-08'] }]);
  });

  it('tells the violation with its rows, and its repair', async () => {
    const { history, pass, tell } = await run();
    tell();
    await pass(1);
    tell(leak);
    await pass(1);
    tell();
    await pass(1);
    const { events } = await history();
    expect(events.filter(({ checkId }) => checkId === 'ISO-08')).toMatchObject([
      { before: 'unknown', verdict: 'pass' },
      { before: 'pass', verdict: 'fail', findings: [{ value: '8.8.8.8' }], findingCount: 1 },
      { before: 'fail', verdict: 'pass', findingCount: 0 },
    ]);
  });

  it('is unknown from when the evidence was too old, though nobody looked then, and tells the longest gap', async () => {
    const { clock, history, pass, tell } = await run();
    tell();
    await pass(1);
    await clock.advance(40 * minute);
    await pass(1);
    tell();
    await pass(1);
    const { spans, longestGapMs } = await history();
    expect(spans.map(({ word, from, to }) => [word, to - from])).toEqual([
      ['isolated', periodMs - 1_000],
      ['unknown', 27 * minute + 1_000],
      ['isolated', minute],
    ]);
    expect(longestGapMs).toBe(42 * minute);
  });

  it('of which nothing is kept is unknown, and its gap is not known', async () => {
    const { clock, history } = await run();
    await clock.advance(minute);
    expect(await history()).toMatchObject({ spans: [{ word: 'unknown' }], longestGapMs: undefined, events: [] });
  });

  it('passes over entries of another version', async () => {
    const { clock, history, store } = await run();
    for (const body of ['text', { word: 'green', deciding: [] }, { word: 'isolated' }, null]) {
      store.record({ journal: isolationPlaceJournal, at: clock.now(), subject: 'p1', body });
      store.record({ journal: 'isolation-checks', at: clock.now(), subject: 'p1', body });
    }
    await clock.advance(minute);
    expect((await history()).spans).toMatchObject([{ word: 'unknown' }]);
    expect((await history()).events).toEqual([]);
  });
});

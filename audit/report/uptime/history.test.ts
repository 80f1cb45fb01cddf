import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { stateJournal, watchJournal } from '../../state/keeper.ts';
import { readHistory } from './history.ts';

const stage = () => createFakeStore({ kinds: [], clock: new FakeClock() });
const period = { from: 1_000_000, to: 2_000_000 };
const ask = (store: ReturnType<typeof stage>, subjects = ['link F1']) =>
  readHistory({ store, subjects, period, staleAfterMs: 30_000 });
const body = (state: string) => ({ before: 'up', state, reason: { key: 'audit.link.up' } });

describe('the history behind a report', () => {
  it('is what was recorded within the period and the one record before it, oldest first', async () => {
    const store = stage();
    for (const at of [100, 200, 1_500_000, 1_600_000, 2_000_000, 2_500_000]) {
      store.record({ journal: stateJournal, at, subject: 'link F1', body: body(at < 1_600_000 ? 'up' : 'down') });
      store.record({ journal: stateJournal, at, subject: 'link F2', body: body('up') });
    }
    const { records } = await ask(store);
    expect(records.get('link F1')?.map(({ at, state }) => [at, state])).toEqual([
      [200, 'up'],
      [1_500_000, 'up'],
      [1_600_000, 'down'],
    ]);
    expect([...records.keys()]).toEqual(['link F1']);
  });

  it('is read page by page, however long', async () => {
    const store = stage();
    for (let n = 0; n < 2_500; n += 1) {
      store.record({ journal: stateJournal, at: 1_000_000 + n, subject: 'link F1', body: body('up') });
    }
    const { records } = await ask(store);
    expect(records.get('link F1')).toHaveLength(2_500);
    expect(records.get('link F1')?.[0]?.at).toBe(1_000_000);
  });

  it('knows when nobody watched: from when the last evidence went stale to the start, as far as it touches the period', async () => {
    const store = stage();
    const pause = (lastPollAt: number, at: number) =>
      store.record({ journal: watchJournal, at, subject: 'server', body: { lastPollAt } });
    pause(100_000, 200_000);
    pause(1_100_000, 1_110_000);
    pause(1_200_000, 1_300_000);
    pause(1_900_000, 2_400_000);
    pause(2_500_000, 2_900_000);
    expect((await ask(store)).unwatched.toSorted((a, b) => a.from - b.from)).toEqual([
      { from: 1_230_000, to: 1_300_000 },
      { from: 1_930_000, to: 2_400_000 },
    ]);
  });

  it('passes over a damaged entry and keeps a reason that was lost as such', async () => {
    const store = stage();
    for (const damaged of ['torn', { state: 7 }, { state: 'upside' }, null]) {
      store.record({ journal: stateJournal, at: 1_500_000, subject: 'link F1', body: damaged });
    }
    store.record({ journal: stateJournal, at: 1_500_001, subject: 'link F1', body: { state: 'down' } });
    store.record({ journal: watchJournal, at: 1_500_001, subject: 'server', body: { lastPollAt: 'soon' } });
    const { records, unwatched } = await ask(store);
    expect(records.get('link F1')).toMatchObject([{ state: 'down', reason: { key: 'report.reason-lost' } }]);
    expect(unwatched).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { smallCity } from '../city.fake.ts';
import { terminalsOf } from '../report/uptime/terminals.ts';
import { custodyCollection, custodyJournal, registerAt } from './kept.ts';

const entry = (terminalId: string, state: string, declared = true) => ({
  terminalId,
  placeId: 'p1',
  network: 'inner',
  state,
  since: 0,
  declared,
  macs: [],
  diskSerials: [],
  innerIdentities: [],
});

function stage() {
  const store = createFakeStore({ kinds: [], clock: new FakeClock() });
  const keep = (body: ReturnType<typeof entry>) =>
    store.put({ collection: custodyCollection, key: body.terminalId, body });
  const step = (subject: string, at: number, from: unknown, to: string) =>
    store.record({ journal: custodyJournal, subject, at, body: { from, to } });
  return { store, keep, step };
}

describe('the register as it was kept', () => {
  it('has each terminal in the state that it had at that time, whatever was done with it since', async () => {
    const { store, keep, step } = stage();
    keep(entry('T1', 'scrapped'));
    keep(entry('T2', 'lost'));
    step('T1', 100, 'in-use', 'retired');
    step('T1', 200, 'retired', 'scrapped');
    step('T2', 50, 'in-use', 'lost');
    step('T9', 150, 'in-use', 'lost');
    const statesAt = async (at: number) => [...(await registerAt(store, at)).values()].map(({ state }) => state);
    expect(await statesAt(300)).toEqual(['scrapped', 'lost']);
    expect(await statesAt(150)).toEqual(['retired', 'lost']);
    expect(await statesAt(60)).toEqual(['in-use', 'lost']);
    expect(await statesAt(0)).toEqual(['in-use', 'in-use']);
  });

  it('takes back more steps than a page of the journal holds', async () => {
    const { store, keep, step } = stage();
    keep(entry('T1', 'returned'));
    for (let at = 1; at <= 2_500; at += 1) step('T1', at, at === 1 ? 'in-repair' : 'returned', 'returned');
    expect((await registerAt(store, 0)).get('T1')?.state).toBe('in-repair');
  });

  it('survives documents and steps of any shape', async () => {
    const { store, keep, step } = stage();
    store.put({ collection: custodyCollection, key: 'x', body: { terminalId: 7 } });
    keep(entry('T1', 'in-use'));
    for (const from of [null, 7, 'nonsense', {}]) step('T1', 5, from, 'lost');
    expect([...(await registerAt(store, 0)).keys()]).toEqual(['T1']);
    expect((await registerAt(store, 0)).get('T1')?.state).toBe('in-use');
  });

  it('is what a report counts; the inventory only where no register is kept', async () => {
    const { store, keep } = stage();
    const city = smallCity();
    const points = [...city.points.values()].filter(({ id }) => id === 'p1');
    const declared = [...city.terminals.values()].filter(({ pointId }) => pointId === 'p1').length;
    const [before] = terminalsOf(city, points, 'en', await registerAt(store, 0));
    expect((before?.inner ?? 0) + (before?.outer ?? 0)).toBe(declared);
    keep(entry('T1', 'scrapped'));
    keep(entry('T2', 'issued'));
    keep(entry('T3', 'lost'));
    keep(entry('T4', 'in-use', false));
    const [after] = terminalsOf(city, points, 'en', await registerAt(store, 0));
    expect(after).toMatchObject({ inner: 3, inUse: 0, inHandOver: 1, scrapped: 1, lost: 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { createIsolationKeeper, isolationCheckJournal, isolationPlaceJournal } from './keeper.ts';
import type { IsolationCheck } from './model.ts';
import { fakeTables, minute, periodMs, stageEngine, type Told } from './stage.fake.ts';

async function run(clock: FakeClock, store = createFakeStore({ kinds: [], clock })) {
  const stage = stageEngine({ clock });
  const keeper = createIsolationKeeper({ engine: stage.engine, store, clock });
  const changes = await keeper.start();
  const tell = (deviceId: string, told: Told = {}): void => {
    const reading = fakeTables(deviceId, clock.now(), told);
    keeper.read(reading);
    keeper.changed(stage.engine.observe([reading]));
  };
  const tellPoint = (id: string, told: Told = {}): void => {
    tell(`${id}-utm`, told);
    tell(`${id}-sw`, told);
  };
  return Object.assign(stage, { keeper, store, changes, tell, tellPoint });
}

describe('verdicts over a restart', () => {
  it('stand while their evidence is fresh, with the time at which they began', async () => {
    const clock = new FakeClock();
    const first = await run(clock);
    const began = clock.now();
    first.tellPoint('p1');
    first.tellPoint('p2', { neighbours: ['8.8.8.8'] });
    await clock.advance(5 * minute);
    first.tellPoint('p1');
    first.tellPoint('p2', { neighbours: ['8.8.8.8'] });
    first.keeper.close();
    await clock.advance(10 * minute);
    const second = await run(clock, first.store);
    expect([second.word('p1'), second.word('p2'), second.word('p3')]).toEqual(['isolated', 'violated', 'unknown']);
    expect(second.engine.place('p1')?.since).toBe(began);
    expect(second.changes).toEqual([]);
    expect(second.engine.place('p2')?.checks[0]?.judgements[0]?.findings[0]?.value).toBe('8.8.8.8');
  });

  it('are no fresher than their evidence: what was read long before is unknown, from when it was too old', async () => {
    const clock = new FakeClock();
    const first = await run(clock);
    first.tellPoint('p1');
    const readAt = clock.now() - 1_000;
    first.keeper.close();
    await clock.advance(periodMs + minute);
    const second = await run(clock, first.store);
    expect(second.word('p1')).toBe('unknown');
    expect(second.changes.find(({ what }) => what === 'place')?.at).toBe(readAt + periodMs);
  });

  it('grow stale after the restart as they would have without it', async () => {
    const clock = new FakeClock();
    const first = await run(clock);
    first.tellPoint('p1');
    first.keeper.close();
    await clock.advance(10 * minute);
    const second = await run(clock, first.store);
    expect(second.word('p1')).toBe('isolated');
    await clock.advance(5 * minute);
    second.engine.tick();
    expect(second.word('p1')).toBe('unknown');
  });

  it('outlive an end without warning, as fresh as the last writing of reading times', async () => {
    const clock = new FakeClock();
    const first = await run(clock);
    first.tellPoint('p1');
    await clock.advance(10 * minute);
    first.tellPoint('p1');
    await clock.advance(minute);
    const second = await run(clock, first.store);
    await clock.advance(13 * minute);
    second.engine.tick();
    expect(second.word('p1')).toBe('isolated');
  });

  it('of a device count until it is read again; then what it says now does', async () => {
    const clock = new FakeClock();
    const first = await run(clock);
    first.tellPoint('p1', { neighbours: ['8.8.8.8'] });
    first.keeper.close();
    await clock.advance(minute);
    const second = await run(clock, first.store);
    second.tell('p1-utm');
    expect(second.word('p1')).toBe('violated');
    second.tell('p1-sw');
    expect(second.word('p1')).toBe('isolated');
  });

  it('that another version wrote are not believed', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock });
    for (const body of [
      'text',
      { placeId: 'p1' },
      { placeId: 'p1', word: 'isolated', since: 1, checks: [{}] },
      {
        placeId: 'p1',
        word: 'isolated',
        since: 1,
        checks: [{ checkId: 'ISO-08', verdict: 'pass', judgements: [null] }],
      },
    ]) {
      store.put({ collection: 'isolation', key: 'p1', body });
      store.put({ collection: 'isolation-reads', key: '0', body: [1, 'x'] });
      const stage = await run(clock, store);
      expect(stage.word('p1')).toBe('unknown');
    }
  });
});

it('each change of a verdict is an entry of the journal, with its rows; what stays the same is none', async () => {
  const clock = new FakeClock();
  const { store, tellPoint } = await run(clock);
  tellPoint('p1');
  await clock.advance(minute);
  tellPoint('p1');
  await clock.advance(minute);
  tellPoint('p1', { neighbours: ['8.8.8.8'] });
  await clock.advance(minute);
  tellPoint('p1');
  const words = store.entries.filter(({ journal }) => journal === isolationPlaceJournal);
  expect(words.map(({ subject, body }) => [subject, (body as { word: string }).word])).toEqual([
    ['p1', 'isolated'],
    ['p1', 'violated'],
    ['p1', 'isolated'],
  ]);
  const checks = store.entries.filter(({ journal }) => journal === isolationCheckJournal);
  expect(checks.map(({ body }) => body)).toMatchObject([
    { checkId: 'ISO-08', before: 'unknown', verdict: 'pass', findings: [] },
    { checkId: 'ISO-07', before: 'unknown', verdict: 'pass' },
    { checkId: 'ISO-08', before: 'pass', verdict: 'fail', severity: 'S1', findings: [{ value: '8.8.8.8' }] },
    { checkId: 'ISO-08', before: 'fail', verdict: 'pass', findings: [] },
  ]);
});

it('places that are no more are forgotten', async () => {
  const clock = new FakeClock();
  const stage = await run(clock);
  stage.tellPoint('p3');
  const points = new Map([...stage.city.points].filter(([id]) => id !== 'p3'));
  stage.city = {
    ...stage.city,
    points,
    devices: new Map([...stage.city.devices].filter(([id]) => !id.startsWith('p3'))),
  };
  expect((await stage.store.documents('isolation')).map(({ key }) => key)).toContain('p3');
  stage.engine.apply();
  stage.keeper.apply();
  expect((await stage.store.documents('isolation')).map(({ key }) => key)).not.toContain('p3');
});

it('what is known without any reading is news at the first start, and no news at the next', async () => {
  const clock = new FakeClock();
  const store = createFakeStore({ kinds: [], clock });
  const scrapped: IsolationCheck = {
    id: 'ISO-52',
    severity: 'S2',
    clauses: [],
    evidence: 'register',
    needed: false,
    judge: () => [{ verdict: 'fail', severity: 'S2', observedAt: clock.now(), reason: message('x'), findings: [] }],
  };
  const start = async () => {
    const { engine } = stageEngine({ clock, checks: [scrapped] });
    return createIsolationKeeper({ engine, store, clock }).start();
  };
  const told = await start();
  expect(told.filter(({ placeId }) => placeId === 'p1').map(({ what }) => what)).toEqual(['check', 'place']);
  expect(told[0]).toMatchObject({ before: undefined, after: { checkId: 'ISO-52', verdict: 'fail' } });
  expect(await start()).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { createFakeStore } from '../../store/store.fake.ts';
import { createBackupKeeper } from './keeper.ts';
import { backupChangeRecords, seenRecords } from './records.ts';
import { backupMatrix } from './roll-up.ts';
import { day, fakeSnapshot, hour, nightly, stageBackups, start } from './stage.fake.ts';

const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

describe('the ledger of seen snapshots', () => {
  it('misses one that went away before its time, though its tool says that all is well', () => {
    const { engine, tell, verdict, check, reading } = stageBackups();
    const all = nightly('a', start, 20);
    tell(all);
    const { seen } = engine.observe(reading(all.filter((_, index) => index !== 10)));
    expect(ids(seen?.gone ?? [])).toEqual([all[10]?.id]);
    expect([check('a', 'BA-16'), verdict('a'), check('r1', 'BA-17')]).toEqual([
      'fail BA-16.gone',
      'fail',
      'pass BA-17.few',
    ]);
    expect(ids(engine.observe(reading(all)).seen?.back ?? [])).toEqual([all[10]?.id]);
    expect(verdict('a')).toBe('pass');
  });

  it('lets go what is kept long enough, what another run of the same day replaces, and what broke off', () => {
    const { tell, verdict } = stageBackups();
    const old = nightly('a', start, 31);
    const twice = fakeSnapshot('a', start - 2 * hour);
    const broken = fakeSnapshot('a', start - 3 * day - 12 * hour, { partial: true });
    tell([...old, twice, broken]);
    tell(old.slice(1));
    expect(verdict('a')).toBe('pass');
  });

  it('calls many a burst', () => {
    const { tell, check } = stageBackups();
    const all = nightly('a', start, 20);
    tell(all);
    tell(all.slice(-3));
    expect(check('r1', 'BA-17')).toBe('fail BA-17.many');
  });

  it('forgets what is missed when its retention is over', async () => {
    const { clock, tell, verdict } = stageBackups();
    const all = nightly('a', start, 20);
    tell(all);
    tell(all.slice(1));
    expect(verdict('a')).toBe('fail');
    await clock.advance(15 * day);
    tell(nightly('a', clock.now(), 31));
    expect(verdict('a')).toBe('pass');
  });

  it('has two years of runs at most', () => {
    const { engine, tell } = stageBackups();
    tell(Array.from({ length: 2_500 }, (_, index) => fakeSnapshot('a', start - (2_500 - index) * hour)));
    expect(engine.seen.of('r1').get('a')?.length).toBe(2_000);
  });

  it('is on record: each snapshot when it was first seen, and when it was missed', () => {
    const { engine, reading } = stageBackups();
    const all = nightly('a', start, 150);
    const first = reading(all);
    const { seen, changes } = engine.observe(first);
    if (seen === undefined) throw new Error('nothing seen');
    const records = seenRecords(first, seen);
    expect(records.map(({ body }) => [body.what, (body.snapshots as object[]).length])).toEqual([
      ['snapshots-added', 100],
      ['snapshots-added', 50],
    ]);
    expect(records[0]).toMatchObject({ kind: 'backup', subject: 'backup-repository r1' });
    const told = backupChangeRecords(changes);
    expect(told.map(({ subject }) => subject)).toContain('backup a');
    expect(told.every(({ body }) => JSON.stringify(body).length < 60_000)).toBe(true);
  });
});

describe('after a restart', () => {
  async function restart(clock: ReturnType<typeof stageBackups>['clock'], store: ReturnType<typeof createFakeStore>) {
    const stage = stageBackups({ clock });
    const keeper = createBackupKeeper({ engine: stage.engine, store });
    await keeper.start();
    return { ...stage, keeper };
  }

  it('a snapshot that went away meanwhile is missed, and nothing is told twice', async () => {
    const first = stageBackups();
    const store = createFakeStore({ kinds: [], clock: first.clock });
    const keeper = createBackupKeeper({ engine: first.engine, store });
    await keeper.start();
    const all = [...nightly('a', start, 20), ...nightly('b', start, 20)];
    first.tell(all);
    keeper.read('r1');
    await first.clock.advance(hour);
    const second = await restart(first.clock, store);
    expect(second.verdict('a')).toBe('unknown');
    expect(second.engine.tick()).toEqual([]);
    const changes = second.tell(all.slice(1));
    expect(changes.map(({ about, checkId, after }) => [about.id, checkId, after])).toEqual([
      ['a', 'BA-16', 'fail'],
      ['a', undefined, 'fail'],
    ]);
    expect(second.engine.dataSet('b')?.since).toBe(start);
  });

  it('days, looks, checks and free space are as they were', async () => {
    const first = stageBackups();
    const store = createFakeStore({ kinds: [], clock: first.clock });
    const keeper = createBackupKeeper({ engine: first.engine, store });
    await keeper.start();
    for (let n = 0; n < 9; n += 1) {
      first.tell(nightly('a', first.clock.now(), 5), { space: { totalBytes: 10, freeBytes: 9 - n / 10 } });
      keeper.read('r1');
      await first.clock.advance(day);
    }
    const matrix = ({ engine, city, clock }: typeof first) =>
      backupMatrix(engine, city(), { from: '2025-12-20', to: '2026-01-20', now: clock.now() });
    const second = await restart(first.clock, store);
    expect(second.engine.memoryOf('r1')).toEqual(first.engine.memoryOf('r1'));
    expect(matrix(second)).toEqual(matrix(first));
    expect(second.engine.daysOf('a')?.days.declaredAt).toBe(start);
  });

  it('what cannot be read of a former run is left aside', async () => {
    const first = stageBackups();
    const store = createFakeStore({ kinds: [], clock: first.clock });
    for (const collection of ['backup-seen', 'backup-days', 'backup-repositories', 'backup-verdicts'])
      for (const [key, body] of [
        ['a', null],
        ['r1 a', { list: [7, null] }],
        ['b', { runs: 'x' }],
      ] as const)
        store.put({ collection, key, body });
    const second = await restart(first.clock, store);
    second.tell(nightly('a', start, 20));
    expect(second.verdict('a')).toBe('pass');
  });

  it('forgets what is no more declared', async () => {
    const first = stageBackups();
    const store = createFakeStore({ kinds: [], clock: first.clock });
    const keeper = createBackupKeeper({ engine: first.engine, store });
    await keeper.start();
    first.tell([...nightly('a', start, 3), ...nightly('b', start, 3)]);
    keeper.read('r1');
    first.things.backups = first.things.backups.slice(0, 1);
    first.engine.apply();
    keeper.told();
    const keys = (await Promise.all(['backup-days', 'backup-verdicts'].map((each) => store.documents(each)))).flat();
    expect(keys.map(({ key }) => key).sort()).toEqual(['a', 'data-set a', 'repository r1']);
  });
});

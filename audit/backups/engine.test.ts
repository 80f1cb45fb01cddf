import { describe, expect, it } from 'vitest';
import type { RestoreProof } from './model.ts';
import { countSets } from './roll-up.ts';
import {
  day,
  fakeBackup,
  fakeDataSet,
  fakeRepository,
  fakeSnapshot,
  hour,
  nightly,
  stageBackups,
  start,
} from './stage.fake.ts';

const both = (until = start, count = 20) => [...nightly('a', until, count), ...nightly('b', until, count)];
const failure = (reason: string, more: object = {}) =>
  ({ reason, weight: 'fail', text: { key: `collector.${reason}` }, said: 'said so', ...more }) as never;

describe('data sets in their repository', () => {
  it('are unknown until somebody looked, and count as not covered', () => {
    const { engine } = stageBackups();
    expect(countSets(engine.dataSets())).toMatchObject({ declared: 2, pass: 0, unknown: 2, coverage: 0 });
  });

  it('pass when they are included, whole, recent, intact and kept', () => {
    const { engine, tell } = stageBackups();
    tell(both());
    expect(engine.dataSets().map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    expect(countSets(engine.dataSets())).toMatchObject({ coverage: 1, proven: 0 });
    expect(engine.repository('r1')?.verdict).toBe('pass');
    expect(engine.dataSet('a')).toMatchObject({
      proofLevel: 2,
      rule: { copies: 2, media: 1, offsite: false, errors: 0 },
    });
  });

  it('owe nothing to what nobody saw: no copy elsewhere, no lock and no error are known before a list is there', () => {
    const { engine, tell, check } = stageBackups();
    const unseen = { offsite: undefined, immutable: undefined, errors: undefined };
    expect(engine.dataSet('a')?.rule).toMatchObject(unseen);
    tell([], { listed: false, checks: [] });
    expect([engine.dataSet('a')?.rule, check('r1', 'BA-13')]).toEqual([
      expect.objectContaining(unseen),
      'unknown BA-13.no-list',
    ]);
    tell(nightly('a', start, 20));
    expect([engine.dataSet('a')?.rule.errors, engine.dataSet('b')?.rule]).toEqual([
      0,
      expect.objectContaining({ offsite: false, errors: undefined }),
    ]);
  });

  it('become unknown again when nobody could look for three periods', async () => {
    const { engine, clock, tell, verdict, check } = stageBackups();
    tell(both());
    await clock.advance(46 * 60_000);
    engine.tick();
    expect([verdict('a'), check('a', 'BA-05'), check('r1', 'BA-32')]).toEqual([
      'unknown',
      'unknown BA-05.no-list',
      'unknown BA-32.too-old',
    ]);
  });

  it('are not hurt by one look that failed', async () => {
    const { clock, tell, verdict } = stageBackups();
    tell(both());
    await clock.advance(15 * 60_000);
    tell([], { listed: false, checks: [] });
    expect(verdict('a')).toBe('pass');
  });

  it('are not called missing by a list that is not whole: nobody can tell', async () => {
    const { clock, tell, verdict, check } = stageBackups();
    tell(both());
    await clock.advance(46 * 60_000);
    const torn = [{ reason: 'malformed', weight: 'unknown', text: { key: 'x' }, said: 'line 3' }] as const;
    tell([], { findings: torn });
    expect([verdict('a'), check('r1', 'BA-32'), check('a', 'BA-16')]).toEqual([
      'unknown',
      'unknown BA-32.unreadable',
      'unknown BA-16.no-list',
    ]);
  });

  it('fail when a repository is gone, at once', async () => {
    const { clock, tell, verdict, check } = stageBackups();
    tell(both());
    await clock.advance(15 * 60_000);
    tell([], { listed: false, checks: [], findings: [failure('missing')] });
    expect([verdict('a'), check('r1', 'BA-32')]).toEqual(['fail', 'fail BA-32.gone']);
  });

  it('fail when one is missing; a set declared just now is given its time', async () => {
    const { clock, tell, check, verdict } = stageBackups();
    tell(nightly('a', start, 20));
    expect([verdict('b'), check('b', 'BA-01')]).toEqual(['unknown', 'unknown BA-01.not-yet']);
    await clock.advance(27 * hour);
    tell(nightly('a', clock.now(), 25));
    expect([check('b', 'BA-01'), check('b', 'BA-02'), verdict('a')]).toEqual([
      'fail BA-01.missing',
      'fail BA-02.never',
      'pass',
    ]);
  });

  it('fail by age, worse when twice too old, and free days do not count', () => {
    const old = (ms: number) => nightly('a', start - ms, 20);
    const { engine, tell, check } = stageBackups();
    tell(old(2 * day));
    expect(check('a', 'BA-05')).toBe('fail BA-05.old');
    expect(engine.dataSet('a')?.judgements.find(({ checkId }) => checkId === 'BA-05')).toMatchObject({
      severity: 'P1',
    });
    const weekend = stageBackups({ settings: { freeWeekdays: [6, 7], closingDays: 0 } });
    weekend.tell(old(2 * day));
    expect(weekend.check('a', 'BA-05')).toBe('pass BA-05.recent');
  });

  it('say when they lie in another repository, or come from another host', () => {
    const { tell, check } = stageBackups({
      repositories: [fakeRepository('r1'), fakeRepository('r2')],
      dataSets: [fakeDataSet('b', { tag: 'b', host: 'b-host' })],
    });
    tell([...nightly('a', start - 3 * day, 9), ...nightly('b', start, 9, () => ({ host: 'elsewhere' }))]);
    tell(nightly('a', start, 3), { repositoryId: 'r2' });
    expect([check('a', 'BA-04'), check('b', 'BA-04')]).toEqual(['fail BA-04.elsewhere', 'fail BA-04.other-host']);
  });

  it('show snapshots of nobody, and guess a rename when one begins where a declared set ends', async () => {
    const { engine, clock, tell, check, verdict } = stageBackups();
    tell([...both(), fakeSnapshot('z', start - hour)]);
    expect([check('r1', 'BA-03'), verdict('a')]).toEqual(['fail BA-03.undeclared', 'pass']);
    await clock.advance(2 * day);
    tell([
      ...nightly('a', start, 20),
      ...nightly('b', clock.now(), 20),
      ...nightly('a-new', clock.now(), 1, () => ({ host: 'a-host' })),
    ]);
    expect(check('r1', 'BA-03')).toBe('fail BA-03.renamed');
    expect(engine.repository('r1')?.judgements[0]?.reason.params).toEqual({ set: 'a', tag: 'a-new' });
  });

  it('do not believe a snapshot from the future', () => {
    const { tell, check } = stageBackups();
    tell([...nightly('a', start - 3 * day, 9), fakeSnapshot('a', start + day)]);
    expect(check('a', 'BA-05')).toBe('fail BA-05.old');
  });

  it.each([
    ['BA-06', 'fail BA-06.path-missing', { paths: ['/other'] }],
    ['BA-07', 'fail BA-07.empty', { files: 0, sourceBytes: 0 }],
    ['BA-07', 'fail BA-07.shrunken', { sourceBytes: 400_000 }],
    ['BA-07', 'fail BA-07.below-floor', { sourceBytes: 99 }],
    ['BA-08', 'fail BA-08.partial', { partial: true }],
    ['BA-09', 'fail BA-09.grown', { sourceBytes: 2_000_000 }],
    ['BA-09', 'fail BA-09.fallen', { files: 120 }],
    ['BA-10', 'fail BA-10.encrypted', { filesChanged: 200, filesNew: 0, addedBytes: 1_000_000, storedBytes: 998_000 }],
    [
      'BA-10',
      'fail BA-10.all-changed',
      { filesChanged: 200, filesNew: 0, addedBytes: 1_000_000, storedBytes: undefined },
    ],
    ['BA-10', 'fail BA-10.renamed', { filesChanged: 0, filesNew: 200, addedBytes: 12_000, storedBytes: 9_000 }],
    ['BA-10', 'pass BA-10.compressible', { filesChanged: 180, filesNew: 0, addedBytes: 900_000, storedBytes: 240_000 }],
    ['BA-12', 'fail BA-12.slow', { endedAt: start + 4 * hour }],
  ])('judge the newest run by %s: %s', (checkId, expected, more) => {
    const { tell, check } = stageBackups({
      dataSets: [fakeDataSet('a', { tag: 'a', paths: ['/srv/ledger'], leastBytes: 100 })],
    });
    tell(nightly('a', start, 30, (index) => (index === 29 ? (more as object) : {})));
    expect(check('a', checkId)).toBe(expected);
    tell(nightly('a', start, 30));
    expect(check('a', checkId)).toMatch(/^pass/);
  });

  it('take a weekly closing for what it is once there are four of them', () => {
    const { tell, check } = stageBackups();
    const mondays = (index: number) => (index % 7 === 6 ? { sourceBytes: 2_000_000, addedBytes: 900_000 } : {});
    tell(nightly('a', start, 42, mondays));
    expect(check('a', 'BA-09')).toBe('pass BA-09.usual');
    tell(nightly('a', start, 15, (index) => (index === 14 ? { sourceBytes: 2_000_000 } : {})));
    expect(check('a', 'BA-09')).toBe('fail BA-09.grown');
  });

  it('tell a set that has not changed for a week', () => {
    const { tell, check } = stageBackups();
    tell(nightly('a', start, 30, (index) => (index > 20 ? { filesNew: 0, filesChanged: 0 } : {})));
    expect(check('a', 'BA-11')).toBe('fail BA-11.unchanged');
  });

  it('say nothing of growth before there are fourteen runs', () => {
    const { tell, check } = stageBackups();
    tell(nightly('a', start, 14, (index) => (index === 13 ? { sourceBytes: 9_000_000 } : {})));
    expect([check('a', 'BA-09'), check('a', 'BA-10')]).toEqual([undefined, undefined]);
  });

  it('fail alone when damage names one of their snapshots, and together when it names none', () => {
    const { tell, verdict, check } = stageBackups();
    const snapshotId = nightly('a', start, 1)[0]?.id;
    const checks = [{ kind: 'data', share: 1, at: start, ok: false }] as const;
    tell(both(), { checks, findings: [failure('pack-damaged', { snapshotId })] });
    expect([verdict('a'), verdict('b'), check('r1', 'BA-14')]).toEqual(['fail', 'pass', 'fail BA-14.damaged']);
    tell(both(), { checks, findings: [failure('pack-missing')] });
    expect([verdict('a'), verdict('b')]).toEqual(['fail', 'fail']);
  });

  it('forget a drill that is too old, and fail by one that failed, without a word on being backed up', async () => {
    let proof = { at: start, ok: true, level: 4 as const };
    const { engine, clock, tell, verdict, check } = stageBackups({ proof: () => proof });
    tell(both());
    expect([check('a', 'BA-27'), engine.dataSet('a')?.proofLevel]).toEqual(['pass BA-27.proven', 4]);
    proof = { ...proof, ok: false };
    tell(both());
    expect([check('a', 'BA-27'), verdict('a')]).toEqual(['fail BA-27.failed', 'pass']);
    proof = { ...proof, ok: true };
    await clock.advance(93 * day);
    tell(both(clock.now()));
    expect(check('a', 'BA-27')).toBe('fail BA-27.old');
  });

  it('hold a drill to the declared time, marked where it is guessed by a sample, and tell files that were compared by hash', async () => {
    let proof: RestoreProof | undefined;
    const { clock, tell, check, verdict } = stageBackups({
      proof: () => proof,
      dataSets: [fakeDataSet('a', { rtoSeconds: 600 })],
    });
    const drilled = (more?: Partial<RestoreProof>) => {
      proof = more === undefined ? undefined : { at: clock.now(), ok: true, level: 4, ...more };
      tell(both(clock.now()));
      return [check('a', 'BA-29'), check('a', 'BA-30')];
    };
    expect(drilled()).toEqual(['unknown BA-29.not-tried', 'unknown BA-30.not-tried']);
    expect(check('b', 'BA-29')).toBe('unknown BA-29.not-declared');
    expect(drilled({ rtoMs: 60_000, compared: 9 })).toEqual(['pass BA-29.within', 'pass BA-30.equal']);
    expect(drilled({ rtoMs: 601_000, sampled: true, level: 3, compared: 9, seed: 7 })).toEqual([
      ...['fail BA-29.slow-guessed', 'pass BA-30.equal'],
    ]);
    expect(drilled({ rtoMs: 601_000, level: 5 })).toEqual(['fail BA-29.slow', 'pass BA-30.answered']);
    expect(drilled({ ok: false, level: 0, fault: 'hash-differs' })).toEqual([
      ...['unknown BA-29.not-measured', 'fail BA-30.hash-differs'],
    ]);
    expect(drilled({ ok: false, level: 0, fault: 'tool-failed' })[1]).toBe('unknown BA-30.not-compared');
    drilled({ compared: 9 });
    await clock.advance(93 * day);
    tell(both(clock.now()));
    expect([check('a', 'BA-30'), verdict('a')]).toEqual(['unknown BA-30.old', 'pass']);
  });

  it('keep 3-2-1-1-0 with a copy elsewhere on another medium that nobody can change', () => {
    const copy = fakeRepository('r2', { medium: 'tape', place: 'city-dc', immutable: true });
    const { engine, tell, check } = stageBackups({ repositories: [fakeRepository('r1', { copies: ['r2'] }), copy] });
    tell(both());
    expect([check('a', 'BA-19'), check('a', 'BA-20')]).toEqual(['fail BA-19.short', 'unknown BA-20.no-list']);
    tell(both(), { repositoryId: 'r2' });
    expect([check('a', 'BA-19'), check('a', 'BA-20'), check('a', 'BA-04')]).toEqual([
      'pass BA-19.kept',
      'pass BA-20.copied',
      'pass BA-04.in-place',
    ]);
    expect(countSets(engine.dataSets()).rule).toMatchObject({ all: 2, oneOffsite: 2 });
    tell(both(start - 3 * day), { repositoryId: 'r2' });
    expect(check('a', 'BA-20')).toBe('fail BA-20.late');
  });
});

describe('a repository', () => {
  it('that nobody described is unknown, and no trouble of its own', () => {
    const { engine, check } = stageBackups({ repositories: [] });
    expect([check('r1', 'BA-32'), engine.repository('r1')?.verdict]).toEqual([
      'unknown BA-32.not-described',
      'unknown',
    ]);
  });

  it('counts the shares of data read until all was, and begins again after a fault', async () => {
    const { clock, tell, check } = stageBackups({ settings: { readAllDays: 4 } });
    const read = (share: number, ok = true) =>
      tell(both(clock.now()), { checks: [{ kind: 'data', share, at: clock.now(), ok }] });
    read(0.5);
    expect(check('r1', 'BA-15')).toBe('unknown BA-15.reading');
    await clock.advance(day);
    read(0.5);
    expect(check('r1', 'BA-15')).toBe('pass BA-15.read');
    await clock.advance(day);
    read(0.5, false);
    expect(check('r1', 'BA-15')).toBe('fail BA-15.bad');
    for (const share of [0.5, 0.5]) {
      await clock.advance(hour);
      read(share);
    }
    expect(check('r1', 'BA-15')).toBe('pass BA-15.read');
    await clock.advance(5 * day);
    read(0.1);
    expect(check('r1', 'BA-15')).toBe('fail BA-15.unread');
  });

  it('names another one in its place, dead locks, gaps in the WAL, an untruthful tool', () => {
    const { tell, check } = stageBackups({
      repositories: [fakeRepository('r1', { tool: 'pgbackrest' })],
      liveIdentity: () => '7',
    });
    tell(both(), { identity: '7' });
    expect([check('r1', 'BA-18'), check('r1', 'BA-25')]).toEqual(['pass BA-18.same', 'pass BA-25.same']);
    const timelines = [{ timeline: 1, first: '1', last: '9', missing: ['5'] }];
    const locks = [{ at: start, host: 'h', pid: 1, alive: false }];
    tell(both(), { identity: '8', wal: { timelines }, locks, tool: 'restic', toolVersion: '0.14.0' });
    expect(['BA-18', 'BA-25', 'BA-24', 'BA-13', 'BA-31'].map((id) => check('r1', id))).toEqual([
      'fail BA-18.changed',
      'fail BA-25.other',
      'fail BA-24.gap',
      'fail BA-13.dead',
      'fail BA-31.restic',
    ]);
  });

  it('says whether who looks could remove it, and that no tool knows who holds its passphrase', () => {
    const { tell, check, verdict } = stageBackups();
    expect(check('r1', 'BA-22')).toBe('unknown BA-22.no-list');
    const told = (more: Parameters<typeof tell>[1]) => {
      tell(both(), more);
      return [check('r1', 'BA-22'), check('r1', 'BA-23')];
    };
    expect(told({})).toEqual(['unknown BA-22.untold', undefined]);
    const rights = { mayWrite: true, said: 'w /srv/r1' };
    expect(told({ rights, encryption: 'none' })).toEqual(['fail BA-22.may-write', 'pass BA-23.open']);
    expect(told({ rights: { ...rights, mayWrite: false }, encryption: 'aes-256-ctr-poly1305', keys: 1 })).toEqual([
      ...['pass BA-22.read-only', 'unknown BA-23.one-key'],
    ]);
    expect(told({ encryption: 'keyfile' })[1]).toBe('unknown BA-23.key-file');
    expect(told({ encryption: 'repokey' })[1]).toBe('unknown BA-23.untold');
    // How the audit is set up spoils no backup.
    expect(verdict('a')).toBe('pass');
    const carried = stageBackups({
      repositories: [fakeRepository('r1', { access: { by: 'agent', folder: '', key: '' } })],
    });
    expect(carried.check('r1', 'BA-22')).toBe('pass BA-22.carried');
  });

  it('that was made anew fails until a person accepts it, and then misses nothing that went with the old one', async () => {
    const { engine, clock, tell, check, verdict } = stageBackups();
    const by = { user: 'wang', role: 'approver' };
    const word = { by, reason: 'new disk' };
    tell(both(clock.now(), 20), { identity: '7' });
    expect(engine.accept('r1', word)).toBeUndefined();
    await clock.advance(day);
    const anew = both(clock.now(), 1);
    tell(anew, { identity: '8', checks: [{ kind: 'structure', share: 0, at: clock.now(), ok: true }] });
    expect([check('r1', 'BA-18'), check('a', 'BA-16'), check('r1', 'BA-17')]).toEqual([
      ...['fail BA-18.changed', 'fail BA-16.gone', 'fail BA-17.many'],
    ]);
    // Nobody has read the new one: what was read of the old one says nothing.
    expect(check('r1', 'BA-15')).toBe('unknown BA-15.reading');
    await clock.advance(40 * day);
    tell(both(clock.now(), 40), { identity: '8' });
    expect([check('r1', 'BA-18'), verdict('a')]).toEqual(['fail BA-18.changed', 'fail']);
    const accepted = engine.accept('r1', word);
    expect(accepted?.record).toMatchObject({
      ...{ kind: 'backup', subject: 'backup-repository r1', sealed: true },
      body: { what: 'identity-accepted', was: '7', is: '8', by, reason: 'new disk' },
    });
    expect(accepted?.changes.some(({ checkId, after }) => checkId === 'BA-18' && after === 'pass')).toBe(true);
    expect([check('r1', 'BA-18'), check('a', 'BA-16'), verdict('a')]).toEqual([
      ...['pass BA-18.accepted', 'pass BA-16.kept', 'pass'],
    ]);
    tell(both(clock.now(), 40), { identity: '9' });
    expect([check('r1', 'BA-18'), engine.memoryOf('r1').otherIdentity?.was]).toEqual(['fail BA-18.changed', '8']);
    tell(both(clock.now(), 40), { identity: '8' });
    expect(check('r1', 'BA-18')).toBe('pass BA-18.accepted');
  });

  it('forecasts when it is full, with its uncertainty', async () => {
    const { engine, clock, tell, check, verdict } = stageBackups();
    const space = (days: number) => ({ totalBytes: 1e12, freeBytes: 2e11 - days * 5e9 - (days % 3) * 4e8 });
    for (let days = 0; days < 20; days += 1) {
      tell(both(clock.now(), 31), { space: space(days) });
      if (days === 3) expect([check('r1', 'BA-33'), verdict('a')]).toEqual(['unknown BA-33.no-trend', 'pass']);
      await clock.advance(day);
    }
    expect(check('r1', 'BA-33')).toBe('fail BA-33.soon');
    const { least, most } = engine.repository('r1')?.fullInDays ?? { least: 0 };
    expect(least).toBeLessThan(21);
    expect(most).toBeGreaterThan(20);
    expect(least).toBeGreaterThan(18);
  });
});

describe('the city', () => {
  it('may lose and win data sets while it runs', () => {
    const { engine, things, tell } = stageBackups();
    tell(both());
    things.backups = [fakeBackup('a'), fakeBackup('c')];
    engine.apply();
    expect(engine.dataSets().map(({ backupId, verdict }) => [backupId, verdict])).toEqual([
      ['a', 'pass'],
      ['c', 'unknown'],
    ]);
    expect(engine.repository('r1')?.orphans[0]?.tags).toEqual(['b']);
  });

  it('tells each change once', () => {
    const { tell } = stageBackups();
    const first = tell(both());
    expect(
      first.filter(({ checkId }) => checkId === undefined).map(({ about, before, after }) => [about.id, before, after]),
    ).toEqual([
      ['r1', 'unknown', 'pass'],
      ['a', 'unknown', 'pass'],
      ['b', 'unknown', 'pass'],
    ]);
    expect(tell(both())).toEqual([]);
  });
});

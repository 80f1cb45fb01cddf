import { describe, expect, it } from 'vitest';
import { pairChecks } from './catalogue.ts';
import { pairTakeoverJournal } from './keeper.ts';
import {
  answered,
  app,
  appReading,
  database,
  databaseReading,
  host,
  macs,
  primary,
  startAt,
  swapped,
  tried,
  without,
} from './scene.fake.ts';
import { stagePairs } from './stage.fake.ts';

const second = 1_000;

describe('the engine of pairs', () => {
  it('knows nothing before the first reading, and then says how ready a pair is', async () => {
    const { engine, tell, clock } = await stagePairs();
    expect(engine.pairs()).toHaveLength(15);
    expect(engine.pair(app.id)?.readiness).toMatchObject({ word: 'unknown', score: undefined });
    tell(databaseReading());
    expect(engine.pair(database.id)?.readiness).toMatchObject({ word: 'ready', score: 100, rpoMs: { least: 0 } });
    expect(engine.districts().find(({ districtId }) => districtId === 'jintan')).toMatchObject({
      ...{ pairs: 2, ready: 1, unknown: 1, word: 'unknown', score: undefined },
    });
    await clock.advance(60 * second);
    engine.tick();
    expect(engine.pair(database.id)?.readiness).toMatchObject({ word: 'unknown', score: undefined });
  });

  it('asks for another reading of what was seen once, believes it the second time, and names what lowers readiness', async () => {
    const { engine, tell, clock } = await stagePairs();
    tell(databaseReading());
    engine.takeReadWanted();
    const forked = (at: number) => databaseReading({ b: answered({ ...primary, timeline: 2 }, at) }, at);
    await clock.advance(15 * second);
    tell(forked(clock.now()));
    expect(engine.takeReadWanted()).toEqual([database.id]);
    expect(engine.takeReadWanted()).toEqual([]);
    await clock.advance(second);
    const changes = tell(forked(clock.now()));
    expect(changes).toContainEqual(expect.objectContaining({ what: 'check', checkId: 'FO-21' }));
    const readiness = engine.pair(database.id)?.readiness;
    expect(readiness).toMatchObject({ word: 'not-ready' });
    expect(readiness?.lowered[0]).toMatchObject({ by: 50 });
  });

  it('takes no reading twice, none that is late, none of another pair of hosts', async () => {
    const { engine, tell } = await stagePairs();
    const at = startAt + 15 * second;
    tell(appReading({}, at));
    expect(tell(appReading({}, at))).toEqual([]);
    expect(tell(swapped(at - 5 * second))).toEqual([]);
    const { members, ...rest } = swapped(at + 15 * second);
    expect(tell({ ...rest, members: [members[1], members[0]] })).toEqual([]);
    expect(engine.takeovers(app.id)).toEqual([]);
  });

  it('tells of a takeover when it is found and when it is over, and reads at once when tries change', async () => {
    const { engine, tell, tried: tryIt, clock } = await stagePairs();
    tell(appReading());
    tryIt(tried(true, startAt));
    engine.takeReadWanted();
    await clock.advance(2 * second);
    tryIt(tried(false, startAt + second));
    expect(engine.takeReadWanted()).toEqual([app.id]);
    const found = tell(swapped(startAt + 2 * second));
    expect(found.filter(({ what }) => what === 'takeover')).toHaveLength(1);
    await clock.advance(2 * second);
    const over = tryIt(tried(true, startAt + 3 * second));
    expect(over.filter(({ what }) => what === 'takeover')).toMatchObject([{ takeover: { open: false } }]);
    expect(engine.pair(app.id)?.readiness.rtoMs).toEqual({ least: 0, most: 3_020 });
    expect(engine.takeoverCount(app.id)).toBe(1);
  });

  it('lets a person stand for a failure until a day: it lowers nothing, and comes back by itself', async () => {
    const { engine, tell, set, verdict, clock } = await stagePairs();
    const open = () =>
      databaseReading({ a: answered({ ...primary, excessRights: ['superuser'] }, clock.now()) }, clock.now());
    tell(open());
    expect(engine.pair(database.id)?.readiness.score).toBe(50);
    const until = startAt + 60 * second;
    set({ waivers: [{ checkId: 'FO-16', pairId: database.id, approver: 'chief', reason: 'moving', until }] });
    expect(engine.pair(database.id)?.readiness.score).toBe(100);
    expect(verdict('FO-16', database.id)).toBe('fail');
    await clock.advance(61 * second);
    tell(open());
    expect(engine.pair(database.id)?.readiness.score).toBe(50);
  });

  it('says of a check that breaks that it proves nothing, and goes on', async () => {
    const broken: string[] = [];
    const bad = {
      id: 'FO-99',
      severity: 'P1',
      trouble: 'split-brain',
      judge: () => {
        throw new Error('no');
      },
    } as const;
    const { engine, tell } = await stagePairs({ checks: [...pairChecks, bad], onBroken: (id) => broken.push(id) });
    tell(databaseReading());
    expect(broken).toContain('FO-99');
    expect(engine.pair(database.id)?.judgements.find(({ checkId }) => checkId === 'FO-99')).toMatchObject({
      verdict: 'unknown',
    });
    expect(engine.pair(database.id)?.judgements.find(({ checkId }) => checkId === 'FO-21')).toMatchObject({
      verdict: 'pass',
    });
  });
});

describe('pairs over a restart', () => {
  it('stand while their evidence is fresh, and remember who served: a takeover meanwhile is found', async () => {
    const first = await stagePairs();
    first.tell(appReading());
    first.tell(databaseReading());
    first.keeper.close();
    await first.clock.advance(20 * second);
    const second_ = await stagePairs({ clock: first.clock, store: first.store });
    expect(second_.restored).toEqual([]);
    expect(second_.engine.pair(database.id)?.readiness.word).toBe('ready');
    const changes = second_.tell(swapped(first.clock.now()));
    expect(changes[0]).toMatchObject({ what: 'takeover', takeover: { from: app.memberA, to: app.memberB } });
    const journal = await second_.store.journal({ journal: pairTakeoverJournal, subject: app.id, limit: 10 });
    expect(journal.length).toBeGreaterThan(0);
    second_.keeper.close();
  });

  it('are unknown when the evidence is older than that', async () => {
    const first = await stagePairs();
    first.tell(databaseReading());
    first.keeper.close();
    await first.clock.advance(120 * second);
    const later = await stagePairs({ clock: first.clock, store: first.store });
    expect(later.engine.pair(database.id)?.readiness.word).toBe('unknown');
    expect(later.restored).toContainEqual(expect.objectContaining({ checkId: 'FO-21', before: expect.anything() }));
    later.keeper.close();
  });

  it('read documents that are torn as none', async () => {
    const first = await stagePairs();
    for (const body of [null, 3, {}, { pairId: app.id }, { pairId: app.id, memory: {}, judgements: [{}] }]) {
      first.store.put({ collection: 'pairs', key: app.id, body });
      const next = await stagePairs({ clock: first.clock, store: first.store });
      expect(next.engine.pair(app.id)?.readiness.word).toBe('unknown');
      next.keeper.close();
    }
  });
});

describe('the records of pairs', () => {
  it('put the reading before the verdicts that rest on it, once, with 64-bit numbers as they are', async () => {
    const { tell, recorder } = await stagePairs();
    const changes = tell(databaseReading());
    const records = recorder.records(changes);
    expect(records[0]).toMatchObject({
      kind: 'evidence',
      subject: `pair ${database.id}`,
      body: { digest: expect.stringMatching(/^sha256:/) },
    });
    expect(records.filter(({ kind }) => kind === 'evidence')).toHaveLength(1);
    expect(JSON.stringify(records[0]?.body)).toContain('"lsnBytes":"1000000"');
    expect(records.find(({ body }) => body.check === 'FO-21')).toMatchObject({
      kind: 'verdict',
      body: { before: 'unknown', verdict: 'pass', evidence: records[0]?.body.digest },
    });
    expect(recorder.records(changes).some(({ kind }) => kind === 'evidence')).toBe(false);
  });

  it('tell of each takeover as failover', async () => {
    const { tell, recorder } = await stagePairs();
    tell(appReading());
    const killed = swapped(startAt + 15 * second);
    const [a, b] = killed.members;
    const left = {
      ...a,
      host: answered(host(app.virtualAddress, macs.a), killed.startedAt),
      vrrp: without('absent', killed.startedAt),
    };
    const records = recorder.records(tell({ ...killed, members: [left, b] }));
    expect(records.find(({ kind }) => kind === 'failover')).toMatchObject({
      subject: `pair ${app.id}`,
      body: { from: app.memberA, to: app.memberB, cause: { key: 'pairs.cause.daemon' }, open: false },
    });
  });
});

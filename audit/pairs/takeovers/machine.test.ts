import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientProbe, PairReading } from '../../../collector/index.ts';
import { pairsDefaults } from '../../../inventory/index.ts';
import { pairLimits } from '../model.ts';
import {
  answered,
  app,
  appReading,
  city,
  database,
  databaseReading,
  host,
  instance,
  macs,
  primary,
  standby,
  startAt,
  swapped,
  tried,
  vrrp,
  webProbe,
  without,
} from '../scene.fake.ts';
import {
  noMemory,
  type PairPlan,
  stepProbes,
  stepReading,
  type TakeoverMemory,
  type TakeoverScene,
} from './machine.ts';

/** A pair watched from its first reading on: what is read and tried goes in, takeovers come out. */
function watch(pair = app, plan?: PairPlan) {
  let memory: TakeoverMemory = noMemory;
  let probes: readonly ClientProbe[] = [];
  const scene = (now: number): TakeoverScene => ({
    ...{ pair, city, all: pairsDefaults, now, probes, plan },
    settings: { ...pairsDefaults.defaults, pairId: pair.id, probes: pair === app ? [webProbe] : [] },
  });
  return {
    read(reading: PairReading) {
      const step = stepReading(memory, scene(reading.finishedAt), reading);
      ({ memory } = step);
      return step.changed;
    },
    tried(...some: readonly ClientProbe[]) {
      probes = [...some, ...probes].toSorted((a, b) => b.startedAt - a.startedAt);
      const step = stepProbes(memory, scene(some[0]?.finishedAt ?? 0));
      ({ memory } = step);
      return step.changed;
    },
    get takeovers() {
      return memory.takeovers;
    },
    get memory() {
      return memory;
    },
  };
}

const second = 1_000;

describe('a takeover', () => {
  it('is found when another member serves, timed by the tries, and told with its cause and who felt it', () => {
    const pair = watch();
    pair.read(appReading());
    for (const at of [0, 1, 2]) pair.tried(tried(true, startAt + at * second));
    for (const at of [3, 4])
      pair.tried(tried(false, startAt + at * second, { finishedAt: startAt + (at + 1) * second }));
    expect(pair.takeovers).toEqual([]);
    const begun = pair.read(swapped(startAt + 5 * second));
    expect(begun).toMatchObject([{ from: app.memberA, to: app.memberB, open: true, planned: false }]);
    const over = pair.tried(tried(true, startAt + 6 * second));
    expect(over).toHaveLength(1);
    expect(over[0]).toMatchObject({
      id: `jintan-app/2026-01-05/${app.memberB}-1`,
      lastGoodAt: startAt + 2_020,
      firstGoodAt: startAt + 6_020,
      rtoMs: { least: 1_000, most: 4_020 },
      cause: { key: 'pairs.cause.master-no-response' },
      open: false,
    });
    expect(over[0]?.services).toContain('jintan-budget');
    expect(over[0]?.points.length).toBeGreaterThan(3);
  });

  it('that no try noticed was no longer than the time between two of them, and nobody felt it', () => {
    const pair = watch();
    pair.read(appReading());
    for (const at of [0, 1, 2]) pair.tried(tried(true, startAt + at * second));
    pair.read(swapped(startAt + 2_500));
    const [over] = pair.tried(tried(true, startAt + 3 * second));
    expect(over).toMatchObject({ rtoMs: { least: 0, most: 1_020 }, services: [], points: [], open: false });
  });

  it('without tries is no less a takeover: unmeasured, and everybody may have felt it', () => {
    const pair = watch(database);
    pair.read(databaseReading());
    const gone = databaseReading(
      { a: without('absent', startAt + 15_000), b: answered({ ...primary, timeline: 2 }, startAt + 15_000) },
      startAt + 15_000,
    );
    const [takeover] = pair.read(gone);
    expect(takeover).toMatchObject({ id: 'jintan-db/timeline-2', open: false, cause: { key: 'pairs.cause.daemon' } });
    expect(takeover?.rtoMs).toBeUndefined();
    expect(takeover?.services).toContain('jintan-budget');
  });

  it('that its daemon tells of twice by the same count has two ids', () => {
    const pair = watch();
    pair.read(appReading());
    pair.tried(tried(true, startAt));
    for (const turn of [1, 2]) {
      const at = startAt + turn * 60_000;
      pair.read(swapped(at));
      pair.tried(tried(true, at + second));
      pair.read(appReading({}, at + 30_000));
      pair.tried(tried(true, at + 31_000));
    }
    expect(new Set(pair.takeovers.map(({ id }) => id)).size).toBe(4);
  });

  it('loses what was written since the last reading, at most: bytes by the pace of the primary, time by the last good answer', () => {
    const pair = watch(database);
    pair.read(databaseReading());
    const later = { ...primary, lsnBytes: 1_150_000n };
    pair.read(databaseReading({ a: answered(later, startAt + 15_000) }, startAt + 15_000));
    const at = startAt + 30_000;
    const [takeover] = pair.read(
      databaseReading({ a: without('silent', at), b: answered({ ...primary, timeline: 2 }, at) }, at),
    );
    expect(takeover?.rpoBytes).toEqual({ least: 0, most: 100 + 10 * 15_200 });
    expect(takeover?.rpoMs).toEqual({ least: 0, most: 3 + 15_200 });
  });

  it('of a synchronous standby loses nothing', () => {
    const pair = watch(database);
    const [row] = primary.standbys;
    const sync = { ...primary, standbys: [{ ...row, syncState: 'sync' } as never] };
    pair.read(databaseReading({ a: answered(sync) }));
    const at = startAt + 15_000;
    const [takeover] = pair.read(
      databaseReading({ a: without('silent', at), b: answered({ ...primary, timeline: 2 }, at) }, at),
    );
    expect(takeover).toMatchObject({ rpoBytes: { least: 0, most: 0 }, rpoMs: { least: 0, most: 0 } });
  });

  it('there and back between two readings is found by the counter alone', () => {
    const pair = watch();
    pair.read(appReading());
    pair.tried(tried(true, startAt));
    const bounced = vrrp(instance('master', { becomeMaster: 2 }));
    const [takeover] = pair.read(appReading({ a: { vrrp: answered(bounced, startAt + 15_000) } }, startAt + 15_000));
    expect(takeover).toMatchObject({ from: app.memberA, to: app.memberA, cause: { key: 'pairs.cause.bounced' } });
  });

  it('and the way back while nobody was served between are one', () => {
    const pair = watch();
    pair.read(appReading());
    pair.tried(tried(true, startAt));
    pair.tried(tried(false, startAt + second));
    pair.read(swapped(startAt + 2 * second));
    pair.tried(tried(false, startAt + 3 * second));
    pair.read(
      appReading(
        { a: { vrrp: answered(vrrp(instance('master', { becomeMaster: 2 })), startAt + 4_000) } },
        startAt + 4_000,
      ),
    );
    pair.tried(tried(true, startAt + 5 * second));
    expect(pair.takeovers).toHaveLength(1);
    expect(pair.takeovers[0]).toMatchObject({ from: app.memberA, to: app.memberA, open: false });
    expect(pair.takeovers[0]?.rtoMs).toEqual({ least: 2_000, most: 5_020 });
  });

  it('is not timed by the outage of the one before, though no reading lies between', () => {
    const pair = watch();
    pair.read(appReading());
    pair.tried(tried(true, startAt));
    for (const at of [1, 2, 3]) pair.tried(tried(false, startAt + at * second));
    pair.read(swapped(startAt + 4 * second));
    pair.tried(tried(true, startAt + 5 * second));
    for (const at of [6, 7, 8, 9, 10]) pair.tried(tried(true, startAt + at * second));
    pair.tried(tried(false, startAt + 11 * second));
    const back = vrrp(instance('master', { becomeMaster: 2 }));
    pair.read(appReading({ a: { vrrp: answered(back, startAt + 12_000) } }, startAt + 12_000));
    pair.tried(tried(true, startAt + 13 * second));
    expect(pair.takeovers.map(({ rtoMs }) => rtoMs)).toEqual([
      { least: 0, most: 3_020 },
      { least: 2_000, most: 5_020 },
    ]);
  });

  it('under a drill is planned and names it', () => {
    const pair = watch(app, { drillId: 'D-1' });
    pair.read(appReading());
    const [takeover] = pair.read(swapped(startAt + 15_000));
    expect(takeover).toMatchObject({ planned: true, drillId: 'D-1' });
  });

  it.each([
    [
      'a failed script',
      { vrrp: answered(vrrp(instance('fault'), { scripts: [{ name: 'chk', result: 'bad' }] })) },
      'script',
    ],
    ['a fault', { vrrp: answered(vrrp(instance('fault'))) }, 'fault'],
    ['a killed daemon', { vrrp: without('absent') }, 'daemon'],
    ['a host that is gone', { host: without('silent'), vrrp: without('silent') }, 'silent'],
  ] as const)('names %s as its cause', (_name, bend, cause) => {
    const pair = watch();
    pair.read(appReading());
    const at = startAt + 15_000;
    const { members, ...rest } = swapped(at);
    const [takeover] = pair.read({ ...rest, members: [{ ...members[0], ...bend }, members[1]] });
    expect(takeover?.cause.key).toBe(`pairs.cause.${cause}`);
  });

  it('is not seen where two serve, or nobody can tell: who served last is remembered', () => {
    const pair = watch();
    pair.read(appReading());
    const silent = { host: without('silent'), vrrp: without('silent') };
    expect(pair.read(appReading({ a: silent, b: silent }, startAt + 15_000))).toEqual([]);
    const both = vrrp(instance('master'));
    const two = appReading(
      { b: { vrrp: answered(both, startAt + 30_000), host: answered(host(undefined, macs.b), startAt + 30_000) } },
      startAt + 30_000,
    );
    expect(pair.read(two)).toEqual([]);
    expect(pair.memory.serving).toBe(app.memberA);
    expect(pair.read(swapped(startAt + 45_000))).toHaveLength(1);
    expect(standby.inRecovery).toBe(true);
  });
});

describe('whatever is read and tried, in any order', () => {
  const event = fc.oneof(
    fc.record({
      kind: fc.constant('read' as const),
      who: fc.constantFrom('a', 'b', 'both', 'none'),
      at: fc.nat(600),
      rise: fc.nat(2),
    }),
    fc.record({ kind: fc.constant('try' as const), ok: fc.boolean(), at: fc.nat(600), takes: fc.nat(3_000) }),
  );
  const readingOf = (who: string, at: number, count: number): PairReading => {
    if (who === 'a')
      return appReading({ a: { vrrp: answered(vrrp(instance('master', { becomeMaster: count })), at) } }, at);
    if (who === 'b') return swapped(at, count);
    const state = who === 'both' ? 'master' : 'fault';
    const row = answered(vrrp(instance(state, { becomeMaster: count })), at);
    return appReading({ a: { vrrp: row }, b: { vrrp: row } }, at);
  };

  it('takeovers are bounded, have ids of their own, at most one is open, and no interval is turned round', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 120 }), (events) => {
        const pair = watch();
        let count = 0;
        let newest = 0;
        for (const one of events) {
          const at = startAt + one.at * second;
          if (one.kind === 'try') {
            pair.tried(tried(one.ok, at, { finishedAt: at + one.takes }));
          } else {
            count += one.rise;
            const before = pair.takeovers.length;
            pair.read(readingOf(one.who, at, count));
            // Late and repeated readings change nothing.
            if (at <= newest) expect(pair.takeovers).toHaveLength(before);
            newest = Math.max(newest, at);
            expect(pair.read(readingOf(one.who, at, count))).toEqual([]);
          }
          const { takeovers } = pair;
          expect(takeovers.length).toBeLessThanOrEqual(pairLimits.takeovers);
          expect(new Set(takeovers.map(({ id }) => id)).size).toBe(takeovers.length);
          expect(takeovers.slice(1).every(({ open }) => !open)).toBe(true);
          for (const { rtoMs, rpoMs, rpoBytes } of takeovers) {
            for (const span of [rtoMs, rpoMs, rpoBytes]) {
              if (span === undefined) continue;
              expect(span.least).toBeGreaterThanOrEqual(0);
              expect(span.most).toBeGreaterThanOrEqual(span.least);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('the truth lies in the interval that is told', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4_000, max: 20_000 }),
        fc.integer({ min: 100, max: 30_000 }),
        fc.integer({ min: 200, max: 2_000 }),
        (lostMs, awayMs, periodMs) => {
          const pair = watch();
          pair.read(appReading());
          const backMs = lostMs + awayMs;
          let over = false;
          for (let at = 0; at < backMs + 3 * periodMs; at += periodMs) {
            const isAway = at >= lostMs && at < backMs;
            if (!over && at >= backMs) {
              pair.read(swapped(startAt + at));
              over = true;
            }
            pair.tried(tried(!isAway, startAt + at, { finishedAt: startAt + at + 5 }));
          }
          const [takeover] = pair.takeovers;
          expect(takeover?.open).toBe(false);
          expect(takeover?.rtoMs?.least).toBeLessThanOrEqual(awayMs);
          expect(takeover?.rtoMs?.most).toBeGreaterThanOrEqual(awayMs);
          // Twice the time between two tries is all that is not known.
          expect((takeover?.rtoMs?.most ?? 0) - (takeover?.rtoMs?.least ?? 0)).toBeLessThanOrEqual(2 * periodMs + 5);
        },
      ),
      { numRuns: 200 },
    );
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Asked, type MemberAsk, memberReaders, type PostgresqlFacts } from '../../collector/index.ts';
import { askOf } from '../../collector/pairs/engines/ask.fake.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { systemClock } from '../../core/index.ts';
import type { City, PairSettings, PairsSettings } from '../../inventory/index.ts';
import { planOf } from '../city/plan/plan.ts';
import { type RunningCity, startCity } from '../city/running.ts';
import { type FaultEvent, type Faults, noFaults } from '../faults/model.ts';
import { transition } from '../faults/transition.ts';
import { worldOf } from '../faults/world.ts';
import { referenceCity, testCredentials } from '../testing/reference.fake.ts';
import { walFile } from './answers.ts';
import { createDatabasePair } from './pair.ts';
import { withLabDatabases } from './settings.ts';

const access = { user: 'fangzhou', password: 'of this run', database: 'postgres' };
const nothing: PairsSettings = {
  periodSeconds: 15,
  probePeriodSeconds: 1,
  probeTimeoutSeconds: 2,
  flapCount: 3,
  drillDueDays: 180,
  waivers: [],
  defaults: askOf({}).settings,
  pairs: new Map(),
};
const mebibyte = 1024 * 1024;
let city: City;
let clock: FakeClock;
let running: RunningCity;
let settings: PairsSettings;

beforeAll(async () => {
  city = await referenceCity();
  clock = new FakeClock();
  const databases = { access, ports: new Map() };
  running = await startCity({ city, credentials: testCredentials, clock, seed: 3, utcOffsetMs: 28_800_000, databases });
  settings = withLabDatabases(nothing, city, { targets: running.databases, access });
});
beforeEach(async () => {
  running.apply('repair all');
  clock.advance(1_000);
  await untilAnswered('jintan-db-b');
});
afterAll(() => running.stop());

async function read(deviceId: string, rest: Partial<MemberAsk> = {}): Promise<Asked<PostgresqlFacts>> {
  const pair = [...city.hostPairs.values()].find(({ memberA, memberB }) => [memberA, memberB].includes(deviceId));
  const own = settings.pairs.get(pair?.id ?? '');
  if (own === undefined) throw new Error(`no pair of ${deviceId}`);
  const ask: MemberAsk = { deviceId, address: '', settings: own, clock: systemClock, timeoutMs: 10_000, ...rest };
  const answer = await memberReaders.postgresql(ask);
  if (answer === undefined) throw new Error('not declared');
  return answer;
}
async function facts(deviceId: string): Promise<PostgresqlFacts> {
  const answer = await read(deviceId);
  if (answer.outcome !== 'answered') throw new Error(`${answer.outcome} ${JSON.stringify(answer.reason)}`);
  return answer.facts;
}
/** A database that listens again does so a moment later. */
const untilAnswered = (id: string) => expect.poll(() => read(id)).toMatchObject({ outcome: 'answered' });
const both = () => Promise.all([facts('jintan-db-a'), facts('jintan-db-b')]);

describe('the databases of the reference city', () => {
  it('are two for each pair that stands by with PostgreSQL, each at a place of its own', () => {
    const pairs = [...city.hostPairs.values()].filter(({ standby }) => standby === 'postgresql');
    expect(running.databases.size).toBe(2 * pairs.length);
    expect(new Set([...running.databases.values()].map(({ port }) => port)).size).toBe(2 * pairs.length);
    expect(settings.pairs.get('jintan-app')?.postgresql).toBeUndefined();
  });

  it('tell a primary and its standby, which agree', async () => {
    const [primary, standby] = await both();
    expect(primary).toMatchObject({ inRecovery: false, timeline: primary.timeline, excessRights: [] });
    expect(primary.standbys).toMatchObject([{ name: 'jintan-db-b', address: '10.10.1.22', state: 'streaming' }]);
    expect(primary.slots).toMatchObject([{ active: true, walStatus: 'reserved' }]);
    expect(standby).toMatchObject({ inRecovery: true, timeline: primary.timeline, replayPaused: false, standbys: [] });
    expect(standby.receiver).toEqual({ status: 'streaming', senderHost: '10.10.1.21' });
    expect(standby.systemIdentifier).toBe(primary.systemIdentifier);
    expect(Number(primary.lsnBytes) - Number(standby.lsnBytes)).toBeLessThan(mebibyte);
    expect((await facts('wujin-db-a')).systemIdentifier).not.toBe(primary.systemIdentifier);
  });

  it('replica-lag: behind by more than a budget at once, and further with time, while the state is streaming', async () => {
    running.apply('replica-lag jintan-db');
    const before = (await facts('jintan-db-a')).standbys[0];
    expect(before?.state).toBe('streaming');
    expect(before?.replayBytesBehind).toBeGreaterThan(32 * mebibyte);
    clock.advance(60_000);
    const after = (await facts('jintan-db-a')).standbys[0];
    expect(after?.replayBytesBehind).toBeGreaterThan((before?.replayBytesBehind ?? 0) + mebibyte);
    expect(after?.replayLagMs).toBeGreaterThan(30_000);
    running.apply('repair jintan-db replica-lag');
    expect((await facts('jintan-db-a')).standbys[0]?.replayBytesBehind).toBeLessThan(mebibyte);
  });

  it('replica-stopped: nobody listens at the standby, no row at the primary, and the slot holds back ever more', async () => {
    running.apply('replica-stopped jintan-db');
    await expect.poll(() => read('jintan-db-b')).toMatchObject({ outcome: 'absent' });
    clock.advance(600_000);
    const primary = await facts('jintan-db-a');
    expect(primary).toMatchObject({ standbys: [], slots: [{ active: false }] });
    expect(primary.slots[0]?.retainedBytes).toBeGreaterThan(10 * mebibyte);
    running.apply('repair jintan-db');
    await untilAnswered('jintan-db-b');
    expect((await both())[1]).toMatchObject({ inRecovery: true });
    expect((await facts('jintan-db-a')).slots[0]).toMatchObject({ active: true });
  });

  it('pg-fork: both take writes under one identity, on two timelines', async () => {
    running.apply('pg-fork jintan-db');
    clock.advance(60_000);
    const [first, second] = await both();
    expect([first.inRecovery, second.inRecovery]).toEqual([false, false]);
    expect(second.timeline).toBe((first.timeline ?? 0) + 1);
    expect(second.systemIdentifier).toBe(first.systemIdentifier);
    running.apply('repair jintan-db pg-fork');
    expect((await both()).map(({ inRecovery, timeline }) => [inRecovery, timeline])).toEqual([
      [false, first.timeline],
      [true, first.timeline],
    ]);
  });

  it('promote: the roles change on the next timeline, and once more back on the one after', async () => {
    const [before] = await both();
    const held = '1.3.6.1.2.1.4.20.1.1.10.10.1.20';
    const holders = () => ['jintan-db-a', 'jintan-db-b'].filter((id) => running.simulation.view(id).find(held) >= 0);
    expect(holders()).toEqual(['jintan-db-a']);
    running.apply('promote jintan-db');
    expect(holders()).toEqual(['jintan-db-b']);
    expect((await both()).map(({ inRecovery, timeline }) => [inRecovery, timeline])).toEqual([
      [true, (before.timeline ?? 0) + 1],
      [false, (before.timeline ?? 0) + 1],
    ]);
    running.apply('promote jintan-db');
    expect((await both()).map(({ inRecovery, timeline }) => [inRecovery, timeline])).toEqual([
      [false, (before.timeline ?? 0) + 2],
      [true, (before.timeline ?? 0) + 2],
    ]);
  });

  it('a host without power is silent and not absent, and its partner has no standby', async () => {
    running.apply('down jintan-db-b');
    expect(await read('jintan-db-b', { timeoutMs: 300 })).toMatchObject({ outcome: 'silent' });
    expect((await facts('jintan-db-a')).standbys).toEqual([]);
  });

  it('an agent that keeps quiet takes no database with it, and a wrong password is refused', async () => {
    running.apply('silent jintan-db-a');
    expect(await read('jintan-db-a')).toMatchObject({ outcome: 'answered' });
    const wrong = settings.pairs.get('jintan-db') as PairSettings;
    const postgresql = { ...wrong.postgresql, password: 'x' } as NonNullable<PairSettings['postgresql']>;
    const answer = await read('jintan-db-a', { settings: { ...wrong, postgresql } });
    expect(answer).toMatchObject({ outcome: 'refused', reason: { key: 'collector.pairs.sql.wrong-password' } });
  });
});

describe('a pair of databases', () => {
  it('whatever happens to it, its timeline never falls, the WAL of a timeline only grows, and no standby is ahead', () => {
    const plan = planOf(city);
    const pair = city.hostPairs.get('jintan-db');
    if (pair === undefined) throw new Error('no pair');
    const pairId = pair.id;
    const event: fc.Arbitrary<FaultEvent | 'switch'> = fc.oneof(
      fc.record({
        verb: fc.constantFrom('replica-lag' as const, 'replica-stopped' as const),
        pairId: fc.constant(pairId),
      }),
      fc.record({ verb: fc.constant('down' as const), deviceId: fc.constantFrom(pair.memberA, pair.memberB) }),
      fc.record({ verb: fc.constant('repair' as const), target: fc.constantFrom('all', pairId, pair.memberA) }),
      fc.constant('switch' as const),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 600_000 })), { maxLength: 20 }), (steps) => {
        let now = Date.UTC(2026, 10, 1);
        let faults: Faults = noFaults;
        let last = { position: 0n, timeline: 0 };
        const databases = createDatabasePair(pair, (id) => id, { seed: 5, now });
        for (const [next, waitMs] of steps) {
          if (next === 'switch') databases.switchOver(now);
          else faults = transition(faults, next).faults;
          databases.apply(faults, worldOf(plan, faults), now);
          now += waitMs;
          const members = [pair.memberA, pair.memberB].map((id) => databases.at(id, now));
          const primary = members.find(({ inRecovery }) => !inRecovery);
          const standby = members.find(({ inRecovery }) => inRecovery);
          if (primary === undefined || standby === undefined) throw new Error('one of each');
          expect(primary.timeline).toBeGreaterThanOrEqual(last.timeline);
          if (primary.timeline === last.timeline) expect(primary.position).toBeGreaterThanOrEqual(last.position);
          expect(standby.position).toBeLessThanOrEqual(primary.position);
          expect(primary.standby?.behind ?? 0).toBeGreaterThanOrEqual(0);
          last = primary;
        }
      }),
    );
  });

  it('whose primary is lost can be promoted, and what the standby had not got is lost', () => {
    const plan = planOf(city);
    const pair = city.hostPairs.get('jintan-db');
    if (pair === undefined) throw new Error('no pair');
    let now = Date.UTC(2026, 10, 1);
    const databases = createDatabasePair(pair, (id) => id, { seed: 5, now });
    const become = (events: readonly FaultEvent[]): void => {
      const faults = events.reduce((before, each) => transition(before, each).faults, noFaults);
      databases.apply(faults, worldOf(plan, faults), now);
    };
    become([{ verb: 'replica-lag', pairId: pair.id }]);
    now += 30_000;
    const before = databases.at(pair.memberA, now);
    become([{ verb: 'down', deviceId: pair.memberA }]);
    databases.switchOver(now);
    const after = databases.at(pair.memberB, now);
    expect(after).toMatchObject({ inRecovery: false, timeline: 2, standby: undefined });
    expect(before.position - after.position).toBe(BigInt(before.standby?.behind ?? 0));
    expect(before.standby?.behind).toBeGreaterThan(32 * mebibyte);
  });

  it.each([
    [1, 0x300_0000n, '000000010000000000000003'],
    [26, 0x1_0000_0000n, '0000001A0000000100000000'],
    [1, 0xff_ff00_0000n, '00000001000000FF000000FF'],
  ])('names its WAL files as PostgreSQL does: timeline %i, position %i', (timeline, position, name) => {
    expect(walFile(timeline, position)).toBe(name);
  });
});

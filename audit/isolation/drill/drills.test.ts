import { beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { message } from '../../../core/index.ts';
import type { JsonObject, NewRecord } from '../../../ledger/index.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import type { ProbeProtocol, ProbeRun } from '../model.ts';
import { createDrills, type Drills } from './drills.ts';

let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let records: NewRecord[];
let failures: unknown[];
let open: Set<ProbeProtocol>;
let rounds: number;
let drills: Drills;

function run(protocol: ProbeProtocol): ProbeRun {
  return {
    placeId: 'jintan-dc',
    collectorId: 'hub',
    protocol,
    at: clock.now(),
    target: 's1 198.51.100.7',
    nonce: 'n',
    commitment: 1,
    outcome: open.has(protocol) ? 'leaked' : 'blocked',
    detail: message('x'),
    control: { target: '10.8.1.5', outcome: 'reached' },
    targetAlive: undefined,
  };
}

const make = () =>
  createDrills({
    isTarget: (id) => id === 's1',
    tryAll: async () => {
      rounds += 1;
      if (rounds === 2) throw new Error('disk full');
      return [run('icmp'), run('tcp')];
    },
    store,
    ledger: { append: (record) => void records.push(record) },
    clock,
    onFailed: (thrown) => failures.push(thrown),
  });
const wish = { targetId: 's1', permission: '批复 17 号', minutes: 10, by: 'admin', approvedBy: 'wang' };
const whats = () => records.map(({ body }) => (body as JsonObject).what);

beforeEach(() => {
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
  [records, failures, open, rounds] = [[], [], new Set(), 0];
  drills = make();
});

it('finds each way that is open, with the time that it took, and ends when all were found', async () => {
  open.add('icmp');
  expect(drills.begin(wish)).toMatchObject({ ok: true, drill: { state: 'running' } });
  expect([drills.isDrilled('s1'), drills.isDrilled('s2')]).toEqual([true, false]);
  await clock.advance(9_000);
  open.add('tcp');
  await clock.advance(10_000);
  const [drill] = drills.list();
  expect(drill).toMatchObject({
    state: 'ended',
    results: [
      { protocol: 'icmp', foundAfterMs: 0, tries: 2 },
      { protocol: 'tcp', foundAfterMs: 10_000, tries: 2 },
    ],
  });
  expect(drills.isDrilled('s1')).toBe(true);
  await clock.advance(600_000);
  expect(drills.isDrilled('s1')).toBe(false);
  expect(whats()).toEqual(['drill-begun', 'drill-ended']);
  expect(records[1]).toMatchObject({
    subject: `drill ${drill?.id}`,
    body: { permission: '批复 17 号', results: [{ foundAfterSeconds: 0 }, { foundAfterSeconds: 10 }] },
  });
  expect(failures).toHaveLength(1);
});

it('says of each way that it was missed when nobody opened a hole, at the end of its time', async () => {
  drills.begin({ ...wish, minutes: 1 });
  await clock.advance(59_000);
  expect(drills.list()[0]?.state).toBe('running');
  await clock.advance(2_000);
  expect(drills.list()[0]).toMatchObject({ state: 'ended', endedAt: expect.any(Number) });
  expect(drills.list()[0]?.results.map(({ foundAfterMs }) => foundAfterMs)).toEqual([undefined, undefined]);
  expect((records[1]?.body as JsonObject | undefined)?.results).toMatchObject([
    { foundAfterSeconds: null },
    { foundAfterSeconds: null },
  ]);
});

it('is stopped by a person at once, and then proves nothing missed', async () => {
  drills.begin(wish);
  await clock.advance(1_000);
  await drills.stop();
  expect(drills.list()[0]?.state).toBe('stopped');
  expect(clock.pendingCount).toBe(0);
  expect(drills.begin(wish)).toMatchObject({ ok: true });
  await drills.stop();
});

it('that ran when Fangzhou ended is told as stopped after the next start', async () => {
  drills.begin(wish);
  await clock.advance(1_000);
  const again = make();
  await again.start();
  expect(again.list()).toMatchObject([{ state: 'stopped', permission: '批复 17 号' }]);
  await drills.stop();
});

it('runs alone, and only towards a sentinel that is declared', async () => {
  expect(drills.begin({ ...wish, targetId: 's2' })).toMatchObject({
    ok: false,
    what: { key: 'isolation.drill.target' },
  });
  drills.begin(wish);
  expect(drills.begin(wish)).toMatchObject({ ok: false, what: { key: 'isolation.drill.running' } });
  await drills.stop();
});

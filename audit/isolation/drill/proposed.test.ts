import { beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import type { JsonObject, NewRecord } from '../../../ledger/index.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { type Approvals, createApprovals } from '../../approval/approvals.ts';
import { createDrills, type Drills } from './drills.ts';
import { type ProposedDrills, proposedDrills } from './proposed.ts';

const li = { user: 'li', role: 'operator' };
const wang = { user: 'wang', role: 'approver' };
const wish = { targetId: 's1', permission: '批复 17 号', minutes: 10 };
let clock: FakeClock;
let records: NewRecord[];
let tried: number;
let approvals: Approvals;
let drills: Drills;
let proposed: ProposedDrills;

beforeEach(async () => {
  clock = new FakeClock();
  [records, tried] = [[], 0];
  const store = createFakeStore({ kinds: [], clock });
  const ledger = { append: (record: NewRecord) => void records.push(record) };
  approvals = createApprovals({ store, ledger, clock });
  drills = createDrills({
    isTarget: (id) => id === 's1',
    tryAll: async () => {
      tried += 1;
      return [];
    },
    ...{ store, ledger, clock },
    onFailed: () => {},
  });
  proposed = proposedDrills(drills, approvals);
  await approvals.start();
});

const propose = () => {
  const answer = proposed.propose(wish, li);
  if (!answer.ok) throw new Error(answer.reason.key);
  return answer.proposal.id;
};
const decide = (id: string, by = wang, verdict: 'approve' | 'reject' = 'approve') =>
  approvals.decide({ id, verdict, by, note: '' });

it('begins when a second person approves it, and names both on record', async () => {
  const id = propose();
  await clock.advance(60_000);
  expect([tried, proposed.list(), drills.isDrilled('s1')]).toEqual([0, [], false]);
  expect(decide(id, li)).toMatchObject({ ok: false, reason: { key: 'approval.own' } });
  expect(proposed.list()).toEqual([]);
  expect(decide(id)).toMatchObject({ ok: true });
  expect(proposed.list()).toMatchObject([
    { state: 'running', startedBy: 'li', approvedBy: 'wang', startedAt: clock.now() },
  ]);
  const begun = records.find(({ body }) => (body as JsonObject).what === 'drill-begun');
  expect(begun?.body).toMatchObject({ by: 'li', approvedBy: 'wang', permission: '批复 17 号' });
  await proposed.stop();
});

it('that is rejected opens nothing', async () => {
  const id = propose();
  expect(decide(id, wang, 'reject')).toMatchObject({ ok: true });
  await clock.advance(60_000);
  expect([tried, proposed.list()]).toEqual([0, []]);
});

it('is refused where nobody stands, twice for one sentinel, and as long as another one runs', async () => {
  expect(proposed.propose({ ...wish, targetId: 's9' }, li)).toMatchObject({
    ok: false,
    reason: { key: 'isolation.drill.target' },
  });
  const id = propose();
  expect(proposed.propose(wish, wang)).toMatchObject({ ok: false, reason: { key: 'approval.one-waits' } });
  drills.begin({ ...wish, by: 'x', approvedBy: 'y' });
  expect(decide(id)).toMatchObject({ ok: false, reason: { key: 'isolation.drill.running' } });
  await drills.stop();
  expect(decide(id)).toMatchObject({ ok: true });
  await drills.stop();
});

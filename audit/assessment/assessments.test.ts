import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { type AssessmentScheme, calendarDefaults } from '../../inventory/index.ts';
import { type Ledger, openLedger } from '../../ledger/index.ts';
import { trialFolder, trialOptions } from '../../ledger/trial.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { type Approvals, createApprovals } from '../approval/approvals.ts';
import { createOpenItems } from '../open-items/open-items.ts';
import { stateJournal } from '../state/keeper.ts';
import { schemeDigestOf } from './assess.ts';
import { type Assessments, createAssessments } from './assessments.ts';
import { indicator, schemeOf, smallCity } from './stage.fake.ts';

const day = 86_400_000;
const begin = Date.UTC(2025, 11, 31, 16);
const wang = { user: 'wang', role: 'operator' };
const li = { user: 'li', role: 'approver' };
const first = schemeOf(indicator({ kind: 'availability', weight: 80 }), indicator({ kind: 'open-items', weight: 20 }));

let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let ledger: Ledger;
let remove: () => Promise<void>;
let scheme: AssessmentScheme | undefined;
let approvals: Approvals;
let assessments: Assessments;

async function open(): Promise<void> {
  approvals = createApprovals({ store, ledger, clock });
  const times = { staleAfterSeconds: 3_600 };
  assessments = createAssessments({
    ...{ store, ledger, clock, log: silentLog, approvals },
    city: smallCity,
    settings: () => ({
      ...{ timeZone: 'Asia/Shanghai', calendar: calendarDefaults, scheme, ...times, isolation: times, backups: times },
    }),
  });
  await approvals.start();
  await assessments.start();
}

/** A point as it became at a time, in the journal and on record. */
function told(pointId: string, state: string): void {
  const [at, reason] = [clock.now(), { key: `test.${state}` }];
  store.record({ journal: stateJournal, at, subject: `point ${pointId}`, body: { state, reason } });
  ledger.append({
    kind: 'state-change',
    subject: `point ${pointId}`,
    body: { state, reason, at: new Date(at).toISOString() },
  });
}

beforeEach(async () => {
  clock = new FakeClock(begin);
  store = createFakeStore({ kinds: [], clock });
  const trial = await trialFolder();
  remove = trial.remove;
  ledger = await openLedger(trialOptions(trial.folder, clock));
  scheme = first;
  await open();
  // The whole quarter: one-1 is up but for 9 of its 90 days, two-1 half of it.
  for (const id of ['one-1', 'one-2', 'two-1']) told(id, 'up');
  const terms = () => ({ dueMs: 30 * day, remindBeforeMs: day, escalateAfterMonths: 3 });
  const items = createOpenItems({ store, ledger, clock, terms });
  const [title, subject] = [{ key: 'x' }, 'terminal t1'];
  const wish = { source: 'person', title, subject, severity: 'S2', responsible: '所长' } as const;
  items.raise({ ...wish, key: 'a', placeId: 'two-1' });
  items.raise({ ...wish, key: 'b', placeId: 'two-1' });
  clock.jump(10 * day);
  items.act('OI-1', { what: 'answer', text: 'done' }, wang);
  told('one-1', 'down');
  clock.jump(9 * day);
  told('one-1', 'up');
  clock.jump(26 * day);
  told('two-1', 'down');
  clock.jump(45 * day);
});
afterEach(async () => {
  await ledger.close();
  await remove();
});

const scores = async (id: string) => {
  const look = await assessments.made(id);
  if (look?.state !== 'ready') throw new Error(`not made: ${look?.state}`);
  return look.assessment.cards.map(({ unit, score, rank }) => [unit.id, score, rank?.rank]);
};

describe('the assessment of a city', () => {
  it('is made from journals and ledger: whole days of a quarter, counted by hand', async () => {
    // one: 171 of 180 days of its points are 95, nothing came due. two: half of its time, one of two items; (80 x 50 + 20 x 50) / 100.
    expect(await scores('2026-Q1')).toEqual([
      ['d1', { lower: 8_000 * 0.8 + 5_000 * 0.2, upper: 7_400 }, 1],
      ['one', { lower: 9_500, upper: 9_500 }, 1],
      ['two', { lower: 5_000, upper: 5_000 }, 2],
    ]);
  });

  it('names the record of each outage', async () => {
    const look = await assessments.made('2026-Q1');
    const card = look?.state === 'ready' ? look.assessment.cards[1] : undefined;
    if (card === undefined) throw new Error('no card');
    const finding = (await assessments.withPlaces(card)).indicators[0]?.finding;
    const record = finding?.applies === true ? finding.evidence[0]?.record : undefined;
    expect(await ledger.record(record ?? -1)).toMatchObject({
      value: { subject: 'point one-1', body: { state: 'down' } },
    });
  });

  it('of a running period covers what has been, and is made anew as time goes on', async () => {
    clock.jump(10 * day);
    expect(await assessments.look('2026-Q2')).toMatchObject({ state: 'making', before: undefined });
    const look = await assessments.made('2026-Q2');
    expect(look).toMatchObject({ state: 'ready', assessment: { period: { to: clock.now() } } });
    clock.jump(700_000);
    expect(await assessments.look('2026-Q2')).toMatchObject({ state: 'making', before: { periodId: '2026-Q2' } });
    await assessments.made('2026-Q2');
  });

  it('is none where nothing is declared, or of a period that has not begun', async () => {
    expect(await assessments.look('2026-Q3')).toBe(undefined);
    scheme = undefined;
    expect([await assessments.look('2026-Q1'), assessments.periods(), assessments.scheme()]).toEqual([
      ...[undefined, [], undefined],
    ]);
  });
});

describe('closing', () => {
  const propose = () => assessments.propose({ periodId: '2026-Q1', by: wang, reason: 'the quarter is over' });
  const approve = (id: string) => approvals.decide({ id, verdict: 'approve', by: li, note: '' });
  async function close(): Promise<void> {
    const asked = await propose();
    if (!asked.ok) throw new Error(asked.reason.key);
    expect(approve(asked.proposal.id)).toMatchObject({ ok: true });
    await ledger.flush();
  }

  it('waits until the last incident of the period has had its time', async () => {
    scheme = schemeOf(indicator({ kind: 'resolve', withinSeconds: 3_600 }));
    expect(await propose()).toMatchObject({ ok: false, reason: { key: 'assessment.refused.early' } });
    clock.jump(3_600_000);
    expect(await propose()).toMatchObject({ ok: true });
  });

  it('puts the whole and each card on record when a second person agrees, and keeps both as they are', async () => {
    await close();
    const { records } = await ledger.records({ kinds: ['assessment'], order: 'oldest', limit: 50 });
    expect(records.map(({ subject, body }) => [subject, body.what])).toEqual([
      ['assessment 2026-Q1@1', 'proposed'],
      ['assessment 2026-Q1@1', 'approved'],
      ['assessment 2026-Q1@1', 'closed'],
      ['assessment 2026-Q1@1 district d1', 'card'],
      ['assessment 2026-Q1@1 office one', 'card'],
      ['assessment 2026-Q1@1 office two', 'card'],
    ]);
    expect(records[2]?.body).toMatchObject({ proposedBy: wang, by: li, cards: 3, scheme: { version: 1 } });
    expect(records[5]?.body).toMatchObject({ card: { score: { lower: 5_000 }, rank: { rank: 2 } } });
    expect(await propose()).toMatchObject({ ok: false, reason: { key: 'assessment.refused.closed' } });
  });

  it('leaves what was closed as it was when the scheme changes, also over a restart; a version means one scheme alone', async () => {
    await close();
    const before = await scores('2026-Q1@1');
    scheme = { ...schemeOf(indicator({ kind: 'open-items' })), version: 1 };
    expect(await propose()).toMatchObject({ ok: false, reason: { key: 'assessment.refused.closed' } });
    clock.jump(90 * day);
    expect(await assessments.propose({ periodId: '2026-Q2', by: wang, reason: 'x' })).toMatchObject({
      ...{ ok: false, reason: { key: 'assessment.refused.version' } },
    });
    scheme = { ...scheme, version: 2 };
    await open();
    expect(await scores('2026-Q1@1')).toEqual(before);
    expect(await assessments.look('2026-Q1@1')).toMatchObject({
      altered: false,
      assessment: { schemeDigest: schemeDigestOf(first) },
    });
    expect(await scores('2026-Q1')).not.toEqual(before);
    expect(await propose()).toMatchObject({ ok: true });
    expect(assessments.closed().map(({ id, status }) => [id, status])).toEqual([
      ['2026-Q1@2', 'proposed'],
      ['2026-Q1@1', 'closed'],
    ]);
  });

  it('says when a card is no longer the one that was approved', async () => {
    await close();
    const key = '2026-Q1@1 office two';
    const card = (await store.documents('assessment-cards')).find((each) => each.key === key);
    store.put({
      collection: 'assessment-cards',
      key,
      body: { ...(card?.body as object), score: { lower: 9_900, upper: 9_900 } },
    });
    await open();
    expect(await assessments.look('2026-Q1@1')).toMatchObject({ altered: true });
  });

  it('leaves nothing behind when it was rejected', async () => {
    const asked = await propose();
    if (!asked.ok) throw new Error(asked.reason.key);
    approvals.decide({ id: asked.proposal.id, verdict: 'reject', by: li, note: 'not yet' });
    await store.documents('assessment-cards');
    expect(assessments.closed()).toEqual([]);
    expect(await store.documents('assessment-cards')).toEqual([]);
    expect(await propose()).toMatchObject({ ok: true });
  });
});

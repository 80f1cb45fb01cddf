import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { type Message, message } from '../../core/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { type Approvals, createApprovals } from './approvals.ts';
import { approvalLimits, type Proposal } from './model.ts';

const li = { user: 'li', role: 'operator' };
const wang = { user: 'wang', role: 'approver' };
let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let records: NewRecord[];
let done: Proposal[];
let dropped: Proposal[];
let obstacle: Message | undefined;
let approvals: Approvals;

async function open(): Promise<Approvals> {
  const opened = createApprovals({ store, ledger: { append: (record) => void records.push(record) }, clock });
  opened.register('step', {
    kind: 'terminal',
    obstacle: () => obstacle,
    carryOut: (proposal) => void done.push(proposal),
    dropped: (proposal) => void dropped.push(proposal),
  });
  await opened.start();
  return opened;
}

beforeEach(async () => {
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
  [records, done, dropped] = [[], [], []];
  obstacle = undefined;
  approvals = await open();
});

const propose = (subject = 'terminal T1') =>
  approvals.propose({
    matter: 'step',
    subject,
    summary: message('x'),
    reason: '换机',
    body: { event: 'issue' },
    by: li,
  });
const idOf = (answer: ReturnType<typeof propose>): string => (answer.ok ? answer.proposal.id : 'none');

describe('a proposal', () => {
  it('is carried out once another person has approved it, and both steps are on record', () => {
    const id = idOf(propose());
    expect(approvals.decide({ id, verdict: 'approve', by: li, note: '' })).toMatchObject({ ok: false });
    expect(done).toEqual([]);
    expect(approvals.decide({ id, verdict: 'approve', by: wang, note: '同意' })).toMatchObject({ ok: true });
    expect(done).toMatchObject([{ id, decision: { by: wang, note: '同意' } }]);
    expect(approvals.decide({ id, verdict: 'approve', by: wang, note: '' })).toMatchObject({ ok: false });
    expect(records.map(({ kind, subject, body }) => [kind, subject, body.what])).toEqual([
      ['terminal', 'terminal T1', 'proposed'],
      ['terminal', 'terminal T1', 'approved'],
    ]);
    expect(records[1]?.body).toMatchObject({
      proposedBy: li,
      decision: { by: wang, note: '同意' },
      wish: { event: 'issue' },
    });
  });

  it('waits alone for its subject', () => {
    propose();
    expect(propose()).toMatchObject({ ok: false, reason: { key: 'approval.one-waits' } });
    expect(propose('terminal T2').ok).toBe(true);
    expect(approvals.waitingFor('terminal T2')).toMatchObject({ state: 'waiting' });
  });

  it('that cannot be carried out any more is not approved, and waits on', () => {
    const id = idOf(propose());
    obstacle = message('custody.step.refused');
    expect(approvals.decide({ id, verdict: 'approve', by: wang, note: '' })).toEqual({ ok: false, reason: obstacle });
    expect([approvals.find(id)?.state, done.length]).toEqual(['waiting', 0]);
    expect(propose('terminal T3')).toEqual({ ok: false, reason: obstacle });
  });

  it('that nobody decides lapses after its time, is told to its owner and is on record', async () => {
    const id = idOf(propose());
    await clock.advance(approvalLimits.lapseMs);
    expect(approvals.find(id)?.state).toBe('lapsed');
    expect(dropped.map((each) => each.id)).toEqual([id]);
    expect(records.at(-1)?.body.what).toBe('lapsed');
  });

  it('outlives a restart, and no more decided ones are kept than the bound says', async () => {
    const id = idOf(propose());
    approvals.close();
    approvals = await open();
    expect(approvals.decide({ id, verdict: 'reject', by: wang, note: '不必' })).toMatchObject({ ok: true });
    for (let n = 0; n < approvalLimits.decided + 20; n++) {
      const each = idOf(propose(`terminal X${n}`));
      approvals.decide({ id: each, verdict: 'approve', by: wang, note: '' });
    }
    expect(approvals.list()).toHaveLength(approvalLimits.decided);
    expect(await store.documents('approvals')).toHaveLength(approvalLimits.decided);
  });

  it('of nobody, and of an unknown matter, is refused in words', () => {
    expect(approvals.decide({ id: 'none', verdict: 'approve', by: wang, note: '' })).toMatchObject({ ok: false });
    const wish = { matter: 'other', subject: 's', summary: message('x'), reason: 'r', body: {}, by: li };
    expect(approvals.propose(wish)).toMatchObject({ ok: false, reason: { key: 'approval.no-matter' } });
  });

  it('beyond the bound of what may wait is refused', () => {
    for (let n = 0; n < approvalLimits.waiting; n++) propose(`terminal Y${n}`);
    expect(propose('one more')).toMatchObject({ ok: false, reason: { key: 'approval.too-many' } });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApprovalEvent, stepProposal } from './machine.ts';
import { type Proposal, proposalStates } from './model.ts';

const li = { user: 'li', role: 'operator' };
const wang = { user: 'wang', role: 'approver' };
const waiting: Proposal = {
  id: 'p1',
  matter: 'terminal-step',
  subject: 'terminal T01',
  summary: { key: 'x' },
  reason: '换机',
  body: {},
  proposedBy: li,
  proposedAt: 1_000,
  lapsesAt: 2_000,
  state: 'waiting',
};
const by = (what: 'approve' | 'reject' | 'withdraw', actor = wang, at = 1_500): ApprovalEvent => ({
  what,
  by: actor,
  note: '',
  at,
});

describe('a proposal', () => {
  it.each([
    ['approve', wang, 'approved', ['record', 'carry-out']],
    ['reject', wang, 'rejected', ['record']],
    ['withdraw', li, 'withdrawn', ['record']],
  ] as const)('%s by %o becomes %s with %o', (what, actor, state, effects) => {
    expect(stepProposal(waiting, by(what, actor))).toMatchObject({ ok: true, proposal: { state }, effects });
  });

  it.each([
    ['approve', li, 'approval.own'],
    ['reject', li, 'approval.own'],
    ['approve', { user: 'LI', role: 'approver' }, 'approval.own'],
    ['approve', { user: 'ｌｉ', role: 'admin' }, 'approval.own'],
    ['withdraw', wang, 'approval.not-own'],
  ] as const)('%s by %o is refused: %s', (what, actor, key) => {
    expect(stepProposal(waiting, by(what, actor))).toMatchObject({ ok: false, reason: { key } });
  });

  it('lapses by itself when its time is over, and can then not be approved any more', () => {
    expect(stepProposal(waiting, { what: 'tick', at: 1_999 })).toMatchObject({ effects: [] });
    expect(stepProposal(waiting, { what: 'tick', at: 2_000 })).toMatchObject({
      proposal: { state: 'lapsed' },
      effects: ['record'],
    });
    expect(stepProposal(waiting, by('approve', wang, 2_000))).toMatchObject({
      ok: false,
      reason: { key: 'approval.over' },
    });
  });

  it('is carried out at most once, never by one person alone, whatever happens in whatever order', () => {
    const actor = fc.constantFrom(li, wang, { user: 'sun', role: 'admin' });
    const event = fc.oneof(
      fc.record({
        what: fc.constantFrom('approve', 'reject', 'withdraw'),
        by: actor,
        note: fc.string(),
        at: fc.integer({ min: 0, max: 3_000 }),
      }),
      fc.record({ what: fc.constant('tick'), at: fc.integer({ min: 0, max: 3_000 }) }),
    ) as fc.Arbitrary<ApprovalEvent>;
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.constantFrom(...proposalStates), (events, state) => {
        let proposal: Proposal = { ...waiting, state };
        let carried = 0;
        for (const each of events) {
          const step = stepProposal(proposal, each);
          if (!step.ok) continue;
          if (proposal.state !== 'waiting') expect(step).toEqual({ ok: true, proposal, effects: [] });
          proposal = step.proposal;
          if (!step.effects.includes('carry-out')) continue;
          carried += 1;
          expect(proposal.decision?.by.user).not.toBe(proposal.proposedBy.user);
          expect(proposal.decision?.at).toBeLessThan(proposal.lapsesAt);
        }
        expect(carried).toBeLessThanOrEqual(1);
      }),
    );
  });
});

import type { EpochMs, Message } from '../../core/index.ts';
import { message } from '../../core/index.ts';
import type { Actor, Proposal, Verdict } from './model.ts';

/** What happens to a proposal. */
export type ApprovalEvent =
  | { readonly what: Verdict; readonly by: Actor; readonly note: string; readonly at: EpochMs }
  | { readonly what: 'tick'; readonly at: EpochMs };

/** `record`: put on record what became of it; `carry-out`: do what was approved. */
export type ApprovalEffect = 'record' | 'carry-out';

export type ApprovalStep =
  | { readonly ok: true; readonly proposal: Proposal; readonly effects: readonly ApprovalEffect[] }
  | { readonly ok: false; readonly reason: Message };

const stateAfter = { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' } as const;

/** One step of a proposal. Pure. Nobody decides on what he proposed himself; only he takes it back. */
export function stepProposal(proposal: Proposal, event: ApprovalEvent): ApprovalStep {
  const overdue = event.at >= proposal.lapsesAt;
  if (event.what === 'tick') {
    if (proposal.state !== 'waiting' || !overdue) return { ok: true, proposal, effects: [] };
    return { ok: true, proposal: { ...proposal, state: 'lapsed' }, effects: ['record'] };
  }
  if (proposal.state !== 'waiting' || overdue) {
    return refused('approval.over', { state: `key:approval.state.${overdue ? 'lapsed' : proposal.state}` });
  }
  const own = sameUser(event.by, proposal.proposedBy);
  if (own && event.what !== 'withdraw') return refused('approval.own');
  if (!own && event.what === 'withdraw') return refused('approval.not-own');
  const decision = { by: event.by, at: event.at, note: event.note };
  const effects = event.what === 'approve' ? (['record', 'carry-out'] as const) : (['record'] as const);
  return { ok: true, proposal: { ...proposal, state: stateAfter[event.what], decision }, effects };
}

/** Names are compared as people read them, so that a second spelling of one name is no second person. */
function sameUser(a: Actor, b: Actor): boolean {
  const plain = ({ user }: Actor): string => user.normalize('NFKC').toLowerCase();
  return plain(a) === plain(b);
}

function refused(key: string, params: Readonly<Record<string, string>> = {}): ApprovalStep {
  return { ok: false, reason: message(key, params) };
}

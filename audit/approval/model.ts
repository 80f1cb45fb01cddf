/** Four eyes: what one person proposes is carried out when another one has approved it. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { JsonObject } from '../../ledger/index.ts';

/** Who acts, in which role; records name both. */
export interface Actor {
  readonly user: string;
  readonly role: string;
}

export const proposalStates = ['waiting', 'approved', 'rejected', 'withdrawn', 'lapsed'] as const;
export type ProposalState = (typeof proposalStates)[number];

export interface Proposal {
  readonly id: string;
  /** Which part carries it out: `terminal-step`, `stock-take`. */
  readonly matter: string;
  /** What it is about, as records name it: `terminal T01`. One may wait at a time for each. */
  readonly subject: string;
  readonly summary: Message;
  readonly reason: string;
  /** What exactly is to be carried out; its shape is the matter's own. */
  readonly body: JsonObject;
  readonly proposedBy: Actor;
  readonly proposedAt: EpochMs;
  readonly lapsesAt: EpochMs;
  readonly state: ProposalState;
  readonly decision?: { readonly by: Actor; readonly at: EpochMs; readonly note: string };
}

export type Verdict = 'approve' | 'reject' | 'withdraw';

/** Bounds of what waits and of what is kept; everything is in the ledger besides. */
export const approvalLimits = {
  waiting: 1_000,
  decided: 500,
  /** Nobody decided for so long: it lapses and must be proposed anew. */
  lapseMs: 30 * 86_400_000,
} as const;

import { randomBytes } from 'node:crypto';
import { type Cancel, type Clock, type Message, message } from '../../core/index.ts';
import type { JsonObject, Ledger, RecordKind } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { type ApprovalEvent, stepProposal } from './machine.ts';
import { type Actor, approvalLimits, type Proposal, type Verdict } from './model.ts';

const collection = 'approvals';
const tickMs = 60_000;

/** The part that carries out what was approved. */
export interface Matter {
  /** What its records are. */
  readonly kind: RecordKind;
  /** Why it cannot be carried out as things stand now; asked when it is proposed and again when it is approved. */
  obstacle(proposal: Pick<Proposal, 'subject' | 'body'>): Message | undefined;
  /** Called once, with the decision in it. */
  carryOut(proposal: Proposal): void;
  /** Called when it was rejected, withdrawn or has lapsed. */
  dropped?(proposal: Proposal): void;
}

export type ApprovalAnswer =
  | { readonly ok: true; readonly proposal: Proposal }
  | { readonly ok: false; readonly reason: Message };

/** What waits for a second person, and what became of it. */
export interface Approvals {
  start(): Promise<void>;
  /** Before `start`. */
  register(matter: string, part: Matter): void;
  propose(wish: {
    readonly matter: string;
    readonly subject: string;
    readonly summary: Message;
    readonly reason: string;
    readonly body: JsonObject;
    readonly by: Actor;
  }): ApprovalAnswer;
  decide(decision: {
    readonly id: string;
    readonly verdict: Verdict;
    readonly by: Actor;
    readonly note: string;
  }): ApprovalAnswer;
  /** Those that wait first, then the newest. */
  list(): readonly Proposal[];
  find(id: string): Proposal | undefined;
  waitingFor(subject: string): Proposal | undefined;
  close(): void;
}

export function createApprovals(deps: {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
}): Approvals {
  const { store, ledger, clock } = deps;
  const matters = new Map<string, Matter>();
  const proposals = new Map<string, Proposal>();
  let cancelTick: Cancel | undefined;

  const waiting = (): readonly Proposal[] => [...proposals.values()].filter(({ state }) => state === 'waiting');

  function keep(proposal: Proposal): void {
    proposals.set(proposal.id, proposal);
    store.put({ collection, key: proposal.id, body: proposal });
  }

  function putOnRecord(proposal: Proposal, what: string): void {
    const kind = matters.get(proposal.matter)?.kind;
    if (kind === undefined) return;
    const { id, matter, subject, reason, body, proposedBy, decision } = proposal;
    const decided =
      decision === undefined
        ? {}
        : { decision: { by: { ...decision.by }, at: new Date(decision.at).toISOString(), note: decision.note } };
    const record: JsonObject = {
      what,
      proposal: id,
      matter,
      reason,
      wish: body,
      proposedBy: { ...proposedBy },
      ...decided,
    };
    ledger.append({ kind, subject, body: record });
  }

  function trim(): void {
    const decided = [...proposals.values()].filter(({ state }) => state !== 'waiting');
    const endOf = ({ decision, lapsesAt }: Proposal): number => decision?.at ?? lapsesAt;
    const surplus = decided.length - approvalLimits.decided;
    if (surplus <= 0) return;
    for (const { id } of decided.sort((a, b) => endOf(a) - endOf(b)).slice(0, surplus)) {
      proposals.delete(id);
      store.put({ collection, key: id, body: undefined });
    }
  }

  function happen(proposal: Proposal, event: ApprovalEvent): ApprovalAnswer {
    const step = stepProposal(proposal, event);
    if (!step.ok) return step;
    if (step.effects.length === 0) return { ok: true, proposal };
    const part = matters.get(proposal.matter);
    if (part === undefined) return { ok: false, reason: message('approval.no-matter', { matter: proposal.matter }) };
    const carries = step.effects.includes('carry-out');
    const obstacle = carries ? part.obstacle(step.proposal) : undefined;
    if (obstacle !== undefined) return { ok: false, reason: obstacle };
    keep(step.proposal);
    putOnRecord(step.proposal, step.proposal.state);
    if (carries) part.carryOut(step.proposal);
    else part.dropped?.(step.proposal);
    trim();
    return { ok: true, proposal: step.proposal };
  }

  function tick(): void {
    for (const proposal of waiting()) happen(proposal, { what: 'tick', at: clock.now() });
    cancelTick = clock.after(tickMs, tick);
  }

  return {
    async start() {
      for (const { key, body } of await store.documents(collection)) if (isProposal(body)) proposals.set(key, body);
      tick();
    },
    register: (matter, part) => void matters.set(matter, part),
    propose({ matter, subject, summary, reason, body, by }) {
      const part = matters.get(matter);
      if (part === undefined) return { ok: false, reason: message('approval.no-matter', { matter }) };
      const before = waiting();
      if (before.some((each) => each.subject === subject)) return { ok: false, reason: message('approval.one-waits') };
      if (before.length >= approvalLimits.waiting)
        return { ok: false, reason: message('approval.too-many', { maximum: approvalLimits.waiting }) };
      const obstacle = part.obstacle({ subject, body });
      if (obstacle !== undefined) return { ok: false, reason: obstacle };
      const now = clock.now();
      const id = `${now.toString(36)}-${randomBytes(4).toString('hex')}`;
      const times = { proposedAt: now, lapsesAt: now + approvalLimits.lapseMs };
      const proposal: Proposal = {
        id,
        matter,
        subject,
        summary,
        reason,
        body,
        proposedBy: by,
        ...times,
        state: 'waiting',
      };
      keep(proposal);
      putOnRecord(proposal, 'proposed');
      return { ok: true, proposal };
    },
    decide({ id, verdict, by, note }) {
      const proposal = proposals.get(id);
      if (proposal === undefined) return { ok: false, reason: message('approval.unknown', { id }) };
      return happen(proposal, { what: verdict, by, note, at: clock.now() });
    },
    list: () =>
      [...proposals.values()].sort(
        (a, b) => Number(a.state !== 'waiting') - Number(b.state !== 'waiting') || b.proposedAt - a.proposedAt,
      ),
    find: (id) => proposals.get(id),
    waitingFor: (subject) => waiting().find((each) => each.subject === subject),
    close: () => cancelTick?.(),
  };
}

/** Documents of another version are not believed. */
function isProposal(body: unknown): body is Proposal {
  if (typeof body !== 'object' || body === null) return false;
  const { id, matter, subject, summary, state, proposedBy, lapsesAt } = body as Partial<Proposal>;
  const texts = [id, matter, subject, state, summary?.key, proposedBy?.user].every((text) => typeof text === 'string');
  return texts && typeof lapsesAt === 'number';
}

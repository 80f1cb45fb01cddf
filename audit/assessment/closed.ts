/** Closed assessments: proposed by one person, approved by another, on record, and then as they are for good. */
import { type Clock, type Message, message } from '../../core/index.ts';
import type { JsonObject, Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import type { ApprovalAnswer, Approvals } from '../approval/approvals.ts';
import type { Actor, Proposal } from '../approval/model.ts';
import { type Assessment, assessmentLimits, type ScoreCard } from './model.ts';
import { assessmentSubject, cardsDigestOf, closedIdOf, closingRecords } from './records.ts';

const collection = 'assessments';
const cardCollection = 'assessment-cards';
export const assessmentMatter = 'assessment';

/** An assessment without its cards. */
export interface ClosedAssessment extends Omit<Assessment, 'cards'> {
  /** `2026-Q4@2` */
  readonly id: string;
  readonly status: 'proposed' | 'closed';
  readonly cardCount: number;
  readonly cardsDigest: string;
  readonly proposedBy: Actor;
  readonly closedBy?: Actor;
  readonly closedAt?: number;
  readonly reason: string;
  /** Its records were given to the ledger. */
  readonly recorded?: true;
}

export interface ClosedAssessments {
  start(): Promise<void>;
  /** Newest period first, of one period the newest version. */
  list(): readonly ClosedAssessment[];
  find(id: string): ClosedAssessment | undefined;
  /** With its cards as they were; `altered`: they are not those that were approved. */
  read(id: string): Promise<{ readonly assessment: Assessment; readonly altered: boolean } | undefined>;
  /** Why it cannot be closed now. */
  obstacle(about: Pick<Assessment, 'periodId' | 'periodEnd' | 'scheme' | 'schemeDigest'>): Message | undefined;
  propose(assessment: Assessment, wish: { readonly by: Actor; readonly reason: string }): ApprovalAnswer;
}

export function createClosedAssessments(deps: {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly approvals: Pick<Approvals, 'register' | 'propose'>;
}): ClosedAssessments {
  const { store, ledger, clock, approvals } = deps;
  const heads = new Map<string, ClosedAssessment>();
  /** Those that were read or made last, with their cards. */
  const atHand = new Map<string, readonly ScoreCard[]>();

  const keyOf = (id: string, { unit }: ScoreCard): string => `${id} ${unit.kind} ${unit.id}`;

  function keep(head: ClosedAssessment): void {
    heads.set(head.id, head);
    store.put({ collection, key: head.id, body: head });
  }

  function hold(id: string, cards: readonly ScoreCard[]): void {
    atHand.delete(id);
    atHand.set(id, cards);
    for (const old of [...atHand.keys()].slice(0, -assessmentLimits.atHand)) atHand.delete(old);
  }

  async function cardsOf(id: string): Promise<readonly ScoreCard[]> {
    const known = atHand.get(id);
    if (known !== undefined) return known;
    const found = (await store.documents(cardCollection)).filter(({ key }) => key.startsWith(`${id} `));
    const cards = found.flatMap(({ body }) => (isCard(body) ? [body] : []));
    // Documents come in no order that means anything.
    const order = (card: ScoreCard): number => card.rank?.rank ?? Number.MAX_SAFE_INTEGER;
    const sorted = cards.sort(
      (a, b) =>
        (a.unit.kind < b.unit.kind ? -1 : a.unit.kind > b.unit.kind ? 1 : 0) ||
        order(a) - order(b) ||
        (b.score?.upper ?? 0) - (a.score?.upper ?? 0) ||
        (a.unit.id < b.unit.id ? -1 : 1),
    );
    hold(id, sorted);
    return sorted;
  }

  /** Cards may have to be read first; a stop meanwhile is made up for at the next start. */
  async function putOnRecord(id: string): Promise<void> {
    const cards = await cardsOf(id);
    const head = heads.get(id);
    if (head?.closedBy === undefined || head.recorded === true) return;
    const { proposedBy, closedBy: by, reason } = head;
    for (const record of closingRecords(id, { ...head, cards }, { proposedBy, by, reason })) ledger.append(record);
    keep({ ...head, recorded: true });
  }

  function forget(id: string): void {
    heads.delete(id);
    atHand.delete(id);
    store.put({ collection, key: id, body: undefined });
    void store.documents(cardCollection).then((found) => {
      if (heads.has(id)) return;
      for (const { key } of found.filter((each) => each.key.startsWith(`${id} `)))
        store.put({ collection: cardCollection, key, body: undefined });
    });
  }

  function list(): readonly ClosedAssessment[] {
    return [...heads.values()].sort(
      (a, b) => b.period.from - a.period.from || b.periodEnd - a.periodEnd || b.scheme.version - a.scheme.version,
    );
  }

  function obstacle(
    about: Pick<Assessment, 'periodId' | 'periodEnd' | 'scheme' | 'schemeDigest'>,
  ): Message | undefined {
    const { periodId, periodEnd, scheme, schemeDigest } = about;
    const id = closedIdOf(periodId, scheme.version);
    if (heads.has(id)) return message('assessment.refused.closed', { id });
    const other = list().find((each) => each.scheme.version === scheme.version && each.schemeDigest !== schemeDigest);
    if (other !== undefined) return message('assessment.refused.version', { version: scheme.version, id: other.id });
    // What began in its last minute must have had its time, too.
    const waitSeconds = Math.max(0, ...scheme.indicators.map(({ withinSeconds }) => withinSeconds));
    const from = periodEnd + waitSeconds * 1_000;
    return clock.now() < from ? message('assessment.refused.early', { from: new Date(from).toISOString() }) : undefined;
  }

  approvals.register(assessmentMatter, {
    kind: 'assessment',
    obstacle({ subject, body }) {
      const head = heads.get(subject.slice(assessmentSubject('').length));
      const isSame = head?.status === 'proposed' && head.cardsDigest === body.cardsDigest;
      return isSame ? undefined : message('assessment.refused.changed');
    },
    carryOut({ subject, decision }: Proposal) {
      const head = heads.get(subject.slice(assessmentSubject('').length));
      if (head === undefined || decision === undefined) return;
      keep({ ...head, status: 'closed', closedBy: decision.by, closedAt: decision.at });
      void putOnRecord(head.id);
      for (const { id } of list()
        .filter(({ status }) => status === 'closed')
        .slice(assessmentLimits.closed))
        forget(id);
    },
    dropped: ({ subject }) => forget(subject.slice(assessmentSubject('').length)),
  });

  return {
    async start() {
      for (const { key, body } of await store.documents(collection)) if (isHead(body)) heads.set(key, body);
      for (const { id, status, recorded } of heads.values())
        if (status === 'closed' && recorded !== true) await putOnRecord(id);
    },
    list,
    find: (id) => heads.get(id),
    async read(id) {
      const head = heads.get(id);
      if (head === undefined) return undefined;
      const cards = await cardsOf(id);
      return { assessment: { ...head, cards }, altered: cardsDigestOf(cards) !== head.cardsDigest };
    },
    obstacle,
    propose(assessment, { by, reason }) {
      const against = obstacle(assessment);
      if (against !== undefined) return { ok: false, reason: against };
      const { cards, ...about } = assessment;
      const id = closedIdOf(assessment.periodId, assessment.scheme.version);
      const cardsDigest = cardsDigestOf(cards);
      const head: ClosedAssessment = {
        ...{ ...about, id, status: 'proposed', cardCount: cards.length, cardsDigest, proposedBy: by, reason },
      };
      heads.set(id, head);
      const { periodId, scheme, schemeDigest } = about;
      const body: JsonObject = {
        period: periodId,
        version: scheme.version,
        schemeDigest,
        cards: cards.length,
        cardsDigest,
      };
      const asked = approvals.propose({
        ...{ matter: assessmentMatter, subject: assessmentSubject(id), reason, body, by },
        summary: message('assessment.proposal', { period: periodId, version: scheme.version }),
      });
      if (!asked.ok) {
        heads.delete(id);
        return asked;
      }
      keep(head);
      hold(id, cards);
      for (const card of cards) store.put({ collection: cardCollection, key: keyOf(id, card), body: card });
      return asked;
    },
  };
}

/** Documents of another version are not believed. */
function isHead(body: unknown): body is ClosedAssessment {
  if (typeof body !== 'object' || body === null) return false;
  const { id, status, periodId, period, scheme, cardsDigest, madeAt } = body as Partial<ClosedAssessment>;
  const texts = [id, status, periodId, cardsDigest].every((text) => typeof text === 'string');
  return texts && typeof period?.from === 'number' && Array.isArray(scheme?.indicators) && typeof madeAt === 'number';
}

function isCard(body: unknown): body is ScoreCard {
  if (typeof body !== 'object' || body === null) return false;
  const { unit, indicators } = body as Partial<ScoreCard>;
  return typeof unit?.id === 'string' && Array.isArray(indicators);
}

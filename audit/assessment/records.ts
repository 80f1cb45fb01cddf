/** What of a closed assessment goes to the ledger: one record of the whole, and one of each card, from which it can be read again. */
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import type { Actor } from '../approval/model.ts';
import { digestOf } from '../stocktake/records.ts';
import type { Assessment, ScoreCard } from './model.ts';
import { shareRange } from './points.ts';

/** `2026-Q4@2`: a period under a version of the scheme. */
export const closedIdOf = (periodId: string, version: number): string => `${periodId}@${version}`;

export const assessmentSubject = (id: string): string => `assessment ${id}`;
export const cardSubject = (id: string, { unit: { kind, id: unitId } }: Pick<ScoreCard, 'unit'>): string =>
  `assessment ${id} ${kind} ${unitId}`;

const iso = (at: number): string => new Date(at).toISOString();

/** Of the canonical JSON of all cards: a card that was altered in the store has another. */
export const cardsDigestOf = (cards: readonly ScoreCard[]): string => digestOf(JSON.parse(JSON.stringify(cards)));

export function closingRecords(
  id: string,
  assessment: Assessment,
  { proposedBy, by, reason }: { readonly proposedBy: Actor; readonly by: Actor; readonly reason: string },
): readonly NewRecord[] {
  const { periodId, period, scheme, schemeDigest, madeAt, cards } = assessment;
  const whole: JsonObject = {
    ...{ what: 'closed', period: periodId, from: iso(period.from), to: iso(period.to), madeAt: iso(madeAt) },
    ...{ scheme: plain(scheme), schemeDigest, cards: cards.length, cardsDigest: cardsDigestOf(cards) },
    ...{ proposedBy: { ...proposedBy }, by: { ...by }, reason },
  };
  return [
    { kind: 'assessment', subject: assessmentSubject(id), body: whole },
    ...cards.map((card): NewRecord => ({ kind: 'assessment', subject: cardSubject(id, card), body: cardBody(card) })),
  ];
}

/** A card as it was, with the shares that its measures come to. */
function cardBody(card: ScoreCard): JsonObject {
  const shares = card.indicators.map(({ id, finding }) => ({
    id,
    share: finding.applies ? (shareRange(finding.measure) ?? null) : null,
  }));
  return { what: 'card', card: plain(card), shares: plain(shares) };
}

const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

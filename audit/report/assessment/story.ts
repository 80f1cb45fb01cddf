/** What the ledger tells of one closed assessment: read without trust, the same in the server and in every verifier. */
import {
  canonicalJson,
  type Json,
  type JsonObject,
  type LedgerRecord,
  sha256,
  toHex,
  utf8,
} from '../../../ledger/verify/index.ts';
import type { AssessmentScheme, ScoreCard, UnitKind } from '../../assessment/model.ts';
import { shareRange } from '../../assessment/points.ts';
import { ranked, scoreUnit } from '../../assessment/score.ts';
import type { ReportVerdict } from '../model.ts';

export interface AssessmentStory {
  readonly assessmentId: string;
  /** Undefined: its closing is not on record. */
  readonly closing:
    | {
        readonly scheme: AssessmentScheme;
        readonly proposedBy: string | null;
        readonly approvedBy: string | null;
        readonly reason: string;
        /** How many cards were approved. */
        readonly cards: number;
        readonly cardsDigest: string;
        readonly isSchemeSame: boolean;
        readonly record: number;
      }
    | undefined;
  /** Districts, then offices, each by rank; scores, shares and ranks made anew from what was counted. */
  readonly cards: readonly {
    readonly card: ScoreCard;
    /** Whether the record says the same score, points, share and rank. */
    readonly isSame: boolean;
    readonly record: number;
  }[];
  /** Whether the cards on record are, together, those that were approved. */
  readonly isWhole: boolean;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const userOf = (value: Json | undefined): string | null => (isObject(value) ? textOf(value.user) : null);
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
const digestOf = (value: Json): string => `sha256:${toHex(sha256(utf8(canonicalJson(value))))}`;

export const isOfAssessment = ({ kind, subject }: Pick<LedgerRecord, 'kind' | 'subject'>, id: string): boolean =>
  kind === 'assessment' && (subject === `assessment ${id}` || subject.startsWith(`assessment ${id} `));

/**
 * The story of an assessment from its records, in the order of the ledger; records of others are passed over.
 * @throws when a record has another shape than ours: whoever made it, no score can be made of it.
 */
export function assessmentStoryOf(assessmentId: string, records: readonly LedgerRecord[]): AssessmentStory {
  const own = records.filter((record) => isOfAssessment(record, assessmentId));
  const closed = own.findLast(({ body }) => body.what === 'closed');
  const told = own.filter(({ body }) => body.what === 'card' && isObject(body.card));
  if (closed === undefined || !isObject(closed.body.scheme)) {
    return { assessmentId, closing: undefined, cards: [], isWhole: false };
  }
  const { body, seq } = closed;
  const scheme = body.scheme as unknown as AssessmentScheme;
  const recorded = told.map((record) => ({
    record: record.seq,
    card: record.body.card as unknown as ScoreCard,
  }));
  const anew = (kind: UnitKind) =>
    ranked(
      recorded
        .filter(({ card }) => card.unit.kind === kind)
        .map(({ card }) =>
          scoreUnit(
            card.unit,
            scheme.indicators,
            card.indicators.map(({ finding }) => finding),
          ),
        ),
    );
  const cards = [...anew('district'), ...anew('office')].map((card) => {
    const of = recorded.find((each) => each.card.unit.kind === card.unit.kind && each.card.unit.id === card.unit.id);
    return { card, isSame: sayOf(of?.card) === sayOf(card), record: of?.record ?? seq };
  });
  const cardsDigest = textOf(body.cardsDigest) ?? '';
  return {
    assessmentId,
    closing: {
      ...{ scheme, cardsDigest, record: seq, reason: textOf(body.reason) ?? '' },
      ...{ proposedBy: userOf(body.proposedBy), approvedBy: userOf(body.by) },
      cards: typeof body.cards === 'number' ? body.cards : 0,
      isSchemeSame: body.schemeDigest === digestOf(plain(scheme)),
    },
    cards,
    isWhole: recorded.length === body.cards && cardsDigest === digestOf(plain(recorded.map(({ card }) => card))),
  };
}

/** What a card says that follows from what was counted. */
function sayOf(card: ScoreCard | undefined): string {
  const { score, rank, indicators = [] } = card ?? {};
  return canonicalJson(
    plain({ score, rank, indicators: indicators.map(({ id, points, share }) => ({ id, points, share })) }),
  );
}

/** Whether the assessment on record adds up; nothing here says that an office did well. */
export function assessmentVerdictOf(story: AssessmentStory): ReportVerdict {
  const { closing, cards, isWhole } = story;
  if (closing === undefined) return 'unknown';
  if (!isWhole || !closing.isSchemeSame || cards.some(({ isSame }) => !isSame)) return 'fail';
  const { proposedBy, approvedBy } = closing;
  return approvedBy !== null && proposedBy !== null && approvedBy !== proposedBy ? 'pass' : 'unknown';
}

/** Share of the approved cards that are on record. */
export function assessmentCoverageOf({ closing, cards }: AssessmentStory): number {
  return closing === undefined || closing.cards === 0 ? 0 : Math.min(1, cards.length / closing.cards);
}

/** Ids and values of the head figures; texts hold no words, so that they are the same in every language. */
export function assessmentFiguresOf({
  closing,
  cards,
}: AssessmentStory): readonly (readonly [string, number | string | null])[] {
  const count = (kind: UnitKind): number => cards.filter(({ card }) => card.unit.kind === kind).length;
  return [
    ['version', closing?.scheme.version ?? null],
    ['districts', count('district')],
    ['offices', count('office')],
    ['open', cards.filter(({ card: { score } }) => score !== undefined && score.lower !== score.upper).length],
    ['proposedBy', closing?.proposedBy ?? null],
    ['approvedBy', closing?.approvedBy ?? null],
  ];
}

export const cardColumnIds = ['rank', 'scoreLower', 'scoreUpper', 'best', 'worst', 'of'] as const;
export const indicatorColumnIds = [
  ...(['weight', 'share', 'valueLower', 'valueUpper', 'pointsLower', 'pointsUpper'] as const),
  ...(['good', 'bad', 'unknown'] as const),
] as const;

type Value = number | string | null;
export interface StoryRow {
  readonly kind: string;
  readonly id: string;
  readonly verdict: ReportVerdict;
  readonly values: readonly Value[];
}

const hundredth = (value: number | undefined): number | null => (value === undefined ? null : value / 100);

/** The rows of the three tables: districts, offices, and every indicator of each of them. */
export function assessmentRowsOf({
  closing,
  cards,
}: AssessmentStory): Readonly<Record<'districts' | 'offices' | 'indicators', readonly StoryRow[]>> {
  const verdictOf = (isSame: boolean): ReportVerdict => (isSame ? 'pass' : 'fail');
  const rowsOf = (kind: UnitKind): readonly StoryRow[] =>
    cards
      .filter(({ card }) => card.unit.kind === kind)
      .map(({ card: { unit, score, rank }, isSame }) => ({
        ...{ kind, id: unit.id, verdict: verdictOf(isSame) },
        values: [
          ...[rank?.rank ?? null, hundredth(score?.lower), hundredth(score?.upper)],
          ...[rank?.best ?? null, rank?.worst ?? null, rank?.of ?? null],
        ],
      }));
  const indicators = cards.flatMap(({ card: { unit, indicators: scores }, isSame }) =>
    scores.map(({ id, finding, points, share }, index): StoryRow => {
      const weight = closing?.scheme.indicators[index]?.weight ?? null;
      const [of, scale] = finding.applies ? [finding.measure, finding.unit === 'ms' ? 1_000 : 1] : [undefined, 1];
      const value = of === undefined ? undefined : shareRange(of);
      return {
        ...{ kind: `indicator-${unit.kind}`, id: `${unit.id}/${id}`, verdict: verdictOf(isSame) },
        values: [
          ...[weight, share / 10_000, value?.lower ?? null, value?.upper ?? null],
          ...[hundredth(points?.lower), hundredth(points?.upper)],
          ...(of === undefined ? [null, null, null] : [of.good / scale, of.bad / scale, of.unknown / scale]),
        ],
      };
    }),
  );
  return { districts: rowsOf('district'), offices: rowsOf('office'), indicators };
}

/** What does not add up, the whole first. */
export function assessmentFindingsOf(
  story: AssessmentStory,
): readonly { readonly what: string; readonly kind: string; readonly id: string; readonly record: number }[] {
  const { closing, cards, isWhole, assessmentId } = story;
  if (closing === undefined) return [];
  const whole = (what: string) => ({ what, kind: 'assessment', id: assessmentId, record: closing.record });
  const isOnePerson = closing.approvedBy === null || closing.approvedBy === closing.proposedBy;
  return [
    ...(isWhole ? [] : [whole('other-cards')]),
    ...(closing.isSchemeSame ? [] : [whole('other-scheme')]),
    ...(isOnePerson ? [whole('one-person')] : []),
    ...cards
      .filter(({ isSame }) => !isSame)
      .map(({ card: { unit }, record }) => ({ what: 'other-score', kind: unit.kind, id: unit.id, record })),
  ];
}

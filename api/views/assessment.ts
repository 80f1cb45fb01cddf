import {
  type Assessment,
  type AssessmentLook,
  type Assessments,
  type ClosedAssessment,
  type MeasureUnit,
  type ScoreCard,
  schemeDigestOf,
  shareRange,
} from '../../audit/index.ts';
import type { AssessmentScheme } from '../../inventory/index.ts';
import type {
  WireAssessment,
  WireAssessmentHead,
  WireAssessments,
  WireCard,
  WireCardIndicator,
  WireCardRow,
  WireClosedAssessment,
  WireRange,
  WireScheme,
} from '../wire-assessment.ts';
import { isoTime } from './element.ts';

const hundredth = (value: number): number => value / 100;

export function wireScheme(scheme: AssessmentScheme): WireScheme {
  const { version, rhythm, indicators } = scheme;
  return {
    ...{ version, rhythm, digest: schemeDigestOf(scheme) },
    indicators: indicators.map(({ steps, nameZh, nameEn, ...rest }) => ({
      ...rest,
      ...{ nameZh: nameZh ?? null, nameEn: nameEn ?? null },
      steps: steps.map(({ atMillionths, pointHundredths }) => ({
        ...{ at: atMillionths / 1e6, points: hundredth(pointHundredths) },
      })),
    })),
  };
}

export function wireAssessments(assessments: Pick<Assessments, 'scheme' | 'periods' | 'closed'>): WireAssessments {
  const now = assessments.scheme();
  return {
    scheme: now === undefined ? null : wireScheme(now.scheme),
    periods: assessments.periods().map(({ from, to, obstacle, ...rest }) => ({
      ...rest,
      ...{ from: isoTime(from), to: isoTime(to), obstacle: obstacle ?? null },
    })),
    closed: assessments.closed().map(wireClosed),
  };
}

function wireClosed(closed: ClosedAssessment): WireClosedAssessment {
  const {
    id,
    periodId,
    period,
    periodEnd,
    scheme,
    schemeDigest,
    status,
    madeAt,
    proposedBy,
    closedBy,
    closedAt,
    reason,
  } = closed;
  return {
    ...{ id, periodId, from: isoTime(period.from), to: isoTime(periodEnd), version: scheme.version, schemeDigest },
    ...{ status, madeAt: isoTime(madeAt), proposedBy: proposedBy.user, closedBy: closedBy?.user ?? null, reason },
    closedAt: closedAt === undefined ? null : isoTime(closedAt),
  };
}

type Look = NonNullable<Awaited<ReturnType<Assessments['look']>>>;

/** What there is to show: what is ready, or what was until it is made anew. */
export function shownOf(look: AssessmentLook): Assessment | undefined {
  return look.state === 'ready' ? look.assessment : look.state === 'making' ? look.before : undefined;
}

export function wireHead(id: string, look: Look): WireAssessmentHead {
  const shown = shownOf(look);
  return {
    ...{ id, state: look.state, share: look.state === 'making' ? look.share : Number(look.state === 'ready') },
    reason: look.state === 'failed' ? look.reason : null,
    remedy: look.state === 'failed' ? (look.remedy ?? null) : null,
    closed: look.closed === undefined ? null : wireClosed(look.closed),
    altered: look.altered ?? false,
    about:
      shown === undefined
        ? null
        : {
            ...{ periodId: shown.periodId, from: isoTime(shown.period.from), to: isoTime(shown.period.to) },
            ...{ periodEnd: isoTime(shown.periodEnd), madeAt: isoTime(shown.madeAt), scheme: wireScheme(shown.scheme) },
          },
  };
}

export function wireAssessment(id: string, look: Look): WireAssessment {
  return { ...wireHead(id, look), cards: (shownOf(look)?.cards ?? []).map(wireRow) };
}

const wireRange = (range: { readonly lower: number; readonly upper: number } | undefined): WireRange | null =>
  range === undefined ? null : { lower: hundredth(range.lower), upper: hundredth(range.upper) };

function wireUnit({ unit, score, rank }: ScoreCard): Omit<WireCardRow, 'indicators'> {
  return { ...unit, score: wireRange(score), rank: rank ?? null };
}

function wireRow(card: ScoreCard): WireCardRow {
  return {
    ...wireUnit(card),
    indicators: card.indicators.map(({ id, points, share }) => ({
      ...{ id, points: wireRange(points), share: hundredth(share) },
    })),
  };
}

const units: Readonly<
  Record<MeasureUnit, readonly [word: 'seconds' | 'terminals' | 'items' | 'incidents', scale: number]>
> = {
  ms: ['seconds', 1_000],
  terminals: ['terminals', 1],
  items: ['items', 1],
  incidents: ['incidents', 1],
};

export function wireCard(card: ScoreCard): WireCard {
  return {
    ...wireUnit(card),
    indicators: card.indicators.map(({ id, points, share, finding }): WireCardIndicator => {
      const head = { id, points: wireRange(points), share: hundredth(share) };
      if (!finding.applies) return { ...head, none: finding.none, counted: null };
      const { measure, inputs, evidence, evidenceLeftOut } = finding;
      const [unit, scale] = units[finding.unit];
      return {
        ...{ ...head, none: null },
        counted: {
          ...{ unit, good: measure.good / scale, bad: measure.bad / scale, unknown: measure.unknown / scale },
          ...{ value: shareRange(measure) ?? { lower: 0, upper: 0 }, inputs, evidenceLeftOut },
          evidence: evidence.map(({ about, what, from, to, record }) => ({
            ...{ about, what, from: isoTime(from), to: to === undefined ? null : isoTime(to), record: record ?? null },
          })),
        },
      };
    }),
  };
}

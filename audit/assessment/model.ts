/** Score cards of offices and districts (考核): declared, weighted indicators, each with what it was measured from. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { AssessmentScheme, IndicatorSettings } from '../../inventory/index.ts';
import type { Interval } from '../intervals.ts';

/**
 * What an indicator counted: milliseconds or things, by what they were. What nobody could see is neither: read as bad it gives the
 * lower end, read as good the upper one. Announced work is in none of the three.
 */
export interface Measure {
  readonly good: number;
  readonly bad: number;
  readonly unknown: number;
}

/** What a measure counts. */
export type MeasureUnit = 'ms' | 'terminals' | 'items' | 'incidents';

/** From and to, both included. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** What a part of a score rests on; `record` is a place in the ledger, `from` and `to` when it was. */
export interface CardEvidence {
  /** `view rulin-1/jintan-budget`, `isolation rulin-1`, `backup rulin-business-data`, `incident INC-7`, `item OI-3`. */
  readonly about: string;
  readonly what: Message;
  readonly from: EpochMs;
  /** Undefined while it lasts, or of what happened at one moment. */
  readonly to: EpochMs | undefined;
  readonly record: number | undefined;
}

/** What an indicator found of one unit; `none`: why it does not apply there. */
export type Finding =
  | {
      readonly applies: true;
      readonly unit: MeasureUnit;
      readonly measure: Measure;
      /** What went into it, in words: so many views, so many of them watched. */
      readonly inputs: readonly Message[];
      /** The worst first. */
      readonly evidence: readonly CardEvidence[];
      readonly evidenceLeftOut: number;
    }
  | { readonly applies: false; readonly none: Message };

/** One indicator on a card. */
export interface IndicatorScore {
  readonly id: string;
  readonly finding: Finding;
  /** Hundredths of a point; undefined where it does not apply. */
  readonly points: Range | undefined;
  /** Hundredths of a percent of this card's score: what does not apply left its weight to the others. */
  readonly share: number;
}

export const unitKinds = ['district', 'office'] as const;
export type UnitKind = (typeof unitKinds)[number];

/** Who is assessed, with the names of that time. */
export interface Unit {
  readonly kind: UnitKind;
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly districtId: string;
  readonly pointIds: readonly string[];
}

/** The places of a card among those of its kind; `best` and `worst`: whatever the unknown was. */
export interface Rank {
  readonly rank: number;
  readonly best: number;
  readonly worst: number;
  readonly of: number;
}

export interface ScoreCard {
  readonly unit: Unit;
  /** Hundredths of a point; undefined where nothing applies. */
  readonly score: Range | undefined;
  /** Undefined without a score. */
  readonly rank: Rank | undefined;
  /** In the order of the scheme. */
  readonly indicators: readonly IndicatorScore[];
}

export interface Assessment {
  /** `2026-Q4` */
  readonly periodId: string;
  /** What was looked at: cut to the time of making while the period runs. */
  readonly period: Interval;
  readonly periodEnd: EpochMs;
  readonly scheme: AssessmentScheme;
  /** Of the scheme: `sha256:` and hex. */
  readonly schemeDigest: string;
  readonly madeAt: EpochMs;
  /** Districts, then offices; each by rank. */
  readonly cards: readonly ScoreCard[];
}

/** Every bound of the assessment in one place. */
export const assessmentLimits = {
  /** Pieces of evidence that a card shows of one indicator; more are counted. */
  evidence: 8,
  /** Closed assessments kept beside the ledger. */
  closed: 60,
  /** Periods that can be chosen, the running one first. */
  periods: 13,
  /** Assessments at hand that are not closed. */
  atHand: 4,
  /** One of a running period is made anew after this. */
  freshMs: 600_000,
  reasonCharacters: 2_000,
} as const;

export type { AssessmentScheme, IndicatorSettings };

/** What crosses the wire of the assessment (考核); see wire.ts. Points and percents have two decimals at most. */
import type { Message } from '../core/index.ts';

export interface WireIndicator {
  readonly id: string;
  readonly kind:
    | 'availability'
    | 'response'
    | 'isolation'
    | 'backup'
    | 'terminals'
    | 'open-items'
    | 'acknowledge'
    | 'resolve';
  /** Null: the usual name of its kind. */
  readonly nameZh: string | null;
  readonly nameEn: string | null;
  readonly weight: number;
  readonly curve: 'steps' | 'straight';
  /** From which share (0 to 1) on it is worth how many points (0 to 100); best first. */
  readonly steps: readonly { readonly at: number; readonly points: number }[];
  readonly hours: 'all' | 'service';
  /** 0 where the kind has no time. */
  readonly withinSeconds: number;
  readonly severities: readonly ('critical' | 'major' | 'minor')[];
}

export interface WireScheme {
  readonly version: number;
  readonly rhythm: 'month' | 'quarter' | 'half' | 'year';
  readonly digest: string;
  readonly indicators: readonly WireIndicator[];
}

export interface WireAssessmentPeriod {
  /** `2026-Q4` */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly isOver: boolean;
  /** Why it cannot be closed now; null: it can. */
  readonly obstacle: Message | null;
}

export interface WireClosedAssessment {
  /** `2026-Q4@1` */
  readonly id: string;
  readonly periodId: string;
  readonly from: string;
  readonly to: string;
  readonly version: number;
  readonly schemeDigest: string;
  /** `proposed`: waits for a second person. */
  readonly status: 'proposed' | 'closed';
  readonly madeAt: string;
  readonly proposedBy: string;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
  readonly reason: string;
}

/** GET /assessments */
export interface WireAssessments {
  /** Null: nothing is assessed. */
  readonly scheme: WireScheme | null;
  readonly periods: readonly WireAssessmentPeriod[];
  readonly closed: readonly WireClosedAssessment[];
}

export interface WireRange {
  readonly lower: number;
  readonly upper: number;
}

/** A card as the ranking shows it. */
export interface WireCardRow {
  readonly kind: 'district' | 'office';
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly districtId: string;
  readonly pointIds: readonly string[];
  readonly score: WireRange | null;
  /** `best`, `worst`: whatever the unknown was. */
  readonly rank: { readonly rank: number; readonly best: number; readonly worst: number; readonly of: number } | null;
  readonly indicators: readonly {
    readonly id: string;
    /** Null where it does not apply. */
    readonly points: WireRange | null;
    /** Percent of this card's score. */
    readonly share: number;
  }[];
}

export interface WireCardEvidence {
  readonly about: string;
  readonly what: Message;
  readonly from: string;
  readonly to: string | null;
  /** Its place in the ledger. */
  readonly record: number | null;
}

export interface WireCardIndicator {
  readonly id: string;
  readonly points: WireRange | null;
  readonly share: number;
  /** Why it does not apply; null: it does. */
  readonly none: Message | null;
  readonly counted: {
    readonly unit: 'seconds' | 'terminals' | 'items' | 'incidents';
    readonly good: number;
    readonly bad: number;
    readonly unknown: number;
    /** Share that was good, 0 to 1. */
    readonly value: WireRange;
    readonly inputs: readonly Message[];
    readonly evidence: readonly WireCardEvidence[];
    readonly evidenceLeftOut: number;
  } | null;
}

export interface WireCard extends Omit<WireCardRow, 'indicators'> {
  readonly indicators: readonly WireCardIndicator[];
}

/** What is there of a period, or of a closed assessment. */
export interface WireAssessmentHead {
  readonly id: string;
  readonly state: 'ready' | 'making' | 'failed';
  /** How far its making has come, 0 to 1. */
  readonly share: number;
  readonly reason: Message | null;
  readonly remedy: Message | null;
  readonly closed: WireClosedAssessment | null;
  /** The cards are not those that were approved. */
  readonly altered: boolean;
  /** Null while there is none yet. */
  readonly about: {
    readonly periodId: string;
    readonly from: string;
    /** What was looked at: until now, while the period runs. */
    readonly to: string;
    readonly periodEnd: string;
    readonly madeAt: string;
    readonly scheme: WireScheme;
  } | null;
}

/** GET /assessments/:id */
export interface WireAssessment extends WireAssessmentHead {
  /** Districts, then offices; each by rank. */
  readonly cards: readonly WireCardRow[];
}

/** GET /assessments/:id/cards/:kind/:unit */
export interface WireAssessmentCard extends WireAssessmentHead {
  readonly card: WireCard | null;
}

/** What crosses the wire of isolation; see wire.ts. */
import type { Message } from '../core/index.ts';

export type WireIsolationWord = 'isolated' | 'violated' | 'unknown';
export type WireCheckVerdict = 'pass' | 'fail' | 'unknown' | 'waived' | 'not-offered';
export type WireCheckSeverity = 'S1' | 'S2' | 'S3';

/** How many places are what; an unknown is never left out. */
export interface WireIsolationCounts {
  /** The worst of all. */
  readonly word: WireIsolationWord;
  readonly isolated: number;
  readonly violated: number;
  readonly unknown: number;
  /** Checks that passed or failed, of those that apply, over all places: 0 to 1; null where none applies. */
  readonly coverage: number | null;
  readonly oldestEvidenceAt: string | null;
}

/** One place in a list: a point or a data centre. */
export interface WireIsolationPlace {
  readonly id: string;
  readonly kind: 'point' | 'data-centre';
  readonly districtId: string;
  /** A point's office, in Chinese; a data centre's id. */
  readonly nameZh: string;
  readonly word: WireIsolationWord;
  readonly since: string;
  /** The checks that make the word what it is, the worst first. */
  readonly deciding: readonly string[];
  readonly decided: number;
  readonly applicable: number;
  readonly oldestEvidenceAt: string | null;
  readonly checks: readonly {
    readonly id: string;
    readonly verdict: WireCheckVerdict;
    readonly severity: WireCheckSeverity;
  }[];
}

/** GET /isolation */
export interface WireIsolation {
  readonly at: string;
  /** Digest of what is declared; itself a record of the ledger. */
  readonly declaration: string;
  readonly city: WireIsolationCounts;
  readonly points: WireIsolationCounts;
  readonly districts: readonly (WireIsolationCounts & {
    readonly id: string;
    readonly nameZh: string;
    readonly nameEn: string;
  })[];
  readonly places: readonly WireIsolationPlace[];
}

/** One row that offends. */
export interface WireCheckFinding {
  readonly deviceId: string | null;
  readonly oid: string | null;
  readonly value: string;
  readonly severity: WireCheckSeverity;
  readonly text: Message;
}

export interface WireWaiver {
  readonly approver: string;
  readonly reason: string;
  readonly until: string;
}

/** What a check says of one device of the place, or of the place as a whole. */
export interface WireJudgement {
  readonly deviceId: string | null;
  readonly verdict: WireCheckVerdict;
  readonly severity: WireCheckSeverity;
  readonly reason: Message;
  readonly observedAt: string | null;
  readonly findings: readonly WireCheckFinding[];
  /** Also those that are not listed. */
  readonly findingCount: number;
  readonly waiver: WireWaiver | null;
}

/** A check at a place. */
export interface WireCheckStanding {
  readonly id: string;
  readonly title: Message;
  readonly remedy: Message;
  readonly clauses: readonly string[];
  readonly needed: boolean;
  readonly verdict: WireCheckVerdict;
  readonly severity: WireCheckSeverity;
  readonly reason: Message;
  readonly since: string;
  readonly observedAt: string | null;
  readonly judgements: readonly WireJudgement[];
}

/** GET /isolation/places/:id */
export interface WireIsolationPlaceDetail extends Omit<WireIsolationPlace, 'checks'> {
  readonly at: string;
  readonly declaration: string;
  readonly checks: readonly WireCheckStanding[];
  readonly devices: readonly {
    readonly id: string;
    readonly kind: string;
    /** When its tables were last read; null: never since the start. */
    readonly readAt: string | null;
    /** For how long it has not been read. */
    readonly gapSeconds: number;
  }[];
}

/** GET /isolation/places/:id/history */
export interface WireIsolationHistory {
  readonly placeId: string;
  readonly from: string;
  readonly to: string;
  readonly seconds: Readonly<Record<WireIsolationWord, number>>;
  readonly longestUnknownSeconds: number;
  /** Longest time that one of its devices was not read; null where nothing tells. */
  readonly longestGapSeconds: number | null;
  /** Oldest first, without a hole. */
  readonly spans: readonly {
    readonly from: string;
    readonly to: string;
    readonly word: WireIsolationWord;
    readonly deciding: readonly string[];
  }[];
  /** Oldest first. */
  readonly events: readonly {
    readonly at: string;
    readonly checkId: string;
    readonly before: WireCheckVerdict;
    readonly verdict: WireCheckVerdict | 'not-applicable';
    readonly severity: WireCheckSeverity;
    readonly reason: Message | null;
    readonly findings: readonly WireCheckFinding[];
    readonly findingCount: number;
  }[];
  /** Too long a period to be told whole: the oldest entries are missing. */
  readonly cut: boolean;
}

/** One entry of GET /isolation/checks: what is looked at, and how it stands in the city. */
export interface WireIsolationCheck {
  readonly id: string;
  readonly title: Message;
  readonly remedy: Message;
  readonly severity: WireCheckSeverity;
  readonly clauses: readonly string[];
  readonly evidence: 'tables' | 'probes' | 'outer' | 'register' | 'survey';
  /** Evidence that is older proves nothing. */
  readonly periodSeconds: number;
  readonly needed: boolean;
  /** Places by verdict. */
  readonly places: Readonly<Record<WireCheckVerdict, number>>;
}

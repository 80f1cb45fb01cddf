/** A report as pure data: what an auditor reads, what renderers draw, what a verifier checks again. */
import type { Language } from '../../core/index.ts';
import type { CalendarSettings, Contract } from '../../inventory/index.ts';
import type { Cover } from '../maintenance/cover.ts';

/** The audits that report; all use the same form. */
export const reportKinds = ['uptime', 'isolation', 'failover', 'backup', 'drill', 'bulletin', 'assessment'] as const;
export type ReportKind = (typeof reportKinds)[number];
/** Those that somebody can ask for by scope and period; that of a drill is made when it is over, that of an assessment once it is closed. */
export const madeKinds = ['uptime', 'isolation', 'backup', 'bulletin'] as const satisfies readonly ReportKind[];
export type MadeKind = (typeof madeKinds)[number];
export type BundleKind = MadeKind | 'drill' | 'assessment';

/** `waived` is a failure that a person accepted until a date; it never counts as passed. */
export type ReportVerdict = 'pass' | 'fail' | 'unknown' | 'waived';

/** A text by its key, with its words in the report's language, so that the file can be read without this program. */
export interface Told {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly text: string;
}

export interface ReportScope {
  readonly kind: 'city' | 'district' | 'office' | 'point' | 'link' | 'service' | 'drill' | 'assessment';
  /** Id of the district, office, point, link, service, drill or closed assessment; the city's own id for the city. */
  readonly id: string;
  readonly name: string;
}

/** All times are UTC, ISO 8601. */
export interface ReportPeriod {
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  /** IANA name; the zone in which times are printed. */
  readonly timeZone: string;
}

/** `ratio`: 0 to 1. `time`: UTC, ISO 8601. A value that cannot be told is null. */
export type Unit = 'ratio' | 'seconds' | 'count' | 'text' | 'time';

export interface Figure {
  readonly id: string;
  readonly name: Told;
  readonly unit: Unit;
  readonly value: number | string | null;
}

export interface Column {
  readonly id: string;
  readonly name: Told;
  readonly unit: Unit;
  /** Printed on paper; the others are in the files for machines and on the screen. */
  readonly main: boolean;
}

export interface ElementName {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
}

/** The words of uptime, of isolation, and of backups. */
export type TimelineState =
  | 'up'
  | 'degraded'
  | 'down'
  | 'unknown'
  | 'maintenance'
  | 'isolated'
  | 'violated'
  | 'covered'
  | 'uncovered';

/** A stretch of a timeline from its beginning to that of the next, or to the end of the period. */
export interface TimelinePart {
  readonly from: string;
  readonly state: TimelineState;
  readonly reason: Told;
}

export interface TableRow {
  readonly element: ElementName;
  readonly verdict: ReportVerdict;
  /** One for each column. */
  readonly values: readonly (number | string | null)[];
  readonly timeline: readonly TimelinePart[];
}

export interface ReportTable {
  readonly id: string;
  readonly title: Told;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

/** A violation or an outage. */
export interface Finding {
  /** `N1`, `N2`, ... in the order of time. */
  readonly id: string;
  readonly element: ElementName;
  readonly from: string;
  /** Null while it lasts. */
  readonly to: string | null;
  readonly seconds: number;
  readonly what: Told;
  /** Places in the ledger of the records that it rests on; empty when the ledger did not run yet. */
  readonly records: readonly number[];
  /** Which check failed, in reports of isolation and backups. */
  readonly check?: { readonly id: string; readonly severity: 'S1' | 'S2' | 'S3' | 'P1' | 'P2' | 'P3' };
  /** The first of the rows that offended, as devices told them. */
  readonly rows?: readonly FindingRow[];
  /** Of all of them. */
  readonly rowCount?: number;
}

/** A row that offends: what was asked, and what was answered. */
export interface FindingRow {
  readonly deviceId: string | null;
  readonly oid: string | null;
  readonly value: string;
  readonly severity: 'S1' | 'S2' | 'S3' | 'P1' | 'P2' | 'P3';
  readonly text: Told;
}

/** More that the ledger tells of the scope and period, in words. */
export interface ReportAnnex {
  readonly id: string;
  readonly title: Told;
  readonly entries: readonly Told[];
}

/** What a person decided: a waiver, an announced maintenance. */
export interface ReportException {
  readonly element: ElementName;
  readonly what: Told;
  readonly by: string;
  readonly until: string | null;
  readonly record: number | null;
}

export interface TerminalCount {
  readonly point: ElementName;
  readonly inner: number;
  readonly outer: number;
  readonly inUse: number;
  readonly inStore: number;
  /** Issued and not in use yet, returned, or retired. */
  readonly inHandOver: number;
  readonly inRepair: number;
  readonly scrapped: number;
  readonly lost: number;
}

export interface ClauseResult {
  /** Id in the catalogue: `gbt22239-8.1.2.1-e`. */
  readonly id: string;
  /** `8.1.2.1 e)` */
  readonly number: string;
  readonly title: string;
  readonly verdict: ReportVerdict;
  readonly how: Told;
}

/** The head of the ledger under which the evidence of this report stands. */
export interface ReportHead {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** The signed checkpoint, as it is. */
  readonly checkpoint: string;
}

/** Nothing in the ledger proves what it lacks; what only the ledger has is not in the figures. */
export interface StoryDifference {
  /** Elements whose timelines differ. */
  readonly elements: number;
  /** Recorded changes of these that only the journal has. */
  readonly notInLedger: number;
  /** And those that only the ledger has. */
  readonly notInJournal: number;
}

export interface ReportEvidence {
  /** Records of the ledger that come with the report. */
  readonly records: number;
  /** Whether they are all records on the scope and period, so that the figures can be made anew from them alone. */
  readonly complete: boolean;
  /** Where the ledger and the store's journal, which this report is made from, tell different stories; absent where they agree. */
  readonly differs?: StoryDifference;
  /** Evidence older than this counts as stale. */
  readonly staleAfterSeconds: number;
}

/** What the figures of an uptime report rest on beside the evidence: declared by the city, not observed. */
export interface UptimeTerms {
  readonly calendar: CalendarSettings;
  /** By subject of a row, `point rulin-1`: whose announced work excludes it; what no window of the period names is left out. */
  readonly covers: Readonly<Record<string, Cover>>;
  /** By link, what its carrier promised. */
  readonly contracts: Readonly<Record<string, Contract>>;
  /** By district, the subjects of rows that its own row adds up. */
  readonly districts: Readonly<Record<string, readonly string[]>>;
}

export interface Report {
  readonly format: 'fangzhou-report/1';
  readonly kind: ReportKind;
  /** Unique, and a name that a folder may have: `uptime-city-20261001-20261031-3f2a9c1d`. */
  readonly id: string;
  readonly language: Language;
  readonly title: string;
  readonly city: { readonly id: string; readonly name: string };
  readonly scope: ReportScope;
  readonly period: ReportPeriod;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly product: { readonly name: string; readonly version: string };
  readonly verdict: ReportVerdict;
  /** What was asked for: for uptime the share of time, 0 to 1. */
  readonly target: number | null;
  /** Share of time with fresh evidence over all elements, and the longest stretch without for any of them. */
  readonly coverage: { readonly ratio: number; readonly longestGapSeconds: number };
  readonly summary: readonly Told[];
  readonly figures: readonly Figure[];
  readonly tables: readonly ReportTable[];
  readonly findings: readonly Finding[];
  /** Findings beyond those listed: the list is bounded, the count is not. */
  readonly findingsLeftOut: number;
  readonly exceptions: readonly ReportException[];
  readonly changes: { readonly since: string | null; readonly entries: readonly Told[] };
  readonly terminals: readonly TerminalCount[];
  /** Absent where the kind has none. */
  readonly annexes?: readonly ReportAnnex[];
  readonly clauses: readonly ClauseResult[];
  readonly method: readonly Told[];
  /** What the evidence cannot cover. */
  readonly limits: readonly Told[];
  readonly evidence: ReportEvidence;
  /** Of uptime. */
  readonly terms?: UptimeTerms;
  /** Undefined without a ledger: then the report is a report, and no proof. */
  readonly head: ReportHead | null;
}

/** Every bound of the reports in one place. */
export const reportBounds = {
  /** Findings listed; more are counted. */
  findings: 2_000,
  /** Offending rows that a finding names; all are in its records. */
  findingRows: 20,
  /** Entries of one annex that are told one by one. */
  annexEntries: 200,
  /** Records of evidence that come with a report; with more, only those of findings come. */
  evidenceRecords: 20_000,
  /** Changes of state that one report reads; a longer story needs a shorter period. */
  storedRecords: 1_000_000,
  /** Entries of changes since the last report. */
  changes: 100,
  /** Reports kept on the disk; the oldest go. */
  keptReports: 500,
  /** Reports waiting to be made. */
  queued: 20,
} as const;

/** What crosses the wire of reports; see wire.ts. */
/** A report that is being made, was made in this run, or could not be. */
export interface WireReportJob {
  readonly id: string;
  readonly kind: 'uptime' | 'isolation' | 'failover' | 'backup' | 'drill' | 'bulletin' | 'assessment';
  /** `city`, `district:ID`, `office:ID`, `point:ID`, `link:ID` or `service:ID`. */
  readonly scope: string;
  readonly from: string;
  readonly to: string;
  readonly language: 'zh-CN' | 'en';
  readonly madeBy: string;
  readonly requestedAt: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly stage: 'reading' | 'judging' | 'proving' | 'drawing' | 'recording' | null;
  /** Of the stage, 0 to 1. */
  readonly share: number;
  /** Why it failed, in the language of the request. */
  readonly reason: string | null;
  /** What helps against it, in the same language. */
  readonly remedy: string | null;
}

/** A report that can be loaded. */
export interface WireKeptReport {
  readonly id: string;
  readonly kind: WireReportJob['kind'];
  readonly title: string;
  readonly scope: {
    readonly kind: 'city' | 'district' | 'office' | 'point' | 'link' | 'service' | 'drill' | 'assessment';
    readonly id: string;
    readonly name: string;
  };
  readonly period: { readonly from: string; readonly to: string; readonly timeZone: string };
  readonly language: 'zh-CN' | 'en';
  readonly madeAt: string;
  readonly madeBy: string;
  readonly verdict: 'pass' | 'fail' | 'unknown' | 'waived';
  readonly coverage: number;
  readonly findings: number;
  /** Its place in the evidence ledger. */
  readonly record: number;
  /** Name to bytes; the zip holds all the others. */
  readonly files: Readonly<Record<string, number>>;
}

/** GET /reports/:id */
export interface WireReport {
  readonly job: WireReportJob | null;
  readonly report: WireKeptReport | null;
}

/** GET /reports */
export interface WireReports {
  readonly jobs: readonly WireReportJob[];
  readonly reports: readonly WireKeptReport[];
}

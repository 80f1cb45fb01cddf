/** Whether a report says what its evidence says: the same places, and every figure made anew. */
import {
  type Fault,
  type JsonObject,
  type LedgerRecord,
  type TreeHead,
  toBase64,
} from '../../../ledger/verify/index.ts';
import { type RecordedState, timelineOf } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { fileNames } from '../bundle/parts.ts';
import type { Report } from '../model.ts';
import { uptimeColumnIds, uptimeValues } from '../uptime/columns.ts';
import { figuresOf, verdictOf, worstVerdict } from '../uptime/figures.ts';
import { readPause, readState } from '../uptime/records.ts';
import { recomputeBackups } from './backup.ts';
import { recomputeDrill } from './drill.ts';
import { fault } from './fault.ts';
import { recomputeIsolation } from './isolation.ts';
import { sameTimeline } from './timeline.ts';

export interface ReportCheckInput {
  readonly report: Report;
  readonly record: LedgerRecord | undefined;
  readonly printed: TreeHead | undefined;
  readonly evidence: readonly LedgerRecord[];
  readonly checkpointText: string | undefined;
}

const file = fileNames.report;

/** How the figures of a kind are made anew. */
const recomputeOf: Partial<Record<string, typeof recomputeUptime>> = {
  uptime: recomputeUptime,
  isolation: recomputeIsolation,
  drill: recomputeDrill,
  backup: recomputeBackups,
};

export function checkReport(input: ReportCheckInput): {
  readonly faults: readonly Fault[];
  readonly recomputed: boolean;
} {
  try {
    return check(input);
  } catch {
    // A report that was made by somebody else may have any shape.
    return { faults: [fault('form', { file })], recomputed: false };
  }
}

function check({ report, record, printed, evidence, checkpointText }: ReportCheckInput) {
  const faults: Fault[] = [];
  const { head } = report;
  if (printed !== undefined) {
    const same =
      head?.origin === printed.origin &&
      head.size === printed.size &&
      head.root === toBase64(printed.root) &&
      head.checkpoint === checkpointText;
    if (!same) faults.push(fault('head-differs', { file }));
  }
  if (record !== undefined && !isRecordOf(record.body, report)) {
    faults.push(fault('record-differs', { file, index: record.seq }));
  }
  if (report.evidence.records !== evidence.length) {
    faults.push(fault('evidence-count', { file, said: report.evidence.records, found: evidence.length }));
  }
  const places = new Set(evidence.map(({ seq }) => seq));
  for (const finding of report.findings) {
    const lost = finding.records.find((index) => !places.has(index));
    if (lost !== undefined) faults.push(fault('finding-without-record', { file, finding: finding.id, index: lost }));
  }
  const recompute = report.evidence.complete ? recomputeOf[report.kind] : undefined;
  if (recompute !== undefined) faults.push(...recompute(report, evidence));
  return { faults, recomputed: recompute !== undefined && faults.length === 0 };
}

function isRecordOf(body: JsonObject, report: Report): boolean {
  const { head } = report;
  const recorded = body.head as JsonObject | undefined;
  return (
    body.report === report.id &&
    body.kind === report.kind &&
    body.verdict === report.verdict &&
    recorded?.size === head?.size &&
    recorded?.root === head?.root
  );
}

function recomputeUptime(report: Report, evidence: readonly LedgerRecord[]): readonly Fault[] {
  const faults: Fault[] = [];
  const period = { from: Date.parse(report.period.from), to: Date.parse(report.period.to) };
  const bySubject = new Map<string, RecordedState[]>();
  const unwatched: Interval[] = [];
  for (const { seq, at, kind, subject, body } of evidence) {
    const entry = { at: Date.parse(at), sequence: seq, body };
    if (kind === 'gap') {
      const pause = readPause(entry.at, body, report.evidence.staleAfterSeconds * 1000);
      if (pause !== undefined) unwatched.push(pause);
      continue;
    }
    const state = readState(entry);
    if (state === undefined) continue;
    const story = bySubject.get(subject);
    if (story === undefined) bySubject.set(subject, [state]);
    else story.push(state);
  }
  const target = report.target ?? Number.NaN;
  const verdicts: ReturnType<typeof verdictOf>[] = [];
  const coverages: number[] = [];
  let findings = 0;
  for (const table of report.tables) {
    const ids = table.columns.map(({ id }) => id).join();
    if (ids !== uptimeColumnIds.join()) faults.push(fault('columns', { file, table: table.id }));
    for (const row of table.rows) {
      const subject = `${row.element.kind} ${row.element.id}`;
      const spans = timelineOf({ period, records: bySubject.get(subject) ?? [], unwatched });
      const figures = figuresOf(period, spans);
      const verdict = verdictOf(figures, target);
      const values = uptimeValues(figures);
      const wrong = values.findIndex((value, index) => value !== row.values[index]);
      if (wrong >= 0) {
        faults.push(fault('figure', { file, element: subject, column: uptimeColumnIds[wrong] ?? '?' }));
      }
      if (verdict !== row.verdict) faults.push(fault('verdict', { file, element: subject }));
      if (!sameTimeline(row.timeline, spans)) faults.push(fault('timeline', { file, element: subject }));
      verdicts.push(verdict);
      coverages.push(figures.coverage);
      findings += figures.outages.length;
    }
  }
  if (worstVerdict(verdicts) !== report.verdict) faults.push(fault('verdict', { file, element: report.scope.kind }));
  const coverage = coverages.length === 0 ? 0 : coverages.reduce((sum, each) => sum + each, 0) / coverages.length;
  if (coverage !== report.coverage.ratio)
    faults.push(fault('figure', { file, element: report.scope.kind, column: 'coverage' }));
  if (findings !== report.findings.length + report.findingsLeftOut) {
    faults.push(
      fault('finding-count', { file, said: report.findings.length + report.findingsLeftOut, found: findings }),
    );
  }
  return faults;
}

/** Whether a report says what its evidence says: the same places, and every figure made anew. */
import {
  type Fault,
  type JsonObject,
  type LedgerRecord,
  type TreeHead,
  toBase64,
} from '../../../ledger/verify/index.ts';
import { fileNames } from '../bundle/parts.ts';
import type { Report } from '../model.ts';
import { recomputeAssessment } from './assessment.ts';
import { recomputeBackups } from './backup.ts';
import { recomputeDrill } from './drill.ts';
import { fault } from './fault.ts';
import { recomputeIsolation } from './isolation.ts';
import { recomputeUptime } from './uptime.ts';

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
  assessment: recomputeAssessment,
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

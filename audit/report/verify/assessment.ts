/** The report of a closed assessment, made anew from its records alone: every score from what was counted. */
import type { Fault, LedgerRecord } from '../../../ledger/verify/index.ts';
import {
  assessmentCoverageOf,
  assessmentFiguresOf,
  assessmentFindingsOf,
  assessmentRowsOf,
  assessmentStoryOf,
  assessmentVerdictOf,
  cardColumnIds,
  indicatorColumnIds,
} from '../assessment/story.ts';
import { fileNames } from '../bundle/parts.ts';
import type { Report } from '../model.ts';
import { fault } from './fault.ts';

const file = fileNames.report;
const columnsOf = { districts: cardColumnIds, offices: cardColumnIds, indicators: [...indicatorColumnIds, 'note'] };
const tableIds = ['districts', 'offices', 'indicators'] as const;

export function recomputeAssessment(report: Report, evidence: readonly LedgerRecord[]): readonly Fault[] {
  const faults: Fault[] = [];
  const story = assessmentStoryOf(report.scope.id, evidence);
  const subject = `assessment ${report.scope.id}`;
  if (assessmentVerdictOf(story) !== report.verdict) faults.push(fault('verdict', { file, element: subject }));
  if (assessmentCoverageOf(story) !== report.coverage.ratio)
    faults.push(fault('figure', { file, element: subject, column: 'coverage' }));
  const figures = assessmentFiguresOf(story);
  const wrong = figures.find(([id, value], index) => {
    const told = report.figures[index];
    return told?.id !== id || told.value !== value;
  });
  if (report.figures.length !== figures.length || wrong !== undefined)
    faults.push(fault('figure', { file, element: subject, column: wrong?.[0] ?? 'figures' }));
  const rows = assessmentRowsOf(story);
  if (report.tables.length !== tableIds.length)
    faults.push(fault('figure', { file, element: subject, column: 'tables' }));
  for (const [place, id] of tableIds.entries()) {
    const table = report.tables[place];
    if (table?.id !== id || table.columns.map((column) => column.id).join() !== columnsOf[id].join())
      faults.push(fault('columns', { file, table: id }));
    if (table?.rows.length !== rows[id].length) faults.push(fault('figure', { file, element: subject, column: id }));
    for (const [index, { kind, id: of, verdict, values }] of rows[id].entries()) {
      const row = table?.rows[index];
      const element = `${kind} ${of}`;
      const at = values.findIndex((value, column) => value !== row?.values[column]);
      if (row?.element.kind !== kind || row.element.id !== of || at >= 0)
        faults.push(fault('figure', { file, element, column: columnsOf[id][Math.max(0, at)] ?? '' }));
      if (row?.verdict !== verdict) faults.push(fault('verdict', { file, element }));
    }
  }
  const found = assessmentFindingsOf(story).length;
  const said = report.findings.length + report.findingsLeftOut;
  if (found !== said) faults.push(fault('finding-count', { file, said, found }));
  return faults;
}

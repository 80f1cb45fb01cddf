/** The figures of a drill's report, made anew from its records alone. */
import type { Fault, LedgerRecord } from '../../../ledger/verify/index.ts';
import { fileNames } from '../bundle/parts.ts';
import {
  drillColumnIds,
  drillCoverageOf,
  drillFiguresOf,
  drillFindingsOf,
  drillStoryOf,
  drillVerdictOf,
  stepValues,
  stepVerdictOf,
} from '../drill/story.ts';
import type { Report } from '../model.ts';
import { fault } from './fault.ts';

const file = fileNames.report;

export function recomputeDrill(report: Report, evidence: readonly LedgerRecord[]): readonly Fault[] {
  const faults: Fault[] = [];
  const story = drillStoryOf(report.scope.id, evidence);
  const subject = `drill ${report.scope.id}`;
  if (drillVerdictOf(story) !== report.verdict) faults.push(fault('verdict', { file, element: subject }));
  if (drillCoverageOf(story) !== report.coverage.ratio)
    faults.push(fault('figure', { file, element: subject, column: 'coverage' }));
  const figures = drillFiguresOf(story);
  const isOther = report.figures.length !== figures.length;
  const wrong = figures.find(([id, value], index) => {
    const told = report.figures[index];
    return told?.id !== id || told.value !== value;
  });
  if (isOther || wrong !== undefined)
    faults.push(fault('figure', { file, element: subject, column: wrong?.[0] ?? 'figures' }));
  const [table] = report.tables;
  if (table?.columns.map(({ id }) => id).join() !== drillColumnIds.join())
    faults.push(fault('columns', { file, table: table?.id ?? '' }));
  if (report.tables.length !== 1 || table?.rows.length !== story.steps.length)
    faults.push(fault('figure', { file, element: subject, column: 'steps' }));
  for (const [index, step] of story.steps.entries()) {
    const row = table?.rows[index];
    const element = `step ${step.index + 1}`;
    const values = stepValues(step);
    const at = values.findIndex((value, place) => value !== row?.values[place]);
    if (row?.element.id !== String(step.index + 1) || at >= 0)
      faults.push(fault('figure', { file, element, column: drillColumnIds[Math.max(0, at)] ?? '' }));
    if (row?.verdict !== stepVerdictOf(step)) faults.push(fault('verdict', { file, element }));
  }
  const found = drillFindingsOf(story).length;
  const said = report.findings.length + report.findingsLeftOut;
  if (found !== said) faults.push(fault('finding-count', { file, said, found }));
  return faults;
}

/** Makes every figure of an isolation report anew, from the records that came along. */
import type { Fault, LedgerRecord } from '../../../ledger/verify/index.ts';
import { timelineOf } from '../../availability/timeline.ts';
import { fileNames } from '../bundle/parts.ts';
import { type CheckStory, checkStoryOf, checkVerdictOf, type Violation } from '../isolation/checks.ts';
import { checkColumnIds, checkValues, placeColumnIds, placeValues } from '../isolation/columns.ts';
import {
  headValuesOf,
  type IsolationFigures,
  isolationFiguresOf,
  isolationVerdictOf,
  type ShownVerdict,
} from '../isolation/figures.ts';
import type { PlaceWord } from '../isolation/spoken.ts';
import { createStoryReader, type IsolationStory } from '../isolation/story.ts';
import { type Finding, type Report, type ReportTable, reportBounds } from '../model.ts';
import { worstVerdict } from '../uptime/figures.ts';
import { fault } from './fault.ts';
import { sameTimeline } from './timeline.ts';

const file = fileNames.report;

export function recomputeIsolation(report: Report, evidence: readonly LedgerRecord[]): readonly Fault[] {
  const period = { from: Date.parse(report.period.from), to: Date.parse(report.period.to) };
  const places = report.tables.find(({ id }) => id === 'places');
  const checks = report.tables.find(({ id }) => id === 'checks');
  if (places === undefined || checks === undefined || report.tables.length !== 2) return [fault('form', { file })];
  const ids = new Set(places.rows.map(({ element }) => element.id));
  const staleAfterMs = report.evidence.staleAfterSeconds * 1000;
  const reader = createStoryReader({ period, staleAfterMs, isPlace: (id) => ids.has(id) });
  for (const record of evidence) reader.take(record);
  const story = reader.story();
  const found = checkStoryOf(story, period);
  return [
    ...placeFaults(report, places, story, period, found.violations.length),
    ...checkFaults(checks, found),
    ...findingFaults(report, found.violations),
    ...exceptionFaults(report, story),
  ];
}

function placeFaults(
  report: Report,
  table: ReportTable,
  story: IsolationStory,
  period: { readonly from: number; readonly to: number },
  checkFailures: number,
): readonly Fault[] {
  const faults = columnFaults(table, placeColumnIds);
  const verdicts: ShownVerdict[] = [];
  const judged: IsolationFigures[] = [];
  for (const { element, verdict: said, values, timeline } of table.rows) {
    const subject = `${element.kind} ${element.id}`;
    const records = story.places.get(element.id) ?? [];
    const spans = timelineOf<PlaceWord>({ period, records, unwatched: story.unwatched });
    const figures = isolationFiguresOf(period, spans);
    const verdict = isolationVerdictOf(figures);
    faults.push(...valueFaults(subject, placeColumnIds, placeValues(figures), values));
    if (verdict !== said) faults.push(fault('verdict', { file, element: subject }));
    if (!sameTimeline(timeline, spans)) faults.push(fault('timeline', { file, element: subject }));
    verdicts.push(verdict);
    judged.push(figures);
  }
  const element = report.scope.kind;
  if (worstVerdict(verdicts) !== report.verdict) faults.push(fault('verdict', { file, element }));
  const head = headValuesOf(judged, checkFailures);
  const covered = judged.reduce((sum, { coverage }) => sum + coverage, 0);
  const ratio = judged.length === 0 ? 0 : covered / judged.length;
  if (report.coverage.ratio !== ratio) faults.push(fault('figure', { file, element, column: 'coverage' }));
  if (report.coverage.longestGapSeconds !== head.get('longestGapSeconds')) {
    faults.push(fault('figure', { file, element, column: 'longestGapSeconds' }));
  }
  const said = new Map(report.figures.map(({ id, value }) => [id, value]));
  for (const [column, value] of head) {
    if (said.get(column) !== value) faults.push(fault('figure', { file, element, column }));
  }
  return faults;
}

function checkFaults(table: ReportTable, { figures }: CheckStory): readonly Fault[] {
  const faults = columnFaults(table, checkColumnIds);
  const none = { places: 0, failingPlaces: 0, failures: 0, failingMs: 0, waivedMs: 0, unknownMs: 0 };
  const listed = new Set<string>();
  for (const { element, verdict, values } of table.rows) {
    listed.add(element.id);
    const of = figures.get(element.id) ?? none;
    faults.push(...valueFaults(element.id, checkColumnIds, checkValues(of), values));
    if (checkVerdictOf(of) !== verdict) faults.push(fault('verdict', { file, element: element.id }));
  }
  for (const id of figures.keys()) {
    if (!listed.has(id)) faults.push(fault('figure', { file, element: id, column: 'places' }));
  }
  return faults;
}

/** `nameOf` gives the element's name in the records, where it is not its id. */
export function findingFaults(
  { findings, findingsLeftOut }: Report,
  violations: readonly Violation[],
  nameOf: (element: Finding['element']) => string = ({ id }) => id,
): readonly Fault[] {
  const said = findings.length + findingsLeftOut;
  if (said !== violations.length || findings.length !== Math.min(violations.length, reportBounds.findings)) {
    return [fault('finding-count', { file, said, found: violations.length })];
  }
  return findings.flatMap((finding, index) => {
    const violation = violations[index];
    const same =
      violation !== undefined &&
      JSON.stringify(sayOf(finding, nameOf(finding.element))) === JSON.stringify(factOf(violation));
    return same ? [] : [fault('finding', { file, finding: finding.id })];
  });
}

/** What a finding says, and what the evidence says, in one form. */
function sayOf({ from, to, seconds, check, rows = [], rowCount, records }: Finding, name: string): unknown {
  const told = rows.map(({ deviceId, oid, value, severity }) => [deviceId, oid, value, severity]);
  return [name, check?.id, check?.severity, from, to, seconds, told, rowCount, records];
}

function factOf({ placeId, checkId, severity, stretch, rows, rowCount, records }: Violation): unknown {
  const told = rows.map(({ deviceId, oid, value, severity: of }) => [deviceId ?? null, oid ?? null, value, of]);
  const { from, to, recovered, downMs } = stretch;
  const end = recovered ? new Date(to).toISOString() : null;
  return [placeId, checkId, severity, new Date(from).toISOString(), end, downMs / 1000, told, rowCount, records];
}

/** Every waiver that the evidence holds is on the report, by its record, its approver and its end. */
function exceptionFaults({ exceptions }: Report, { waivers }: IsolationStory): readonly Fault[] {
  const said = exceptions.filter(({ element }) => element.kind !== 'prefix');
  const facts = waivers.map(({ placeId, approver, until, sequence }) => [
    placeId,
    approver,
    new Date(until).toISOString(),
    sequence,
  ]);
  const told = said.map(({ element, by, until, record }) => [element.id, by, until, record]);
  return JSON.stringify(told) === JSON.stringify(facts) ? [] : [fault('exceptions', { file })];
}

export function columnFaults({ id, columns }: ReportTable, expected: readonly string[]): Fault[] {
  const ids = columns.map((column) => column.id).join();
  return ids === expected.join() ? [] : [fault('columns', { file, table: id })];
}

export function valueFaults(
  element: string,
  columns: readonly string[],
  values: readonly (number | null)[],
  said: readonly unknown[],
): readonly Fault[] {
  const wrong = values.findIndex((value, index) => value !== said[index]);
  return wrong < 0 ? [] : [fault('figure', { file, element, column: columns[wrong] ?? '?' })];
}

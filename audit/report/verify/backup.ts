/** Makes every figure of a report of backups anew, from the records that came along. */
import type { Message } from '../../../core/index.ts';
import type { Fault, LedgerRecord } from '../../../ledger/verify/index.ts';
import { backupColumns } from '../backup/columns.ts';
import { accountOf, type BackupAccount, shownShare } from '../backup/figures.ts';
import { type RecordedDrill, restoreNotes } from '../backup/restores.ts';
import { createBackupReader, repositorySubject, setSubject } from '../backup/story.ts';
import { fileNames } from '../bundle/parts.ts';
import { checkVerdictOf } from '../isolation/checks.ts';
import type { Report, ReportTable, Told } from '../model.ts';
import { worstVerdict } from '../uptime/figures.ts';
import { fault } from './fault.ts';
import { columnFaults, findingFaults, valueFaults } from './isolation.ts';
import { sameTimeline } from './timeline.ts';

const file = fileNames.report;
const tableIds = ['data-sets', 'repositories', 'checks'];

export function recomputeBackups(report: Report, evidence: readonly LedgerRecord[]): readonly Fault[] {
  const [sets, repositories, checks] = report.tables;
  const isForm = report.tables.map(({ id }) => id).join() === tableIds.join();
  if (!isForm || sets === undefined || repositories === undefined || checks === undefined)
    return [fault('form', { file })];
  const period = { from: Date.parse(report.period.from), to: Date.parse(report.period.to) };
  const [setIds, repositoryIds] = [sets, repositories].map(({ rows }) => rows.map(({ element }) => element.id)) as [
    string[],
    string[],
  ];
  const reader = createBackupReader({
    period,
    staleAfterMs: report.evidence.staleAfterSeconds * 1000,
    isSet: (id) => setIds.includes(id),
    isRepository: (id) => repositoryIds.includes(id),
  });
  for (const record of evidence) reader.take(record);
  const story = reader.story();
  const account = accountOf(story, { period, timeZone: report.period.timeZone, setIds, repositoryIds });
  return [
    ...rowFaults(sets, account.sets, backupColumns.sets),
    ...rowFaults(repositories, account.repositories, backupColumns.repositories),
    ...checkFaults(checks, account),
    ...findingFaults(report, account.checks.violations, ({ kind, id }) =>
      kind === 'repository' ? repositorySubject(id) : setSubject(id),
    ),
    ...headFaults(report, account),
    ...restoreFaults(report, sets, story.drills),
    ...(report.exceptions.length === 0 ? [] : [fault('exceptions', { file })]),
  ];
}

/** Each drill of the evidence is told, as its record has it, and no other. */
function restoreFaults(report: Report, sets: ReportTable, drills: readonly RecordedDrill[]): readonly Fault[] {
  const offices = new Map(sets.rows.map(({ element }) => [element.id, element.name]));
  const { timeZone } = report.period;
  const made = restoreNotes(drills, { timeZone, officeOf: (set) => offices.get(set) ?? '' });
  const said = report.annexes?.find(({ id }) => id === 'restores')?.entries ?? [];
  const isSame = said.length === made.length && made.every((note, index) => isSameNote(note, said[index]));
  return isSame ? [] : [fault('figure', { file, element: report.scope.kind, column: 'restores' })];
}

function isSameNote({ key, params = {} }: Message, said: Told | undefined): boolean {
  const told = said?.params ?? {};
  const names = Object.keys(params);
  return (
    said?.key === key && Object.keys(told).length === names.length && names.every((name) => told[name] === params[name])
  );
}

function rowFaults<Figures extends BackupAccount['repositories'][number]['figures']>(
  table: ReportTable,
  judged: readonly {
    readonly figures: Figures;
    readonly verdict: string;
    readonly spans: BackupAccount['sets'][number]['spans'];
  }[],
  { ids, values }: { readonly ids: readonly string[]; values(figures: Figures): readonly (number | null)[] },
): readonly Fault[] {
  return [
    ...columnFaults(table, ids),
    ...table.rows.flatMap((row, index) => {
      const subject = `${row.element.kind} ${row.element.id}`;
      const made = judged[index];
      if (made === undefined) return [fault('figure', { file, element: subject, column: '?' })];
      return [
        ...valueFaults(subject, ids, values(made.figures), row.values),
        ...(made.verdict === row.verdict ? [] : [fault('verdict', { file, element: subject })]),
        ...(sameTimeline(row.timeline, made.spans) ? [] : [fault('timeline', { file, element: subject })]),
      ];
    }),
  ];
}

function checkFaults(table: ReportTable, { checks: { figures } }: BackupAccount): readonly Fault[] {
  const { ids, values } = backupColumns.checks;
  const none = { places: 0, failingPlaces: 0, failures: 0, failingMs: 0, waivedMs: 0, unknownMs: 0 };
  const faults = columnFaults(table, ids);
  for (const { element, verdict, values: said } of table.rows) {
    const of = figures.get(element.id) ?? none;
    faults.push(...valueFaults(element.id, ids, values(of), said));
    if (checkVerdictOf(of) !== verdict) faults.push(fault('verdict', { file, element: element.id }));
  }
  const listed = new Set(table.rows.map(({ element }) => element.id));
  for (const id of figures.keys()) {
    if (!listed.has(id)) faults.push(fault('figure', { file, element: id, column: ids[0] ?? '?' }));
  }
  return faults;
}

function headFaults(report: Report, { sets, head }: BackupAccount): readonly Fault[] {
  const element = report.scope.kind;
  const faults: Fault[] = [];
  if (worstVerdict(sets.map(({ verdict }) => verdict)) !== report.verdict)
    faults.push(fault('verdict', { file, element }));
  if (report.coverage.ratio !== shownShare(sets)) faults.push(fault('figure', { file, element, column: 'coverage' }));
  if (report.coverage.longestGapSeconds !== head.get('longestGapSeconds'))
    faults.push(fault('figure', { file, element, column: 'longestGapSeconds' }));
  const said = new Map(report.figures.map(({ id, value }) => [id, value]));
  for (const [column, value] of head) {
    if (said.get(column) !== value) faults.push(fault('figure', { file, element, column }));
  }
  return faults;
}

/** From what the ledger tells to a report of backups: pure, the same input gives the same report. */
import { collectorTexts } from '../../../collector/index.ts';
import { type Message, message, wallTime } from '../../../core/index.ts';
import { dataSetChecks, repositoryChecks } from '../../backups/catalogue.ts';
import { boundedFindings, frameOf, iso, type ReportInput } from '../frame.ts';
import {
  type ElementName,
  type Report,
  type ReportAnnex,
  type ReportTable,
  reportBounds,
  type TableRow,
} from '../model.ts';
import { changesSince } from '../uptime/changes.ts';
import { worstVerdict } from '../uptime/figures.ts';
import { checkTable, violationFinding } from '../violations.ts';
import { type Words, wordsIn } from '../words.ts';
import { backupClauses } from './clauses.ts';
import { backupColumns } from './columns.ts';
import { accountOf, type BackupAccount, type BackupFigures, type Judged, shownShare } from './figures.ts';
import { restoreNotes } from './restores.ts';
import { backupsIn, repositoryElement, setElement } from './scope.ts';
import { type BackupStory, repositorySubject, setSubject } from './story.ts';

export interface BackupReportInput extends ReportInput {
  readonly story: BackupStory;
}

export function buildBackupReport(input: BackupReportInput): Report {
  const { city, scope, period, timeZone, language, story } = input;
  // Of what tools say reasons speak in the collector's words, which the verifiers do without.
  const words = wordsIn(language, { timeZone: input.timeZone, more: [collectorTexts] });
  const { sets, repositoryIds } = backupsIn(city, scope);
  const account = accountOf(story, { period, timeZone, setIds: sets.map(({ id }) => id), repositoryIds });
  const names = new Map<string, ElementName>([
    ...sets.map((set) => [setSubject(set.id), setElement(city, set, words)] as const),
    ...repositoryIds.map((id) => [repositorySubject(id), repositoryElement(id)] as const),
  ]);
  const verdict = worstVerdict(account.sets.map((set) => set.verdict));
  const tables = [
    tableOf('data-sets', backupColumns.sets, account.sets, (id) => names.get(setSubject(id)), words),
    tableOf('repositories', backupColumns.repositories, account.repositories, repositoryElement, words),
    checkTable(
      'backups',
      {
        catalogue: [...dataSetChecks, ...repositoryChecks].map(({ id }) => id),
        figures: account.checks.figures,
        columns: backupColumns.checks.columns(words),
        values: (figures) => backupColumns.checks.values(figures),
      },
      words,
    ),
  ];
  const findings = account.checks.violations.map((violation, index) => {
    const subject = violation.placeId;
    const element = names.get(subject) ?? { kind: 'repository', id: subject, name: '' };
    return violationFinding('backups', violation, { index, element }, words);
  });
  return {
    ...frameOf('backup', input, words),
    verdict,
    target: null,
    coverage: {
      ratio: shownShare(account.sets),
      longestGapSeconds: account.head.get('longestGapSeconds') ?? 0,
    },
    summary: [summaryOf(account, verdict, words)],
    figures: [...account.head].map(([id, value]) => ({
      id,
      name: words.tell(message(`report.figure.${id}`)),
      unit: id.endsWith('Share') || id === 'coverageAtEnd' ? 'ratio' : id.endsWith('Seconds') ? 'seconds' : 'count',
      value,
    })),
    tables,
    ...boundedFindings(findings),
    exceptions: [],
    changes: changesSince(input.previous, { verdict, tables }, words),
    terminals: [],
    annexes: [restoresAnnex(input, names, words), vanishedAnnex(input, names, words)],
    clauses: backupClauses(account, words),
    method: methodOf(input).map(words.tell),
    limits: limitsOf(input).map(words.tell),
    evidence: { ...input.evidence, staleAfterSeconds: input.staleAfterSeconds },
    head: input.head,
  };
}

function tableOf<Figures extends BackupFigures>(
  id: string,
  { columns, values }: { columns(words: Words): ReportTable['columns']; values(figures: Figures): TableRow['values'] },
  judged: readonly Judged<Figures>[],
  elementOf: (id: string) => ElementName | undefined,
  words: Words,
): ReportTable {
  return {
    id,
    title: words.tell(message(`report.table.${id}`)),
    columns: columns(words),
    rows: judged.map(
      ({ id: of, figures, verdict, spans }): TableRow => ({
        element: elementOf(of) ?? repositoryElement(of),
        verdict,
        values: values(figures),
        timeline: spans.map(({ from, state, reason }) => ({ from: iso(from), state, reason: words.tell(reason) })),
      }),
    ),
  };
}

/** Restore drills, one by one: the verifier makes the same entries. */
function restoresAnnex(
  { story, timeZone }: BackupReportInput,
  names: ReadonlyMap<string, ElementName>,
  words: Words,
): ReportAnnex {
  const officeOf = (set: string): string => names.get(setSubject(set))?.name ?? '';
  const entries = restoreNotes(story.drills, { timeZone, officeOf });
  return { id: 'restores', title: words.tell(message('report.annex.restores')), entries: entries.map(words.tell) };
}

/** Snapshots that were seen and gone before their time, one by one. */
function vanishedAnnex(
  { story, timeZone }: BackupReportInput,
  names: ReadonlyMap<string, ElementName>,
  words: Words,
): ReportAnnex {
  const lines = story.vanished.map(({ at, dataSet, repositoryId, id, startedAt, sequence }) => {
    const office = names.get(setSubject(dataSet))?.name ?? '';
    const params = { office, set: dataSet, repository: repositoryId, snapshot: id, record: sequence };
    const [seen, begun] = [wallTime(at, timeZone), wallTime(startedAt, timeZone)];
    return message('report.note.vanished', { ...params, at: seen, begun });
  });
  const shown = lines.slice(0, reportBounds.annexEntries);
  const more = lines.length - shown.length;
  const entries = [
    ...(lines.length === 0 ? [message('report.note.no-vanished')] : shown),
    ...(more > 0 ? [message('report.note.more', { more })] : []),
  ];
  return { id: 'vanished', title: words.tell(message('report.annex.vanished')), entries: entries.map(words.tell) };
}

function summaryOf({ sets, head }: BackupAccount, verdict: Report['verdict'], words: Words) {
  const params = {
    total: sets.length,
    pass: head.get('setsCovered') ?? 0,
    fail: head.get('setsUncovered') ?? 0,
    unknown: head.get('setsNotShown') ?? 0,
    now: sets.filter(({ figures }) => figures.atEnd === 'covered').length,
  };
  return words.tell(message(`report.summary.backup.${verdict}`, params));
}

function methodOf({ pollPeriodSeconds: period, staleAfterSeconds: stale }: BackupReportInput): readonly Message[] {
  return [
    message('report.method.backup.read', { period, stale }),
    message('report.method.backup.words'),
    message('report.method.backup.unknown'),
    message('report.method.backup.days'),
    message('report.method.backup.rule'),
    message('report.method.backup.proof'),
    message('report.method.backup.verdict'),
  ];
}

function limitsOf({ head, evidence }: BackupReportInput): readonly Message[] {
  return [
    message('report.limit.backup.listing'),
    message('report.limit.backup.between'),
    message('report.limit.backup.tools'),
    message('report.limit.backup.encryption'),
    message('report.limit.clock'),
    message('report.limit.collector'),
    message('report.limit.isolation.rows', { most: reportBounds.findingRows }),
    message('report.limit.left-out'),
    ...(head === null ? [message('report.limit.no-ledger')] : []),
    ...(evidence.complete
      ? []
      : [message('report.limit.isolation.not-all-records', { most: reportBounds.evidenceRecords })]),
  ];
}

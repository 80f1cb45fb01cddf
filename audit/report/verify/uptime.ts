/** Makes every figure of an uptime report anew, from the records that came along and the terms that the city declared. */
import type { Fault, LedgerRecord } from '../../../ledger/verify/index.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import { createWorkingCalendar } from '../../calendar/service-hours.ts';
import type { Interval } from '../../intervals.ts';
import { planOf } from '../../maintenance/excluded.ts';
import { type MaintenanceEntry, windowsFrom } from '../../maintenance/records.ts';
import { fileNames } from '../bundle/parts.ts';
import type { Report, ReportTable, TableRow } from '../model.ts';
import { type UptimeForm, uptimeColumnIds, uptimeValues } from '../uptime/columns.ts';
import { contractColumnIds, contractRows } from '../uptime/contracts.ts';
import { readingsOf, sumOfFigures, verdictOf, worstVerdict } from '../uptime/figures.ts';
import { type JudgeTerms, judge, type Story, toldOutages } from '../uptime/judge.ts';
import { readPause, readState } from '../uptime/records.ts';
import { fault } from './fault.ts';
import { sameTimeline } from './timeline.ts';

const file = fileNames.report;

/** What the evidence says, sorted by what it is about. */
interface Evidence {
  readonly states: ReadonlyMap<string, readonly RecordedState[]>;
  readonly unwatched: readonly Interval[];
  readonly maintenance: readonly (MaintenanceEntry & { readonly index: number })[];
}

export function recomputeUptime(report: Report, records: readonly LedgerRecord[]): readonly Fault[] {
  const evidence = sorted(report, records);
  const stories = new Map<string, Story>();
  const terms = judgeTermsOf(report, evidence);
  const isOfElements = ({ id }: ReportTable): boolean => id !== 'districts' && !(id in contractColumnIds);
  const faults = report.tables.filter(isOfElements).flatMap((table) => {
    const found = table.rows.map((row): readonly Fault[] => {
      const subject = `${row.element.kind} ${row.element.id}`;
      const story = judge(
        { subject, records: evidence.states.get(subject) ?? [], cover: report.terms?.covers[subject] },
        terms,
      );
      stories.set(subject, story);
      return storyFaults(row, story, formOf(report));
    });
    return [...columnFaults(table, uptimeColumnIds(formOf(report))), ...found.flat()];
  });
  return [
    ...faults,
    ...districtFaults(report, stories),
    ...contractFaults(report, stories, terms.period),
    ...maintenanceFaults(report, evidence),
    ...wholeFaults(report, [...stories.values()]),
  ];
}

/** Reports of before there were service hours say nothing of terms. */
const formOf = ({ terms }: Report): UptimeForm => (terms === undefined ? 1 : 2);

function sorted(report: Report, records: readonly LedgerRecord[]): Evidence {
  const states = new Map<string, RecordedState[]>();
  const unwatched: Interval[] = [];
  const maintenance: (MaintenanceEntry & { readonly index: number })[] = [];
  for (const { seq, at, kind, subject, body } of records) {
    const entry = { at: Date.parse(at), sequence: seq, body };
    if (kind === 'gap') {
      const pause = readPause(entry.at, body, report.evidence.staleAfterSeconds * 1000);
      if (pause !== undefined) unwatched.push(pause);
    } else if (kind === 'maintenance') maintenance.push({ at: entry.at, body, index: seq });
    else {
      const state = readState(entry);
      if (state === undefined) continue;
      const story = states.get(subject);
      if (story === undefined) states.set(subject, [state]);
      else story.push(state);
    }
  }
  return { states, unwatched, maintenance };
}

function judgeTermsOf({ period: said, terms, target }: Report, { unwatched, maintenance }: Evidence): JudgeTerms {
  const period = { from: Date.parse(said.from), to: Date.parse(said.to) };
  const calendar = terms?.calendar;
  return {
    period,
    unwatched,
    serviceHours: calendar === undefined ? [] : createWorkingCalendar(said.timeZone, calendar).serviceHours(period),
    plan: planOf(terms === undefined ? [] : windowsFrom(maintenance), period, said.timeZone),
    target: target ?? Number.NaN,
  };
}

function columnFaults(table: ReportTable, wanted: readonly string[]): readonly Fault[] {
  const ids = table.columns.map(({ id }) => id).join();
  return ids === wanted.join() ? [] : [fault('columns', { file, table: table.id })];
}

function storyFaults(row: TableRow, { subject, figures, verdict, shown }: Story, form: UptimeForm): readonly Fault[] {
  return [
    ...valueFaults(row, subject, uptimeValues(figures, form), uptimeColumnIds(form)),
    ...(verdict === row.verdict ? [] : [fault('verdict', { file, element: subject })]),
    ...(sameTimeline(row.timeline, shown) ? [] : [fault('timeline', { file, element: subject })]),
  ];
}

function valueFaults(
  row: TableRow,
  element: string,
  values: readonly (number | string | null)[],
  columns: readonly string[],
): readonly Fault[] {
  const wrong = values.findIndex((value, index) => value !== row.values[index]);
  return wrong < 0 ? [] : [fault('figure', { file, element, column: columns[wrong] ?? '?' })];
}

function districtFaults(report: Report, stories: ReadonlyMap<string, Story>): readonly Fault[] {
  const table = report.tables.find(({ id }) => id === 'districts');
  const declared = Object.entries(report.terms?.districts ?? {});
  const rows = table?.rows ?? [];
  if (rows.map(({ element }) => element.id).join() !== declared.map(([id]) => id).join())
    return [fault('columns', { file, table: 'districts' })];
  const faults = declared.flatMap(([id, subjects], index) => {
    const row = rows[index];
    const judged = subjects.flatMap((subject) => stories.get(subject) ?? []);
    const element = `district ${id}`;
    if (row === undefined || judged.length !== subjects.length)
      return [fault('figure', { file, element, column: '?' })];
    const figures = sumOfFigures(judged.map((story) => story.figures));
    const verdict = verdictOf(figures, report.target ?? Number.NaN);
    return [
      ...valueFaults(row, element, uptimeValues(figures), uptimeColumnIds()),
      ...(verdict === row.verdict ? [] : [fault('verdict', { file, element })]),
    ];
  });
  return table === undefined ? faults : [...columnFaults(table, uptimeColumnIds()), ...faults];
}

function contractFaults(report: Report, stories: ReadonlyMap<string, Story>, period: Interval): readonly Fault[] {
  const links = Object.entries(report.terms?.contracts ?? {}).flatMap(([linkId, contract]) => {
    const story = stories.get(`link ${linkId}`);
    return story === undefined ? [] : [{ linkId, contract, spans: story.spans, maintenance: story.maintenance }];
  });
  const made = contractRows(links, period, report.period.timeZone);
  return (['contracts', 'contract-outages'] as const).flatMap((id) => {
    const table = report.tables.find((each) => each.id === id);
    const wanted = id === 'contracts' ? made.contracts : made.outages;
    const rows = table?.rows ?? [];
    if (rows.map(({ element }) => element.id).join() !== wanted.map((row) => row.id).join())
      return [fault('columns', { file, table: id })];
    const faults = wanted.flatMap((row, index) => {
      const said = rows[index];
      if (said === undefined) return [];
      return [
        ...valueFaults(said, row.id, row.values, contractColumnIds[id]),
        ...(said.verdict === row.verdict ? [] : [fault('verdict', { file, element: row.id })]),
      ];
    });
    return table === undefined ? faults : [...columnFaults(table, contractColumnIds[id]), ...faults];
  });
}

/** Every announced work that excluded something is listed, and nothing else. */
function maintenanceFaults(report: Report, { maintenance }: Evidence): readonly Fault[] {
  if (report.terms === undefined) return [];
  const first = new Map<unknown, number>();
  for (const { body, index } of maintenance) {
    const { id } = body as { readonly id?: unknown };
    if (!first.has(id)) first.set(id, index);
  }
  const listed = new Set(report.exceptions.map(({ record }) => record));
  const known = new Set<number | null>(first.values());
  const isSame = listed.size === known.size && [...listed].every((record) => known.has(record));
  return isSame ? [] : [fault('maintenance', { file })];
}

function wholeFaults(report: Report, stories: readonly Story[]): readonly Fault[] {
  const { scope, verdict, coverage, findings, findingsLeftOut } = report;
  const ratios = stories.map(({ figures }) => readingsOf(figures.total).coverage);
  const ratio = ratios.length === 0 ? 0 : ratios.reduce((sum, each) => sum + each, 0) / ratios.length;
  const told = toldOutages(stories).length;
  const said = findings.length + findingsLeftOut;
  return [
    ...(worstVerdict(stories.map((story) => story.verdict)) === verdict
      ? []
      : [fault('verdict', { file, element: scope.kind })]),
    ...(ratio === coverage.ratio ? [] : [fault('figure', { file, element: scope.kind, column: 'coverage' })]),
    ...(told === said ? [] : [fault('finding-count', { file, said, found: told })]),
  ];
}

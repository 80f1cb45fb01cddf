/** From what the ledger tells to an isolation report: pure, the same input gives the same report. */
import { type EpochMs, type Message, message, wallTime } from '../../../core/index.ts';
import { type Span, timelineOf } from '../../availability/timeline.ts';
import { isolationChecks } from '../../isolation/catalogue.ts';
import type { IsolationWord } from '../../isolation/model.ts';
import { boundedFindings, frameOf, iso, type ReportInput } from '../frame.ts';
import type { ElementName, Report, ReportAnnex, ReportException, ReportTable, TableRow } from '../model.ts';
import { reportBounds } from '../model.ts';
import { changesSince } from '../uptime/changes.ts';
import { worstVerdict } from '../uptime/figures.ts';
import { elementsOf } from '../uptime/scope.ts';
import { terminalsOf } from '../uptime/terminals.ts';
import { checkTable, violationFinding } from '../violations.ts';
import { type Words, wordsIn } from '../words.ts';
import { type CheckStory, checkStoryOf } from './checks.ts';
import { clauseResultsOf } from './clauses.ts';
import { checkColumns, checkValues, placeColumns, placeValues } from './columns.ts';
import {
  headValuesOf,
  type IsolationFigures,
  isolationFiguresOf,
  isolationVerdictOf,
  type ShownVerdict,
} from './figures.ts';
import { placeElement, placesIn } from './places.ts';
import type { IsolationStory } from './story.ts';

export interface IsolationReportInput extends ReportInput {
  readonly story: IsolationStory;
  readonly annexes: (words: Words, print: (at: EpochMs) => string) => readonly ReportAnnex[];
}

/** One place with what was made of its history. */
interface Judged {
  readonly element: ElementName;
  readonly spans: readonly Span<IsolationWord>[];
  readonly figures: IsolationFigures;
  readonly verdict: ShownVerdict;
}

export function buildIsolationReport(input: IsolationReportInput): Report {
  const { city, scope, period, language, story, timeZone } = input;
  const words = wordsIn(language, { timeZone: input.timeZone });
  const judged = placesIn(city, scope).map((place): Judged => {
    const records = story.places.get(place.id) ?? [];
    const spans = timelineOf<IsolationWord>({ period, records, unwatched: story.unwatched });
    const figures = isolationFiguresOf(period, spans);
    return { element: placeElement(city, place, words), spans, figures, verdict: isolationVerdictOf(figures) };
  });
  const checks = checkStoryOf(story, period);
  const worst = worstVerdict(judged.map(({ verdict }) => verdict));
  // A ledger and a database that disagree prove nothing in anybody's favour.
  const verdict = worst === 'pass' && input.evidence.differs !== undefined ? 'unknown' : worst;
  const elements = new Map(judged.map(({ element }) => [element.id, element]));
  const findings = checks.violations.map((violation, index) => {
    const { placeId } = violation;
    const element = elements.get(placeId) ?? { kind: 'point', id: placeId, name: placeId };
    return violationFinding('isolation', violation, { index, element }, words);
  });
  const catalogue = isolationChecks.map(({ id }) => id);
  const checked = { catalogue, figures: checks.figures, columns: checkColumns(words), values: checkValues };
  const tables = [placeTable(judged, words), checkTable('isolation', checked, words)];
  const coverage = {
    ratio: mean(judged.map(({ figures }) => figures.coverage)),
    longestGapSeconds: longest(judged, ({ longestUnknownMs }) => longestUnknownMs),
  };
  const changes = changesSince(input.previous, { verdict, tables }, words);
  return {
    ...frameOf('isolation', input, words),
    verdict,
    target: null,
    coverage,
    summary: [summaryOf(judged, verdict, words)],
    figures: headFigures(judged, checks, words),
    tables,
    ...boundedFindings(findings),
    exceptions: exceptionsOf(story, elements, words),
    changes: { ...changes, entries: [...declarationChanges(input, words), ...changes.entries] },
    terminals: terminalsOf(city, elementsOf(city, scope).points, language, input.register),
    annexes: input.annexes(words, (at) => wallTime(at, timeZone)),
    clauses: clauseResultsOf(
      checks,
      judged.map(({ figures }) => figures),
      words,
    ),
    method: methodOf(input).map(words.tell),
    limits: limitsOf(input).map(words.tell),
    evidence: { ...input.evidence, staleAfterSeconds: input.staleAfterSeconds },
    head: input.head,
  };
}

function placeTable(judged: readonly Judged[], words: Words): ReportTable {
  return {
    id: 'places',
    title: words.tell(message('report.table.places')),
    columns: placeColumns(words),
    rows: judged.map(
      ({ element, figures, verdict, spans }): TableRow => ({
        element,
        verdict,
        values: placeValues(figures),
        timeline: spans.map(({ from, state, reason }) => ({ from: iso(from), state, reason: words.tell(reason) })),
      }),
    ),
  };
}

function exceptionsOf(
  { waivers, declarations }: IsolationStory,
  elements: ReadonlyMap<string, ElementName>,
  words: Words,
): readonly ReportException[] {
  const waived = waivers.map((waiver): ReportException => {
    const { placeId, checkId, event, approver, reason, until, deviceId = '', sequence } = waiver;
    return {
      element: elements.get(placeId) ?? { kind: 'point', id: placeId, name: placeId },
      what: words.tell(message(`report.waiver.${event}`, { check: checkId, device: deviceId, reason })),
      by: approver,
      until: iso(until),
      record: sequence,
    };
  });
  const odd = declarations.at(-1);
  const declared = (odd?.reasons ?? []).map(({ prefix, reason }): ReportException => {
    const what = words.tell(message('report.declared-inside', { reason }));
    const by = words.label('report.declared-by');
    return { element: { kind: 'prefix', id: prefix, name: '' }, what, by, until: null, record: odd?.sequence ?? null };
  });
  return [...waived, ...declared];
}

function declarationChanges({ story, period, timeZone }: IsolationReportInput, words: Words) {
  const within = story.declarations.filter(({ at }) => at >= period.from);
  return within.map(({ at, digest, sequence }) =>
    words.tell(
      message('report.change.declaration', {
        at: wallTime(at, timeZone),
        digest: digest.slice(0, 23),
        record: sequence,
      }),
    ),
  );
}

function summaryOf(judged: readonly Judged[], verdict: ShownVerdict, words: Words) {
  const count = (word: ShownVerdict): number => judged.filter((each) => each.verdict === word).length;
  const params = { total: judged.length, pass: count('pass'), fail: count('fail'), unknown: count('unknown') };
  return words.tell(message(`report.summary.isolation.${verdict}`, params));
}

function headFigures(judged: readonly Judged[], { violations }: CheckStory, words: Words): Report['figures'] {
  const values = headValuesOf(
    judged.map(({ figures }) => figures),
    violations.length,
  );
  return [...values].map(([id, value]) => ({
    id,
    name: words.tell(message(`report.figure.${id}`)),
    unit: id.endsWith('Share') ? 'ratio' : id.endsWith('Seconds') ? 'seconds' : 'count',
    value,
  }));
}

function methodOf({ pollPeriodSeconds, staleAfterSeconds }: IsolationReportInput): readonly Message[] {
  return [
    message('report.method.isolation.read', {
      period: pollPeriodSeconds,
      stale: staleAfterSeconds,
      checks: isolationChecks.length,
    }),
    message('report.method.isolation.words'),
    message('report.method.isolation.unknown'),
    message('report.method.isolation.arithmetic'),
    message('report.method.isolation.violations'),
    message('report.method.isolation.verdict'),
  ];
}

function limitsOf({ pollPeriodSeconds, head, evidence }: IsolationReportInput): readonly Message[] {
  const { differs, complete } = evidence;
  return [
    message('report.limit.isolation.carried'),
    message('report.limit.isolation.between', { period: pollPeriodSeconds }),
    message('report.limit.isolation.physical'),
    message('report.limit.isolation.lying'),
    message('report.limit.snmp'),
    message('report.limit.clock'),
    message('report.limit.collector'),
    message('report.limit.isolation.rows', { most: reportBounds.findingRows }),
    message('report.limit.left-out'),
    ...(head === null ? [message('report.limit.no-ledger')] : []),
    ...(differs === undefined ? [] : [message('report.limit.isolation.differs', { ...differs })]),
    ...(!complete && differs === undefined
      ? [message('report.limit.isolation.not-all-records', { most: reportBounds.evidenceRecords })]
      : []),
  ];
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** In seconds. */
function longest(judged: readonly Judged[], of: (figures: IsolationFigures) => number): number {
  return judged.reduce((most, { figures }) => Math.max(most, of(figures)), 0) / 1000;
}

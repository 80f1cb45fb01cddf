/** From recorded states to an uptime report: pure, the same input gives the same report. */
import { type Message, message } from '../../../core/index.ts';
import { type Span, timelineOf } from '../../availability/timeline.ts';
import { clauseOf } from '../catalogue.ts';
import { boundedFindings, frameOf, iso, type ReportInput } from '../frame.ts';
import type { ClauseResult, ElementName, Finding, Report, ReportTable, TableRow, Told } from '../model.ts';
import { reportBounds } from '../model.ts';
import { type Words, wordsIn } from '../words.ts';
import { changesSince } from './changes.ts';
import { uptimeColumns, uptimeValues } from './columns.ts';
import { figuresOf, type Outage, type UptimeFigures, type UptimeVerdict, verdictOf, worstVerdict } from './figures.ts';
import type { History } from './history.ts';
import { elementsOf, linkElement, pointElement } from './scope.ts';
import { terminalsOf } from './terminals.ts';

export interface UptimeInput extends ReportInput {
  /** Share of time that is asked for, 0 to 1. */
  readonly target: number;
  readonly history: History;
  /** Places in the ledger of the records of state, by subject and sequence in the journal. */
  readonly placeOf: (subject: string, span: Span) => number | undefined;
}

/** One element with what was made of its history. */
interface Judged {
  readonly element: ElementName;
  readonly spans: readonly Span[];
  readonly figures: UptimeFigures;
  readonly verdict: UptimeVerdict;
}

export function buildUptimeReport(input: UptimeInput): Report {
  const { city, scope, period, language, target, history } = input;
  const words = wordsIn(language, { timeZone: input.timeZone });
  const { points, links } = elementsOf(city, scope);
  const judge = (element: ElementName): Judged => {
    const records = history.records.get(`${element.kind} ${element.id}`) ?? [];
    const spans = timelineOf({ period, records, unwatched: history.unwatched });
    const figures = figuresOf(period, spans);
    return { element, spans, figures, verdict: verdictOf(figures, target) };
  };
  const judgedPoints = points.map(({ id }) => judge(pointElement(city, id, language)));
  const judgedLinks = links.map((link) => judge(linkElement(city, link, language)));
  const all = [...judgedPoints, ...judgedLinks];
  const verdict = worstVerdict(all.map((each) => each.verdict));
  const findings = findingsOf(all, input, words);
  const tables = [tableOf('points', judgedPoints, words), tableOf('links', judgedLinks, words)].filter(
    ({ rows }) => rows.length > 0,
  );
  const coverage = {
    ratio: mean(all.map(({ figures }) => figures.coverage)),
    longestGapSeconds: all.reduce((most, { figures }) => Math.max(most, figures.longestUnknownMs), 0) / 1000,
  };
  return {
    ...frameOf('uptime', input, words),
    verdict,
    target,
    coverage,
    summary: summaryOf(all, verdict, words),
    figures: headFigures(judgedPoints, judgedLinks, coverage, words),
    tables,
    ...boundedFindings(findings),
    exceptions: [],
    changes: changesSince(input.previous, { verdict, tables }, words),
    terminals: terminalsOf(city, points, language, input.register),
    clauses: clausesOf(judgedLinks, all, verdict, words),
    method: methodOf(input).map(words.tell),
    limits: limitsOf(input).map(words.tell),
    evidence: { ...input.evidence, staleAfterSeconds: input.staleAfterSeconds },
    head: input.head,
  };
}

function tableOf(id: 'points' | 'links', judged: readonly Judged[], words: Words): ReportTable {
  return {
    id,
    title: words.tell(message(`report.table.${id}`)),
    columns: uptimeColumns(words),
    rows: judged.map(
      ({ element, figures, verdict, spans }): TableRow => ({
        element,
        verdict,
        values: uptimeValues(figures),
        timeline: spans.map(({ from, state, reason }) => ({ from: iso(from), state, reason: words.tell(reason) })),
      }),
    ),
  };
}

function findingsOf(all: readonly Judged[], input: UptimeInput, words: Words): readonly Finding[] {
  const found = all.flatMap(({ element, figures, spans }) =>
    figures.outages.map((outage) => ({ element, outage, spans })),
  );
  found.sort((a, b) => a.outage.from - b.outage.from || (a.element.id < b.element.id ? -1 : 1));
  return found.map(({ element, outage, spans }, index): Finding => {
    const places = spans
      // The span that ended it belongs to it as evidence: it says when it was seen to carry again.
      .filter(({ from }) => from >= outage.from && from <= outage.to)
      .map((span) => input.placeOf(`${element.kind} ${element.id}`, span))
      .filter((place) => place !== undefined);
    return {
      id: `N${index + 1}`,
      element,
      from: iso(outage.from),
      to: outage.recovered ? iso(outage.to) : null,
      seconds: outage.downMs / 1000,
      what: whatOf(outage, words),
      records: [...new Set(places)],
    };
  });
}

function whatOf({ first, unknownMs, beganBefore, recovered }: Outage, words: Words): Told {
  if (unknownMs === 0 && !beganBefore && recovered) return words.tell(first.reason);
  const note = beganBefore ? 'report.outage.before' : recovered ? 'report.outage.unseen' : 'report.outage.lasting';
  // A reason has values of its own, so its words go in, not its key.
  const reason = words.tell(first.reason).text;
  return words.tell(message(note, { reason, unseen: Math.round(unknownMs / 1000) }));
}

function summaryOf(all: readonly Judged[], verdict: UptimeVerdict, words: Words) {
  const count = (word: UptimeVerdict): number => all.filter((each) => each.verdict === word).length;
  const params = { total: all.length, pass: count('pass'), fail: count('fail'), unknown: count('unknown') };
  return [words.tell(message(`report.summary.uptime.${verdict}`, params))];
}

function headFigures(
  points: readonly Judged[],
  links: readonly Judged[],
  coverage: Report['coverage'],
  words: Words,
): Report['figures'] {
  const figure = (id: string, unit: Report['figures'][number]['unit'], value: number | null) => ({
    id,
    name: words.tell(message(`report.figure.${id}`)),
    unit,
    value,
  });
  const total = (judged: readonly Judged[], of: (figures: UptimeFigures) => number): number =>
    judged.reduce((sum, { figures }) => sum + of(figures), 0);
  const availability = (judged: readonly Judged[]): number | null => {
    const available = total(judged, ({ availableMs }) => availableMs);
    const known = available + total(judged, ({ downMs }) => downMs);
    return known === 0 ? null : available / known;
  };
  const all = [...points, ...links];
  const outages = total(all, (figures) => figures.outages.length);
  return [
    figure('pointAvailability', 'ratio', availability(points)),
    figure('linkAvailability', 'ratio', availability(links)),
    figure('coverage', 'ratio', coverage.ratio),
    figure('outages', 'count', outages),
    figure('downSeconds', 'seconds', total(all, ({ downMs }) => downMs) / 1000),
    figure('mttrSeconds', 'seconds', outages === 0 ? null : total(all, ({ downMs }) => downMs) / 1000 / outages),
    figure(
      'longestOutageSeconds',
      'seconds',
      all.reduce((most, { figures }) => Math.max(most, figures.longestOutageMs), 0) / 1000,
    ),
    figure('longestGapSeconds', 'seconds', coverage.longestGapSeconds),
  ];
}

function clausesOf(
  links: readonly Judged[],
  all: readonly Judged[],
  verdict: UptimeVerdict,
  words: Words,
): readonly ClauseResult[] {
  const watched = all.length > 0 && all.every(({ figures }) => figures.coverage > 0);
  const result = (number: string, word: UptimeVerdict, how: Message): ClauseResult => {
    const clause = clauseOf(number);
    return { id: clause.id, number, title: clause.title[words.language], verdict: word, how: words.tell(how) };
  };
  return [
    result('8.1.2.1 e)', verdict, message('report.clause.availability', { links: links.length })),
    result('8.1.5.4 c)', watched ? 'pass' : 'unknown', message('report.clause.watched', { elements: all.length })),
  ];
}

function methodOf({ pollPeriodSeconds, staleAfterSeconds, target }: UptimeInput): readonly Message[] {
  return [
    message('report.method.polled', { period: pollPeriodSeconds, stale: staleAfterSeconds }),
    message('report.method.words'),
    message('report.method.unknown'),
    message('report.method.availability'),
    message('report.method.outages'),
    message('report.method.verdict', { target: `${Math.floor(target * 1e6) / 1e4}%` }),
  ];
}

function limitsOf({ pollPeriodSeconds, head, evidence }: UptimeInput): readonly Message[] {
  return [
    message('report.limit.between-polls', { period: pollPeriodSeconds }),
    message('report.limit.not-service'),
    message('report.limit.snmp'),
    message('report.limit.clock'),
    message('report.limit.collector'),
    message('report.limit.left-out'),
    ...(head === null ? [message('report.limit.no-ledger')] : []),
    ...(head !== null && evidence.differs !== undefined
      ? [message('report.limit.differs', { ...evidence.differs })]
      : []),
    ...(head !== null && !evidence.complete && evidence.differs === undefined
      ? [message('report.limit.not-all-records', { most: reportBounds.evidenceRecords })]
      : []),
  ];
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** From recorded states to an uptime report: pure, the same input gives the same report. */
import { type Message, message, wallTime } from '../../../core/index.ts';
import type { CalendarSettings } from '../../../inventory/index.ts';
import type { Span } from '../../availability/timeline.ts';
import type { MaintenanceWindow } from '../../maintenance/model.ts';
import { clauseOf } from '../catalogue.ts';
import { boundedFindings, frameOf, type ReportInput } from '../frame.ts';
import type { ClauseResult, Report, ReportTable } from '../model.ts';
import { type Words, wordsIn } from '../words.ts';
import { changesSince } from './changes.ts';
import { contractRows, contractTables } from './contracts.ts';
import { readingsOf, type UptimeVerdict, worstVerdict } from './figures.ts';
import { findingsOf } from './findings.ts';
import { headFigures } from './head-figures.ts';
import type { History } from './history.ts';
import { type MaintenanceRecord, maintenanceExceptions } from './maintenance.ts';
import { limitsOf, methodOf } from './method.ts';
import { elementsOf, linkElement } from './scope.ts';
import { type Stories, storiesOf, storyTables, type ToldStory } from './stories.ts';
import { districtTable, storyTable } from './tables.ts';
import { terminalsOf } from './terminals.ts';
import { worstPoints } from './worst.ts';

export interface UptimeInput extends ReportInput {
  /** Share of time that is asked for, 0 to 1. */
  readonly target: number;
  readonly calendar: CalendarSettings;
  readonly history: History;
  /** Records of the announced work that touches the period. */
  readonly maintenance: readonly MaintenanceRecord[];
  /** All announced work, that of the days after the period too: for what is forecast. */
  readonly windows: readonly MaintenanceWindow[];
  /** Places in the ledger of the records of state, by subject and sequence in the journal. */
  readonly placeOf: (subject: string, span: Span) => number | undefined;
}

export function buildUptimeReport(input: UptimeInput): Report {
  const { city, scope, period, timeZone, language, target } = input;
  const words = wordsIn(language, { timeZone });
  const stories = storiesOf(input);
  const { all, terms } = stories;
  const verdict = worstVerdict(all.map((each) => each.verdict));
  const tables = tablesOf(stories, input, words);
  const coverage = coverageOf(all);
  const annexes = worstPoints(all, words);
  return {
    ...frameOf('uptime', input, words),
    verdict,
    target,
    coverage,
    summary: summaryOf(all, verdict, words),
    figures: headFigures(all, { ...input, coverage, words }),
    tables,
    ...boundedFindings(findingsOf(all, input.placeOf, words)),
    exceptions: maintenanceExceptions(input.maintenance, { city, words, timeText: (at) => wallTime(at, timeZone) }),
    changes: changesSince(input.previous, { verdict, tables }, words, isOfElements),
    terminals: terminalsOf(city, elementsOf(city, scope).points, language, input.register),
    ...(annexes.length === 0 ? {} : { annexes }),
    clauses: clausesOf(all, verdict, words),
    method: methodOf(input, stories).map(words.tell),
    limits: limitsOf(input, stories).map(words.tell),
    evidence: { ...input.evidence, staleAfterSeconds: input.staleAfterSeconds },
    terms,
    head: input.head,
  };

  function tablesOf({ all, terms }: Stories, { city }: UptimeInput, words: Words): readonly ReportTable[] {
    const contracted = all.flatMap(({ element, spans, maintenance }) => {
      const contract = element.kind === 'link' ? terms.contracts[element.id] : undefined;
      return contract === undefined ? [] : [{ linkId: element.id, contract, spans, maintenance }];
    });
    const linkName = (id: string): string => {
      const link = city.links.get(id);
      return link === undefined ? id : linkElement(city, link, language).name;
    };
    return [
      districtTable(all, terms.districts, { city, target, words }),
      ...storyTables.map((id) =>
        storyTable(
          id,
          all.filter(({ table }) => table === id),
          words,
        ),
      ),
      ...contractTables(contractRows(contracted, period, timeZone), linkName, words),
    ].filter(({ rows }) => rows.length > 0);
  }
}

/** Months of contracts and their outages come and go by themselves: that is no change. */
export const isOfElements = ({ id }: Pick<ReportTable, 'id'>): boolean => !id.startsWith('contract');

function coverageOf(all: readonly ToldStory[]): Report['coverage'] {
  const ratios = all.map(({ figures }) => readingsOf(figures.total).coverage);
  return {
    ratio: ratios.length === 0 ? 0 : ratios.reduce((sum, each) => sum + each, 0) / ratios.length,
    longestGapSeconds: all.reduce((most, { figures }) => Math.max(most, figures.longestUnknownMs), 0) / 1000,
  };
}

function summaryOf(all: readonly ToldStory[], verdict: UptimeVerdict, words: Words) {
  const count = (word: UptimeVerdict): number => all.filter((each) => each.verdict === word).length;
  const params = { total: all.length, pass: count('pass'), fail: count('fail'), unknown: count('unknown') };
  return [words.tell(message(`report.summary.uptime.${verdict}`, params))];
}

function clausesOf(all: readonly ToldStory[], verdict: UptimeVerdict, words: Words): readonly ClauseResult[] {
  const links = all.filter(({ table }) => table === 'links').length;
  const watched = all.length > 0 && all.every(({ figures }) => readingsOf(figures.total).coverage > 0);
  const result = (number: string, word: UptimeVerdict, how: Message): ClauseResult => {
    const clause = clauseOf(number);
    return { id: clause.id, number, title: clause.title[words.language], verdict: word, how: words.tell(how) };
  };
  return [
    result('8.1.2.1 e)', verdict, message('report.clause.availability', { links })),
    result('8.1.5.4 c)', watched ? 'pass' : 'unknown', message('report.clause.watched', { elements: all.length })),
  ];
}

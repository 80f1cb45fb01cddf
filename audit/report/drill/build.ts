/** From what the ledger tells of a drill to its report: pure, the same input gives the same report. */
import { type Message, message } from '../../../core/index.ts';
import type { JsonObject } from '../../../ledger/index.ts';
import { clauseOf } from '../catalogue.ts';
import { boundedFindings, frameOf, iso, type ReportInput } from '../frame.ts';
import type { Column, Report, Told, Unit } from '../model.ts';
import { type Words, wordsIn } from '../words.ts';
import {
  type DrillStory,
  drillColumnIds,
  drillCoverageOf,
  drillFiguresOf,
  drillFindingsOf,
  drillVerdictOf,
  stepValues,
  stepVerdictOf,
} from './story.ts';

const columnUnits: Readonly<Record<(typeof drillColumnIds)[number], Unit>> = {
  afterSeconds: 'seconds',
  seconds: 'seconds',
  by: 'text',
  exitCode: 'count',
  said: 'text',
};

export function buildDrillReport(input: ReportInput & { readonly story: DrillStory }): Report {
  const { story, language, city, period } = input;
  const words = wordsIn(language, { timeZone: input.timeZone });
  const verdict = drillVerdictOf(story);
  const pair = city.hostPairs.get(story.pairId);
  const district = city.districts.get(pair?.districtId ?? '') ?? city;
  const place = language === 'en' ? district.nameEn : district.nameZh;
  const frame = frameOf('drill', input, words);
  const name = `${place} ${story.pairId}`;
  const clause = clauseOf('8.1.4.9 c)');
  return {
    ...frame,
    title: words.label('report.title.drill', { scope: name }),
    scope: { ...frame.scope, name: `${name} · ${story.procedure}` },
    verdict,
    target: null,
    coverage: { ratio: drillCoverageOf(story), longestGapSeconds: story.result?.resolutionSeconds ?? 0 },
    summary: [
      words.tell(message(`report.summary.drill.${summaryOf(story)}`, { count: drillFindingsOf(story).length })),
    ],
    figures: drillFiguresOf(story).map(([id, value]) => ({
      id,
      name: words.tell(message(`report.figure.drill.${id}`)),
      unit: typeof value === 'number' ? 'count' : 'text',
      value,
    })),
    tables: [
      {
        id: 'steps',
        title: words.tell(message('report.table.steps')),
        columns: drillColumnIds.map((id): Column => columnOf(id, words)),
        rows: story.steps.map((step) => ({
          element: { kind: 'step', id: String(step.index + 1), name: words.label(`drill.step.${step.kind}`) },
          verdict: stepVerdictOf(step),
          values: [...stepValues(step), step.said === undefined ? null : tell(step.said, words).text],
          timeline: [],
        })),
      },
    ],
    ...boundedFindings(
      drillFindingsOf(story).map(({ said, record }, index) => ({
        id: `N${index + 1}`,
        element: { kind: 'pair', id: story.pairId, name: place },
        from: iso(period.from),
        to: iso(period.to),
        seconds: 0,
        what: tell(said, words),
        records: [record],
      })),
    ),
    exceptions: [],
    changes: { since: null, entries: [] },
    terminals: [],
    clauses: [
      {
        id: clause.id,
        number: clause.number,
        title: clause.title[language],
        verdict,
        how: words.tell(message('report.clause.drill', { pair: story.pairId })),
      },
    ],
    method: ['steps', 'rto', 'rpo', 'verdict', 'approval'].map((each) =>
      words.tell(message(`report.method.drill.${each}`)),
    ),
    limits: ['probe', 'hand', 'one-day']
      .map((each) => words.tell(message(`report.limit.drill.${each}`)))
      .concat(['clock', 'left-out'].map((each) => words.tell(message(`report.limit.${each}`)))),
    evidence: { ...input.evidence, staleAfterSeconds: input.staleAfterSeconds },
    head: input.head,
  };
}

function summaryOf({ outcome, leftAs, ...story }: DrillStory): string {
  if (outcome === 'unknown') return 'unknown';
  if (outcome === 'aborted') return leftAs === 'untouched' ? 'untouched' : 'aborted';
  const verdict = drillVerdictOf({ outcome, leftAs, ...story });
  return verdict === 'pass' ? 'pass' : verdict === 'fail' ? 'deviated' : 'unproven';
}

function columnOf(id: (typeof drillColumnIds)[number], words: Words): Column {
  const name = words.tell(message(`report.column.drill.${id}`));
  return { id, name, unit: columnUnits[id], main: id !== 'exitCode' };
}

/** A message as a record holds it; one whose text this program does not know shows as its key. */
function tell({ key, params }: JsonObject, words: Words): Told {
  const known: Message = { key: typeof key === 'string' ? key : '' };
  const values = Object.entries((params ?? {}) as JsonObject).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [],
  );
  return words.tell(values.length === 0 ? known : { ...known, params: Object.fromEntries(values) });
}

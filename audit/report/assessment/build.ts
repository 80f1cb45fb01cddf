/** From what the ledger tells of a closed assessment to its report: pure, the same input gives the same report. */
import { message } from '../../../core/index.ts';
import type { IndicatorSettings, ScoreCard } from '../../assessment/model.ts';
import { assessmentTexts, indicatorName } from '../../assessment/words.ts';
import { clauseOf } from '../catalogue.ts';
import { secondsText } from '../format.ts';
import { boundedFindings, frameOf, iso, type ReportInput } from '../frame.ts';
import type { Column, Report, ReportAnnex, ReportTable, Told, Unit } from '../model.ts';
import { type Words, wordsIn } from '../words.ts';
import {
  type AssessmentStory,
  assessmentCoverageOf,
  assessmentFiguresOf,
  assessmentFindingsOf,
  assessmentRowsOf,
  assessmentVerdictOf,
  cardColumnIds,
  indicatorColumnIds,
} from './story.ts';

export function buildAssessmentReport(input: ReportInput & { readonly story: AssessmentStory }): Report {
  const { story, language, period } = input;
  const words = wordsIn(language, { timeZone: input.timeZone, more: [assessmentTexts] });
  const verdict = assessmentVerdictOf(story);
  const names = namesOf(story, words);
  const found = assessmentFindingsOf(story);
  const clause = clauseOf('8.1.4.7 b)');
  const tell = (key: string, params?: Readonly<Record<string, string | number>>): Told =>
    words.tell(message(key, params));
  return {
    ...frameOf('assessment', input, words),
    verdict,
    target: null,
    coverage: { ratio: assessmentCoverageOf(story), longestGapSeconds: 0 },
    summary: [tell(`report.summary.assessment.${verdict}`, { cards: story.cards.length, count: found.length })],
    figures: assessmentFiguresOf(story).map(([id, value]) => ({
      id,
      name: tell(`report.figure.assessment.${id}`),
      unit: typeof value === 'number' ? 'count' : 'text',
      value,
    })),
    tables: tablesOf(story, names, words),
    ...boundedFindings(
      found.map(({ what, kind, id, record }, index) => ({
        id: `N${index + 1}`,
        element: { kind, id, name: names.get(`${kind} ${id}`) ?? id },
        ...{ from: iso(period.from), to: iso(period.to), seconds: 0 },
        what: tell(`report.finding.assessment.${what}`),
        records: [record],
      })),
    ),
    exceptions: [],
    changes: { since: null, entries: [] },
    terminals: [],
    annexes: annexesOf(story, words),
    clauses: [
      {
        ...{ id: clause.id, number: clause.number, title: clause.title[language], verdict },
        how: tell('report.clause.assessment', { id: story.assessmentId }),
      },
    ],
    method: ['share', 'unknown', 'weight', 'rank', 'verdict'].map((each) => tell(`report.method.assessment.${each}`)),
    limits: ['counted', 'notes']
      .map((each) => tell(`report.limit.assessment.${each}`))
      .concat(['clock', 'left-out'].map((each) => tell(`report.limit.${each}`))),
    evidence: { ...input.evidence, staleAfterSeconds: input.staleAfterSeconds },
    head: input.head,
  };
}

/** By kind and id, the names that districts, offices and their indicators had then. */
function namesOf({ closing, cards }: AssessmentStory, words: Words): ReadonlyMap<string, string> {
  const settings = closing?.scheme.indicators ?? [];
  const names = new Map<string, string>();
  for (const { card } of cards) {
    const { kind, id, nameZh, nameEn } = card.unit;
    const name = words.language === 'en' ? nameEn : nameZh;
    names.set(`${kind} ${id}`, name);
    for (const [index, score] of card.indicators.entries()) {
      const of = settings[index];
      const indicator = of === undefined ? score.id : words.tell(indicatorName(of, words.language)).text;
      names.set(`indicator-${kind} ${id}/${score.id}`, `${name} · ${indicator}`);
    }
  }
  return names;
}

const ratios: readonly string[] = ['share', 'valueLower', 'valueUpper'];
/** What paper has no room for. */
const onlyInFiles: readonly string[] = ['of', 'valueUpper', 'good', 'bad', 'unknown'];

function tablesOf(story: AssessmentStory, names: ReadonlyMap<string, string>, words: Words): readonly ReportTable[] {
  const rows = assessmentRowsOf(story);
  const notes = new Map(story.cards.flatMap(({ card }) => notesOf(card, words)));
  const column = (id: string, unit: Unit = ratios.includes(id) ? 'ratio' : 'count'): Column => ({
    ...{ id, unit, name: words.tell(message(`report.column.assessment.${id}`)), main: !onlyInFiles.includes(id) },
  });
  return (['districts', 'offices', 'indicators'] as const).map((id) => ({
    id,
    title: words.tell(message(`report.table.assessment.${id}`)),
    columns:
      id === 'indicators'
        ? [...indicatorColumnIds.map((each) => column(each)), column('note', 'text')]
        : cardColumnIds.map((each) => column(each)),
    rows: rows[id].map(({ kind, id: element, verdict, values }) => ({
      element: { kind, id: element, name: names.get(`${kind} ${element}`) ?? element },
      verdict,
      values: id === 'indicators' ? [...values, notes.get(`${kind} ${element}`) ?? null] : values,
      timeline: [],
    })),
  }));
}

/** What went into each indicator of a card, or why it does not apply, in words. */
function notesOf({ unit, indicators }: ScoreCard, words: Words): readonly (readonly [string, string])[] {
  return indicators.map(({ id, finding }) => {
    const told = finding.applies ? finding.inputs : [finding.none];
    return [`indicator-${unit.kind} ${unit.id}/${id}`, told.map((each) => words.tell(each).text).join('; ')];
  });
}

function annexesOf({ closing }: AssessmentStory, words: Words): readonly ReportAnnex[] {
  if (closing === undefined) return [];
  const { scheme, proposedBy, approvedBy, reason, cardsDigest, record } = closing;
  return [
    {
      id: 'closing',
      title: words.tell(message('report.annex.assessment.closing')),
      entries: [
        words.tell(
          message('report.assessment.closed', {
            proposed: proposedBy ?? '–',
            approved: approvedBy ?? '–',
            reason,
            record,
          }),
        ),
        words.tell(message('report.assessment.digest', { digest: cardsDigest })),
      ],
    },
    {
      id: 'formulas',
      title: words.tell(message('report.annex.assessment.formulas')),
      entries: scheme.indicators.map((settings) => formula(settings, words)),
    },
  ];
}

function formula(settings: IndicatorSettings, words: Words): Told {
  const { kind, weight, withinSeconds, severities, steps, curve } = settings;
  const between = words.language === 'en' ? ', ' : '、';
  const how = words.label(`assessment.formula.${kind}`, {
    within: secondsText(withinSeconds, words),
    severities: severities.map((each) => words.label(`report.assessment.severity.${each}`)).join(between),
  });
  return words.tell(
    message(`report.assessment.formula.${curve}`, {
      ...{ name: words.tell(indicatorName(settings, words.language)).text, weight, how },
      steps: steps
        .map(({ atMillionths, pointHundredths }) => `${atMillionths / 1e4} % → ${pointHundredths / 100}`)
        .join(between),
    }),
  );
}

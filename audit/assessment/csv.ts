/** The table of an assessment for a spreadsheet: a line for each card and indicator. UTF-8 with a mark, so that Excel reads it. */
import { type Dictionary, type Language, type Message, render } from '../../core/index.ts';
import { csvText } from '../report/csv/csv.ts';
import type { Assessment, IndicatorScore, ScoreCard } from './model.ts';
import { shareRange } from './points.ts';
import { indicatorName } from './words.ts';

const columns = [
  'kind',
  'id',
  'name',
  'rank',
  'score',
  'scoreAtMost',
  'indicator',
  'weight',
  'share',
  'value',
  'valueAtMost',
  'points',
  'pointsAtMost',
  'good',
  'bad',
  'unknown',
  'unit',
  'note',
] as const;

export function assessmentCsv(
  { scheme, cards }: Assessment,
  { language, dictionary }: { readonly language: Language; readonly dictionary: Dictionary },
): string {
  const words = (text: Message): string => render(dictionary, text);
  const head = columns.map((name) => words({ key: `assessment.column.${name}` }));
  const lines = cards.flatMap((card) =>
    card.indicators.map((score, index) => {
      const settings = scheme.indicators[index];
      const name = settings === undefined ? score.id : words(indicatorName(settings, language));
      return [...ofCard(card), name, settings?.weight ?? '', hundredths(score.share), ...ofScore(score)];
    }),
  );
  return csvText([head, ...lines]);

  function ofCard({ unit, rank, score }: ScoreCard): readonly (string | number)[] {
    return [
      words({ key: `assessment.unit.${unit.kind}` }),
      unit.id,
      language === 'en' ? unit.nameEn : unit.nameZh,
      rank?.rank ?? '',
      score === undefined ? '' : hundredths(score.lower),
      score === undefined ? '' : hundredths(score.upper),
    ];
  }

  function ofScore({ finding, points }: IndicatorScore): readonly (string | number)[] {
    if (!finding.applies || points === undefined) {
      return ['', '', '', '', '', '', '', '', finding.applies ? '' : words(finding.none)];
    }
    const { measure, unit } = finding;
    const share = shareRange(measure);
    const scale = unit === 'ms' ? 1_000 : 1;
    return [
      ...(share === undefined ? ['', ''] : [share.lower, share.upper]),
      ...[hundredths(points.lower), hundredths(points.upper)],
      ...[measure.good / scale, measure.bad / scale, measure.unknown / scale],
      words({ key: `assessment.counts.${unit}` }),
      finding.inputs.map(words).join('; '),
    ];
  }
}

const hundredths = (value: number): number => value / 100;

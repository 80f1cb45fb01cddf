/** From what indicators found to score cards in their order. Pure. */
import type { IndicatorSettings } from '../../inventory/index.ts';
import type { Finding, IndicatorScore, Range, Rank, ScoreCard, Unit } from './model.ts';
import { pointRange } from './points.ts';

const wholeShare = 10_000;

/** One card without its rank; `found` has a finding for each indicator. */
export function scoreUnit(
  unit: Unit,
  indicators: readonly IndicatorSettings[],
  found: readonly Finding[],
): Omit<ScoreCard, 'rank'> {
  const judged = indicators.map((settings, index) => {
    const finding = found[index] ?? { applies: false, none: { key: 'assessment.none.nothing' } };
    const points = finding.applies ? pointRange(settings, finding.measure) : undefined;
    return { settings, finding, points };
  });
  const applying = judged.flatMap(({ settings, points }) => (points === undefined ? [] : [{ ...settings, points }]));
  const weights = applying.reduce((sum, { weight }) => sum + weight, 0);
  const end = (of: (points: Range) => number): number =>
    Math.floor(applying.reduce((sum, { weight, points }) => sum + weight * of(points), 0) / weights);
  return {
    unit,
    score: weights === 0 ? undefined : { lower: end(({ lower }) => lower), upper: end(({ upper }) => upper) },
    indicators: judged.map(
      ({ settings, finding, points }): IndicatorScore => ({
        id: settings.id,
        finding,
        points,
        share: points === undefined ? 0 : Math.round((settings.weight * wholeShare) / weights),
      }),
    ),
  };
}

/** Cards of one kind in their order: by the lower end, whoever has the same shares the place; those without a score last. */
export function ranked(cards: readonly Omit<ScoreCard, 'rank'>[]): readonly ScoreCard[] {
  const scores = cards.flatMap(({ score }) => (score === undefined ? [] : [score]));
  const lowers = scores.map(({ lower }) => lower).sort((a, b) => a - b);
  const uppers = scores.map(({ upper }) => upper).sort((a, b) => a - b);
  return cards
    .map((card): ScoreCard => ({ ...card, rank: card.score === undefined ? undefined : rankOf(card.score) }))
    .toSorted(
      (a, b) =>
        (a.rank?.rank ?? cards.length + 1) - (b.rank?.rank ?? cards.length + 1) ||
        (b.score?.upper ?? 0) - (a.score?.upper ?? 0) ||
        (a.unit.id < b.unit.id ? -1 : 1),
    );

  function rankOf({ lower, upper }: Range): Rank {
    const above = (sorted: readonly number[], than: number): number => sorted.length - firstAbove(sorted, than);
    return {
      rank: 1 + above(lowers, lower),
      best: 1 + above(lowers, upper),
      // Whoever can come higher than the lower end may stand before; the card itself is no other.
      worst: above(uppers, lower) + (upper > lower ? 0 : 1),
      of: scores.length,
    };
  }
}

/** Place of the first number above another in a sorted list. */
function firstAbove(sorted: readonly number[], than: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > than) high = middle;
    else low = middle + 1;
  }
  return low;
}

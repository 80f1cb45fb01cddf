/** From a share to points: whole numbers throughout, so that the same share is worth the same everywhere. */
import type { IndicatorSettings } from '../../inventory/index.ts';
import type { Measure, Range } from './model.ts';

const millionths = 1_000_000n;

/**
 * What `good` of `base` is worth, in hundredths of a point, rounded down. More good is never worth less.
 * @param base above 0
 */
export function pointsOf(
  { steps, curve }: Pick<IndicatorSettings, 'steps' | 'curve'>,
  good: number,
  base: number,
): number {
  const [share, whole] = [BigInt(good) * millionths, BigInt(base)];
  const index = steps.findIndex(({ atMillionths }) => share >= BigInt(atMillionths) * whole);
  const [step, above] = [steps[index], steps[index - 1]];
  if (step === undefined) return 0;
  if (above === undefined || curve === 'steps') return step.pointHundredths;
  const climbed = share - BigInt(step.atMillionths) * whole;
  const height = BigInt(above.atMillionths - step.atMillionths) * whole;
  const gain = BigInt(above.pointHundredths - step.pointHundredths);
  return step.pointHundredths + Number((gain * climbed) / height);
}

/** All of a measure. */
export const baseOf = ({ good, bad, unknown }: Measure): number => good + bad + unknown;

/** The unknown read as bad, and as good. Undefined where nothing was counted. */
export function pointRange(settings: Pick<IndicatorSettings, 'steps' | 'curve'>, measure: Measure): Range | undefined {
  const base = baseOf(measure);
  if (base === 0) return undefined;
  return {
    lower: pointsOf(settings, measure.good, base),
    upper: pointsOf(settings, measure.good + measure.unknown, base),
  };
}

/** The share that was good, 0 to 1, by both readings. */
export function shareRange(measure: Measure): Range | undefined {
  const base = baseOf(measure);
  if (base === 0) return undefined;
  return { lower: measure.good / base, upper: (measure.good + measure.unknown) / base };
}

export const nothing: Measure = { good: 0, bad: 0, unknown: 0 };

export function sumOfMeasures(measures: readonly Measure[]): Measure {
  return measures.reduce(
    (sum, each) => ({
      good: sum.good + each.good,
      bad: sum.bad + each.bad,
      unknown: sum.unknown + each.unknown,
    }),
    nothing,
  );
}

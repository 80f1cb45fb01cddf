/** What a value says by a rule, once what it is compared with is known. Pure. */
import { median, medianDeviation, theilSen } from '../../../audit/index.ts';
import type { EpochMs } from '../../../core/index.ts';
import type { Band, RuleCondition } from '../model.ts';
import type { RuleClock } from './hours.ts';
import type { RuleReading } from './machine.ts';

/** A value at a time; of a bucket its beginning. */
export interface Point {
  readonly at: EpochMs;
  readonly value: number;
}

/** A reading with the figure that decided: a change, spreads, milliseconds that are left. */
export interface Judged {
  readonly reading: RuleReading;
  readonly figure?: number | undefined;
  /** What it was compared with. */
  readonly usual?: number | undefined;
}

type Of<K extends RuleCondition['kind']> = Extract<RuleCondition, { readonly kind: K }>;

const byBand = (value: number, { raise, clear }: Band): RuleReading =>
  raise > clear
    ? value >= raise
      ? 'bad'
      : value <= clear
        ? 'good'
        : 'between'
    : value <= raise
      ? 'bad'
      : value >= clear
        ? 'good'
        : 'between';

export const judgeThreshold = ({ band }: Of<'threshold'>, value: number): Judged => ({ reading: byBand(value, band) });

/** `extreme`: the least (rises) or the most (falls) within the time before, the value itself included. */
export function judgeChange({ side, band }: Of<'change'>, value: number, extreme: number): Judged {
  const figure = side === 'rises' ? value - extreme : extreme - value;
  return { reading: byBand(figure, band), figure, usual: extreme };
}

/** What is usual at an hour of today: the middle of the same hour of past days of its class, and their robust spread. */
export interface Usual {
  readonly median: number;
  readonly spread: number;
}

/** Fewer days than these say nothing of what is usual. */
const leastDays = 4;
/** Of a normal distribution this times the median deviation is the standard deviation. */
const normal = 1.4826;
const hoursOfDay = 24;

/** By hour of the day of `today`, from hourly means of the weeks before; undefined where too few days are known. */
export function usualOf(
  points: readonly Point[],
  { weeks }: Pick<Of<'usual'>, 'weeks'>,
  clock: RuleClock,
  today: { readonly day: number; readonly isWorked: boolean },
): readonly (Usual | undefined)[] {
  const byHour: number[][] = Array.from({ length: hoursOfDay }, () => []);
  for (const { at, value } of points) {
    const { day, hour, isWorked } = clock.wall(at);
    if (day >= today.day || day < today.day - 7 * weeks || isWorked !== today.isWorked) continue;
    byHour[hour]?.push(value);
  }
  return byHour.map((values) => {
    if (values.length < leastDays) return undefined;
    const middle = median(values);
    return { median: middle, spread: normal * medianDeviation(values, middle) };
  });
}

export function judgeUsual({ side, band, least }: Of<'usual'>, value: number, usual: Usual | undefined): Judged {
  if (usual === undefined) return { reading: 'none' };
  const spreads = (value - usual.median) / Math.max(usual.spread, least, Number.MIN_VALUE);
  const figure = side === 'either' ? Math.abs(spreads) : side === 'above' ? spreads : -spreads;
  return { reading: byBand(figure, band), figure, usual: usual.median };
}

/** A trend by hours: the slopes between which the true one lies with 95 %. */
export interface ForecastTrend {
  readonly slope: number;
  readonly least: number;
  readonly most: number;
}

/** Buckets that a trend is drawn from. */
export const trendBuckets = 48;
/** Fewer of them, or a span of less than half the time looked at, say nothing. */
const leastBuckets = 8;
const hourMs = 3_600_000;

export function trendOf(
  points: readonly Point[],
  { fromMs }: Pick<Of<'forecast'>, 'fromMs'>,
): ForecastTrend | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < leastBuckets) return undefined;
  if (last.at - first.at < fromMs / 2) return undefined;
  return theilSen(points.map(({ at, value }) => ({ x: (at - first.at) / hourMs, y: value })));
}

/** Milliseconds until a value is reached, by the trend and by its mildest slope; infinite: never. */
export function leftOf(
  { side, reaches }: Of<'forecast'>,
  value: number,
  { slope, least, most }: ForecastTrend,
): { readonly leftMs: number; readonly longestMs: number } {
  const distance = side === 'rises' ? reaches - value : value - reaches;
  const towards = side === 'rises' ? slope : -slope;
  const mildest = side === 'rises' ? least : -most;
  const time = (perHour: number): number =>
    distance <= 0 ? 0 : perHour <= 0 ? Number.POSITIVE_INFINITY : (distance / perHour) * hourMs;
  return { leftMs: time(towards), longestMs: time(mildest) };
}

/** Bad when the trend is certain of its direction and reaches the value in time; without a trend nothing is said. */
export function judgeForecast(condition: Of<'forecast'>, value: number, trend: ForecastTrend | undefined): Judged {
  if (trend === undefined) return { reading: 'none' };
  const { leftMs, longestMs } = leftOf(condition, value, trend);
  const { raise, clear } = condition.band;
  if (leftMs <= raise && Number.isFinite(longestMs)) return { reading: 'bad', figure: leftMs, usual: longestMs };
  return { reading: leftMs >= clear ? 'good' : 'between', figure: leftMs, usual: longestMs };
}

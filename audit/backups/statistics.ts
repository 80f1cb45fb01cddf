/** Robust statistics: a few wild values move neither the middle nor the spread. Pure. */

/** The middle of the values; not-a-number of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Median of the distances from the median. */
export function medianDeviation(values: readonly number[], middle = median(values)): number {
  return median(values.map((value) => Math.abs(value - middle)));
}

/** Of a normal distribution this times the median deviation is the standard deviation. */
const normal = 1.4826;

export interface Outlier {
  readonly median: number;
  /** How many spreads the value lies from the median; the sign says where. */
  readonly z: number;
}

/**
 * How far a value lies from the usual ones. The spread is never taken to be less than `least` of the median: values that were all the
 * same would make an outlier of any other.
 */
export function outlierOf(value: number, usual: readonly number[], least: number): Outlier {
  const middle = median(usual);
  const spread = Math.max(normal * medianDeviation(usual, middle), Math.abs(middle) * least, Number.MIN_VALUE);
  return { median: middle, z: (value - middle) / spread };
}

export interface Trend {
  /** Per unit of x. */
  readonly slope: number;
  /** The slopes between which the true one lies with 95 %, by Sen's ranks. */
  readonly least: number;
  readonly most: number;
}

/** Theil and Sen: the median of the slopes between all pairs of points. Undefined for fewer than three distinct x. */
export function theilSen(points: readonly { readonly x: number; readonly y: number }[]): Trend | undefined {
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i += 1) {
    for (let j = i + 1; j < points.length; j += 1) {
      const [a, b] = [points[i], points[j]];
      if (a !== undefined && b !== undefined && a.x !== b.x) slopes.push((b.y - a.y) / (b.x - a.x));
    }
  }
  if (new Set(points.map(({ x }) => x)).size < 3) return undefined;
  slopes.sort((a, b) => a - b);
  const n = points.length;
  // Variance of Kendall's statistic; of the sorted slopes those so far from the middle bound the interval.
  const half = (1.96 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)) / 2;
  const middle = (slopes.length - 1) / 2;
  const at = (index: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, index))] ?? 0;
  return {
    slope: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(Math.floor(middle - half)),
    most: at(Math.ceil(middle + half)),
  };
}

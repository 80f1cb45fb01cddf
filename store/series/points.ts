/** One metric over time. Raw values share one array for all four and have no counts (each counts once). NaN is a gap. */
export interface PointColumn {
  readonly mean: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly last: readonly number[];
  /** Samples behind each point; null when every point is one sample. */
  readonly count: readonly number[] | null;
}

/** All metrics of one entity over time, raw or rolled up; `at` rises strictly. */
export interface Points {
  readonly at: readonly number[];
  readonly columns: readonly PointColumn[];
}

/** A raw column. */
export function rawColumn(values: readonly number[]): PointColumn {
  return { mean: values, min: values, max: values, last: values, count: null };
}

/** How many samples are behind point `index`. */
export function countAt(column: PointColumn, index: number): number {
  if (Number.isNaN(column.mean[index] ?? Number.NaN)) return 0;
  return column.count === null ? 1 : (column.count[index] ?? 0);
}

/** No points at all. */
export function emptyPoints(width: number): Points {
  return { at: [], columns: Array.from({ length: width }, () => rawColumn([])) };
}

/** Raw rows of one entity, in any order, as points: of two rows of the same time the later given one counts. */
export function pointsOfRows(
  rows: readonly { readonly at: number; readonly values: readonly (number | null | undefined)[] }[],
  width: number,
): Points {
  const byTime = new Map(rows.map((row) => [row.at, row.values]));
  const at = [...byTime.keys()].sort((a, b) => a - b);
  const columns = Array.from({ length: width }, (_, column) =>
    rawColumn(at.map((time) => byTime.get(time)?.[column] ?? Number.NaN)),
  );
  return { at, columns };
}

/** The points with `from <= at < to`. */
export function within(points: Points, from: number, to: number): Points {
  const start = lowerBound(points.at, from);
  const end = lowerBound(points.at, to);
  return start === 0 && end === points.at.length ? points : slice(points, start, end);
}

/** Both sets in order of time; where both have a point of the same time, `newer` counts. */
export function mergePoints(older: Points, newer: Points): Points {
  if (older.at.length === 0) return newer;
  if (newer.at.length === 0) return older;
  const width = Math.max(older.columns.length, newer.columns.length);
  const picks: { from: Points; index: number }[] = [];
  for (let left = 0, right = 0; left < older.at.length || right < newer.at.length; ) {
    const a = older.at[left] ?? Number.POSITIVE_INFINITY;
    const b = newer.at[right] ?? Number.POSITIVE_INFINITY;
    picks.push(b <= a ? { from: newer, index: right } : { from: older, index: left });
    if (a <= b) left++;
    if (b <= a) right++;
  }
  const take = (column: number, part: 'mean' | 'min' | 'max' | 'last') =>
    picks.map(({ from, index }) => from.columns[column]?.[part][index] ?? Number.NaN);
  const raw = [...older.columns, ...newer.columns].every(({ count }) => count === null);
  const columns = Array.from({ length: width }, (_, column): PointColumn => {
    if (raw) return rawColumn(take(column, 'mean'));
    const count = picks.map(({ from, index }) => {
      const source = from.columns[column];
      return source === undefined ? 0 : countAt(source, index);
    });
    return {
      mean: take(column, 'mean'),
      min: take(column, 'min'),
      max: take(column, 'max'),
      last: take(column, 'last'),
      count,
    };
  });
  return { at: picks.map(({ from, index }) => from.at[index] ?? 0), columns };
}

function slice(points: Points, start: number, end: number): Points {
  const columns = points.columns.map((column): PointColumn => {
    if (column.count === null) return rawColumn(column.mean.slice(start, end));
    const cut = (values: readonly number[]) => values.slice(start, end);
    return {
      mean: cut(column.mean),
      min: cut(column.min),
      max: cut(column.max),
      last: cut(column.last),
      count: cut(column.count),
    };
  });
  return { at: points.at.slice(start, end), columns };
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

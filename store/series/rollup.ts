import { countAt, type PointColumn, type Points } from './points.ts';

/**
 * Points of width `stepMs` (aligned to multiples of it since 1970) from finer ones: mean weighted by count, least, greatest,
 * last. A step without any value of a column is a gap there. Works on raw and on rolled-up points alike.
 */
export function rollUp(points: Points, stepMs: number): Points {
  const at: number[] = [];
  const groupEnds: number[] = [];
  points.at.forEach((time, index) => {
    const start = Math.floor(time / stepMs) * stepMs;
    if (at.at(-1) !== start) at.push(start);
    groupEnds[at.length - 1] = index + 1;
  });
  return { at, columns: points.columns.map((column) => rollUpColumn(column, groupEnds)) };
}

function rollUpColumn(column: PointColumn, groupEnds: readonly number[]): PointColumn {
  const rolled = {
    mean: [] as number[],
    min: [] as number[],
    max: [] as number[],
    last: [] as number[],
    count: [] as number[],
  };
  let index = 0;
  for (const end of groupEnds) {
    let [mean, min, max, last, total] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0];
    for (; index < end; index++) {
      const count = countAt(column, index);
      if (count === 0) continue;
      const value = column.mean[index] ?? 0;
      const least = column.min[index] ?? value;
      const greatest = column.max[index] ?? value;
      total += count;
      // The running mean keeps a constant exactly constant, which a sum divided at the end does not.
      mean = total === count ? value : mean + ((value - mean) * count) / total;
      min = Number.isNaN(min) || least < min ? least : min;
      max = Number.isNaN(max) || greatest > max ? greatest : max;
      last = column.last[index] ?? value;
    }
    rolled.mean.push(mean);
    rolled.min.push(min);
    rolled.max.push(max);
    rolled.last.push(last);
    rolled.count.push(total);
  }
  return rolled;
}

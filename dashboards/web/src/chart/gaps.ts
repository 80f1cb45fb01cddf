/** Columns for a chart: times in seconds, and values where null is a gap. */
export interface Columns {
  readonly at: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/**
 * Raw points know nothing of the polls that never came: where two are further apart than usual a null goes between, so
 * that no line is drawn over a time in which nothing was measured.
 */
export function withGaps({ at, values }: Columns): Columns {
  const usual = median(at.slice(1).map((time, index) => time - (at[index] ?? time)));
  if (usual === undefined) return { at, values };
  const times: number[] = [];
  const columns: (number | null)[][] = values.map(() => []);
  for (const [index, time] of at.entries()) {
    const before = at[index - 1];
    if (before !== undefined && time - before > 2.5 * usual) {
      times.push(before + usual);
      for (const column of columns) column.push(null);
    }
    times.push(time);
    for (const [order, column] of columns.entries()) column.push(values[order]?.[index] ?? null);
  }
  return { at: times, values: columns };
}

function median(numbers: readonly number[]): number | undefined {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Counts by two words, as metrics want them. The words come from fixed lists, so that their number is bounded. */
export interface Counts {
  add(first: string, second: string): void;
  list(): readonly { readonly first: string; readonly second: string; readonly count: number }[];
}

export function createCounts(): Counts {
  const counts = new Map<string, Map<string, number>>();
  return {
    add(first, second) {
      const row = counts.get(first) ?? new Map<string, number>();
      counts.set(first, row);
      row.set(second, (row.get(second) ?? 0) + 1);
    },
    list: () => [...counts].flatMap(([first, row]) => Array.from(row, ([second, count]) => ({ first, second, count }))),
  };
}

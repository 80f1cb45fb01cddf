import type { Row } from './files/table.ts';

/**
 * An id that no line has: numbered on as the point's other terminals are (`east-t07` after `east-t06`), or `<point>-t01` where
 * they have no numbers.
 */
export function freeId(rows: readonly Row[], point: string, alsoTaken: ReadonlySet<string>): string {
  const taken = new Set([...rows.flatMap((row) => row.cell('id') ?? []), ...alsoTaken]);
  const numbered = rows.flatMap((row) => {
    const found = row.cell('point') === point ? /^(.*?)(\d{1,6})$/.exec(row.cell('id') ?? '') : null;
    return found === null ? [] : [{ stem: found[1] ?? '', digits: found[2] ?? '' }];
  });
  const stem = mostFrequent(numbered.map((each) => each.stem)) ?? `${point}-t`;
  const ofStem = numbered.filter((each) => each.stem === stem);
  const width = Math.max(...ofStem.map(({ digits }) => digits.length), ofStem.length === 0 ? 2 : 1);
  let next = Math.max(0, ...ofStem.map(({ digits }) => Number(digits))) + 1;
  while (taken.has(`${stem}${String(next).padStart(width, '0')}`)) next++;
  return `${stem}${String(next).padStart(width, '0')}`;
}

/** The network of most terminals at the same switch, else of the point's; inner where there are none. */
export function usualNetwork(rows: readonly Row[], cells: Readonly<Record<string, string>>): string {
  for (const column of ['switch', 'point']) {
    const others = rows.filter((row) => cells[column] !== undefined && row.cell(column) === cells[column]);
    const network = mostFrequent(others.flatMap((row) => row.cell('network')?.toLowerCase() ?? []));
    if (network === 'inner' || network === 'outer') return network;
  }
  return 'inner';
}

/** Whether two cells name one MAC, however each is written. */
export function sameMac(one: string | undefined, other: string | undefined): boolean {
  const digits = (text = '') => text.toLowerCase().replace(/[^0-9a-f]/g, '');
  return digits(one).length === 12 && digits(one) === digits(other);
}

function mostFrequent(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

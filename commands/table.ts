/** Characters that take two cells of a terminal (UAX #11: wide and fullwidth); enough for Chinese and its punctuation. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const widestCell = 60;

function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += wide.test(character) ? 2 : 1;
  return cells;
}

/** What a device says may hold control characters; on a terminal they would be commands. */
export function oneLine(text: string): string {
  return text.replace(/\p{C}+/gu, ' ');
}

function cutCell(text: string): string {
  return text.length > widestCell ? `${text.slice(0, widestCell - 1)}…` : text;
}

/** Rows in columns of equal width, two spaces apart; one line each. `cut`: long cells are cut, as a terminal is narrow. */
export function tableText(rows: readonly (readonly string[])[], { cut }: { readonly cut: boolean }): string {
  const safeRows = rows.map((row) => row.map((cell) => (cut ? cutCell(oneLine(cell)) : oneLine(cell))));
  const widths: number[] = [];
  for (const row of safeRows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cellsOf(cell));
  }
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - cellsOf(cell))).join('  ');
  return safeRows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

import type { Mistakes } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import { wholeFile } from '../mistakes/place.ts';
import { bounds } from './bounds.ts';
import { rawFields, strayQuote } from './fields.ts';
import { type RawRecord, splitRecords } from './records.ts';
import { emptyTable, Row, type Table, type TableShape } from './table.ts';

/** What a file's header must and may name. */
export interface Columns {
  readonly required: readonly string[];
  /** Columns whose cells may be empty; the column itself must be there. */
  readonly optional: readonly string[];
  /** Columns that need not be there at all. */
  readonly extra?: readonly string[];
}

/**
 * Text of a CSV file (RFC 4180; `,`, `;` or tab) as rows. Empty lines and the empty columns at the right that Excel
 * writes are passed over; every other irregularity is a mistake. Never throws.
 */
export function readTable({
  file,
  text,
  columns,
  mistakes,
}: {
  file: string;
  text: string;
  columns: Columns;
  mistakes: Mistakes;
}): Table {
  const separator = separatorOf(text);
  const { records, whole } = splitRecords({ file, text, separator, mistakes });
  const [header, ...lines] = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (header === undefined) {
    mistakes.add(wholeFile(file), 'header-missing', {
      known: [...columns.required, ...columns.optional].join(separator),
    });
    return emptyTable(file, false);
  }
  const { shape, width, complete } = readHeader({ file, separator, header, columns, mistakes });
  const rows: Row[] = [];
  const brokenRows: Row[] = [];
  // A cell that Excel leaves out at the right is an empty one, where that column may be empty.
  const narrowest = width - trailing(shape, [...columns.optional, ...(columns.extra ?? [])], width);
  for (const record of lines.slice(0, bounds.rows)) {
    const row = new Row({ table: shape, ...record });
    (soundRow({ row, record, separator, shape, width, narrowest, mistakes }) ? rows : brokenRows).push(row);
  }
  const tooMany = lines[bounds.rows];
  if (tooMany !== undefined) {
    mistakes.add({ file, line: tooMany.line, column: 0 }, 'too-many-rows', { limit: bounds.rows });
  }
  return { ...shape, rows, brokenRows, whole: whole && complete && tooMany === undefined };
}

/** The separator that the header has most of; a comma where it has none. */
function separatorOf(text: string): string {
  const header = /[^\n]*\S[^\n]*/.exec(text.slice(0, 65_536))?.[0] ?? '';
  const counted = [',', ';', '\t'].map((separator) => ({ separator, count: header.split(separator).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best), { separator: ',', count: 0 }).separator;
}

function readHeader({
  file,
  separator,
  header,
  columns,
  mistakes,
}: {
  file: string;
  separator: string;
  header: RawRecord;
  columns: Columns;
  mistakes: Mistakes;
}): { shape: TableShape; width: number; complete: boolean } {
  const needed = [...columns.required, ...columns.optional];
  const known = [...needed, ...(columns.extra ?? [])];
  const names = header.cells.map((cell) => cell.trim());
  const width = names.findLastIndex((name) => name !== '') + 1;
  const found = new Map<string, number>();
  const shape: TableShape = { file, separator, columns: found };
  const headerRow = new Row({ table: shape, ...header });
  const missing = needed.filter((name) => !names.includes(name));
  for (const [index, name] of names.slice(0, width).entries()) {
    if (name === '') mistakes.add(headerRow.placeOfCell(index), 'column-unnamed');
    else if (found.has(name)) mistakes.add(headerRow.placeOfCell(index), 'column-duplicate', { field: name });
    else if (known.includes(name)) found.set(name, index);
    else {
      const place = headerRow.placeOfCell(index);
      mistakes.add(place, 'column-unknown', { field: name, known: known.join(' ') }, nearest(name, missing));
    }
  }
  for (const name of missing) {
    mistakes.add({ file, line: header.line, column: 0 }, 'column-missing', {
      field: name,
      known: known.join(separator),
    });
  }
  return { shape, width, complete: columns.required.every((name) => found.has(name)) };
}

/** How many of the last columns may be missing from a line: optional ones, and those that were not known anyway. */
function trailing(shape: TableShape, optional: readonly string[], width: number): number {
  const nameAt = new Map([...shape.columns].map(([name, index]) => [index, name]));
  let count = 0;
  for (; count < width; count += 1) {
    const name = nameAt.get(width - 1 - count);
    if (name !== undefined && !optional.includes(name)) break;
  }
  return count;
}

function soundRow({
  row,
  record,
  separator,
  shape: { file },
  width,
  narrowest,
  mistakes,
}: {
  row: Row;
  record: RawRecord;
  separator: string;
  shape: TableShape;
  width: number;
  narrowest: number;
  mistakes: Mistakes;
}): boolean {
  const { cells, text, line, broken } = record;
  if (broken) return false;
  const stray = text.includes('"') ? strayQuote(rawFields(text, separator), separator) : undefined;
  if (stray !== undefined) {
    mistakes.add(row.placeOfCell(stray), 'stray-quote');
    return false;
  }
  const filled = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (cells.length < narrowest || filled > width) {
    const place = filled > width ? row.placeOfCell(width) : { file, line, column: 0 };
    mistakes.add(place, 'cell-count', { found: filled > width ? filled : cells.length, expected: width });
    return false;
  }
  const long = cells.findIndex(
    (cell) => cell.length * 3 > bounds.cellBytes && Buffer.byteLength(cell) > bounds.cellBytes,
  );
  if (long >= 0) {
    mistakes.add(row.placeOfCell(long), 'cell-too-long', { limit: bounds.cellBytes });
    return false;
  }
  return true;
}

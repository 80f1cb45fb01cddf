import { basename, join } from 'node:path';
import { bounds } from './files/bounds.ts';
import { readTable } from './files/csv.ts';
import type { Table } from './files/table.ts';
import { readText } from './files/text.ts';
import { Mistakes } from './mistakes/mistakes.ts';

/** A change of the inventory in terms of ids and columns. */
export interface RowProposal {
  /** Its name without a folder: `links.csv`. */
  readonly file: string;
  /** Of the line that changes; undefined: a line to be added. */
  readonly id: string | undefined;
  /** Column to its new cell. */
  readonly cells: Readonly<Record<string, string>>;
}

/** The same as it would stand in the file. */
export interface ProposedRow {
  readonly file: string;
  /** Of the line that changes, from 1; 0 for a line to be added. */
  readonly line: number;
  /** Empty for a line to be added. */
  readonly before: string;
  readonly after: string;
}

/** Lines shown for one proposal: a renamed port may be named by a line for each of its terminals. */
const shownRows = 50;

/**
 * The exact lines to change, read from the files as they are now. Only shows them: the inventory is never written by
 * Fangzhou. A file or line that is no longer there is left out.
 */
export async function proposeRows(folder: string, changes: readonly RowProposal[]): Promise<readonly ProposedRow[]> {
  const tables = new Map<string, Table | undefined>();
  const proposed: ProposedRow[] = [];
  for (const { file, id, cells } of changes.slice(0, shownRows)) {
    if (!tables.has(file)) tables.set(file, await tableOf(folder, file));
    const table = tables.get(file);
    if (table === undefined) continue;
    const row = id === undefined ? undefined : table.rows.find((each) => each.cell('id') === id);
    if (id !== undefined && row === undefined) continue;
    const before = [...table.columns].map(([name, index]) => row?.cell(name) ?? row?.cells[index] ?? '');
    const after = [...table.columns.keys()].map((name, position) => cells[name] ?? before[position] ?? '');
    const write = (line: readonly string[]) => line.map((cell) => quoted(cell, table.separator)).join(table.separator);
    proposed.push({ file, line: row?.line ?? 0, before: row === undefined ? '' : write(before), after: write(after) });
  }
  return proposed;
}

/** The file as rows, whatever columns it has; undefined when it cannot be read. */
async function tableOf(folder: string, file: string): Promise<Table | undefined> {
  const mistakes = new Mistakes();
  const text = await readText({ file: join(folder, basename(file)), maxBytes: bounds.csvBytes, mistakes });
  if (text === undefined) return undefined;
  const [header = ''] = text.split(/\r?\n/, 1);
  const names = header.split(/[,;\t]/).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  return readTable({ file, text, columns: { required: names, optional: names }, mistakes });
}

/** RFC 4180: a cell with a separator, a quote or a line break stands in quotes. */
function quoted(cell: string, separator: string): string {
  return cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

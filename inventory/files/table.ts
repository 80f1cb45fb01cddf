import type { Place } from '../mistakes/place.ts';
import { positionIn, rawFields } from './fields.ts';

/** One line of a CSV file (more where a quoted cell holds line breaks), its cells found by the column's name. */
export class Row {
  readonly #cells: readonly string[];
  readonly #text: string;
  readonly #table: TableShape;
  readonly line: number;

  constructor({
    table,
    line,
    cells,
    text,
  }: { table: TableShape; line: number; cells: readonly string[]; text: string }) {
    this.#table = table;
    this.line = line;
    this.#cells = cells;
    this.#text = text;
  }

  /** The cell without spaces around it; undefined where the file has no such column. */
  cell(column: string): string | undefined {
    const index = this.#table.columns.get(column);
    return index === undefined ? undefined : (this.#cells[index]?.trim() ?? '');
  }

  get file(): string {
    return this.#table.file;
  }

  get cells(): readonly string[] {
    return this.#cells;
  }

  /** Where a column's cell begins; the whole line where the file has no such column. Found when asked for: rarely. */
  place(column: string): Place {
    const index = this.#table.columns.get(column);
    return index === undefined ? { file: this.#table.file, line: this.line, column: 0 } : this.placeOfCell(index);
  }

  placeOfCell(index: number): Place {
    const field = rawFields(this.#text, this.#table.separator)[index];
    const offset = field === undefined ? this.#text.length : field.start;
    return { file: this.#table.file, ...positionIn(this.#text, offset, this.line) };
  }
}

export interface TableShape {
  readonly file: string;
  readonly separator: string;
  /** Column name to its position from 0. */
  readonly columns: ReadonlyMap<string, number>;
}

/** A CSV file whose lines have been told apart. */
export interface Table extends TableShape {
  readonly rows: readonly Row[];
  /** Lines that cannot be told into cells: reported already; their entries may be meant by other files. */
  readonly brokenRows: readonly Row[];
  /** False when entries may be missing through no fault of their own (no file, no id column, too many lines). */
  readonly whole: boolean;
}

/** Stands for a file that could not be read. */
export function emptyTable(file: string, whole: boolean): Table {
  return { file, separator: ',', columns: new Map(), rows: [], brokenRows: [], whole };
}

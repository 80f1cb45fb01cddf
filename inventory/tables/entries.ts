import type { Row, Table } from '../files/table.ts';
import type { Mistakes } from '../mistakes/mistakes.ts';
import { type Place, placeText } from '../mistakes/place.ts';
import { Cells } from './cells.ts';

/** One entry with the line that declares it, for mistakes found later. */
export interface Entry<T> {
  readonly value: T;
  readonly row: Row;
}

/**
 * What one file declares, by id. While mistakes are being gathered a value may hold stand-ins for what could not be
 * read; such values are used for further checks only and never leave the room.
 */
export class Entries<T> {
  readonly #byId = new Map<string, Entry<T>>();
  /** False when an id that is not here may still be declared, so that nothing may be said about its absence. */
  readonly whole: boolean;
  readonly #mentioned = new Set<string>();
  readonly #perhaps = new Set<string>();

  constructor({ whole, brokenRows }: { whole: boolean; brokenRows: readonly Row[] }) {
    this.whole = whole;
    for (const row of brokenRows) {
      this.doubt(row);
      for (const cell of row.cells) this.perhaps(cell);
    }
  }

  add(id: string, entry: Entry<T>): void {
    this.#byId.set(id, entry);
  }

  /** Notes that a line has mistakes: whatever its cells name may be meant by it. */
  doubt(row: Row): void {
    for (const cell of row.cells) this.#mentioned.add(cell.trim());
  }

  /** Notes the text of an id that cannot be used as it stands: a reference may mean it, as it is or as it should be. */
  perhaps(text: string): void {
    this.#perhaps.add(text.trim());
    this.#perhaps.add(text.replace(/[^A-Za-z0-9._-]/g, ''));
  }

  get(id: string): Entry<T> | undefined {
    return this.#byId.get(id);
  }

  /** Whether a reference to `id` may stand: declared, or perhaps declared on a line that cannot be read. */
  mayHold(id: string): boolean {
    return !this.whole || this.#byId.has(id) || this.#perhaps.has(id);
  }

  /** Whether a line with mistakes names `id`, so that what it lacks may only be misspelt. */
  mayMention(id: string): boolean {
    return !this.whole || this.#mentioned.has(id);
  }

  ids(): IterableIterator<string> {
    return this.#byId.keys();
  }

  all(): IterableIterator<Entry<T>> {
    return this.#byId.values();
  }

  values(): ReadonlyMap<string, T> {
    return new Map([...this.#byId].map(([id, { value }]) => [id, value]));
  }
}

/** Reads each line with `make`; finds ids that are missing, badly formed or taken. */
export function readEntries<T>({
  table,
  mistakes,
  idColumn = 'id',
  readId = (cells) => cells.id(idColumn),
  make,
}: {
  table: Table;
  mistakes: Mistakes;
  idColumn?: string;
  /** Where it may be more than an id. */
  readId?: (cells: Cells) => string | undefined;
  make: (cells: Cells, id: string) => T;
}): Entries<T> {
  const entries = new Entries<T>(table);
  for (const row of table.rows) {
    const cells = new Cells({ row, mistakes });
    const id = readId(cells);
    const value = make(cells, id ?? '');
    if (cells.hasMistakes) entries.doubt(row);
    if (id === undefined) entries.perhaps(row.cell(idColumn) ?? '');
    if (id === undefined) continue;
    const first = entries.get(id);
    if (first === undefined) entries.add(id, { value, row });
    else
      mistakes.add(row.place(idColumn), 'duplicate-id', {
        value: id,
        other: placeText(lineOf(first.row)),
      });
  }
  return entries;
}

/** Finds a second use of what may be used once; remembers the line of the first. */
export class Once {
  readonly #rows = new Map<string, Row>();
  readonly #mistakes: Mistakes;

  constructor(mistakes: Mistakes) {
    this.#mistakes = mistakes;
  }

  /** Notes one use; a second one of the same key is the mistake `code`. */
  use(key: string, row: Row, column: string, code: Parameters<Mistakes['add']>[1], value: string): void {
    const first = this.#rows.get(key);
    if (first === undefined) this.#rows.set(key, row);
    else this.#mistakes.add(row.place(column), code, { value, field: column, other: placeText(lineOf(first)) });
  }
}

function lineOf({ file, line }: Row): Place {
  return { file, line, column: 0 };
}

import type { Clock } from '../../../core/index.ts';
import type { PollFault } from '../../observation.ts';
import { Cells } from '../cells.ts';
import type { SnmpSession } from '../snmp-session.ts';
import { readTable, type TableBounds } from '../table.ts';
import { IndexReader } from './index-reader.ts';
import { prefixLengthOf } from './prefix-length.ts';
import type { JsonValue, OneShotRow, TableSpec } from './table-spec.ts';

/** A person waits for a one-shot, and some tables are long: ten minutes each. */
const tableDurationMs = 600_000;
/** Of one table's answers: a million cells, more than any device here has, and less memory than a hub can miss. */
const tableOctets = 26_000_000;

export interface SpecReading {
  readonly rows: readonly OneShotRow[];
  /** Rows without the column that they need. */
  readonly incompleteRows: readonly OneShotRow[];
  readonly faults: readonly PollFault[];
  readonly values: number;
}

/**
 * Reads tables that share their index in one wide GETBULK and gives one entry per row as received: rows that lack columns
 * stay (those that lack the needed one apart), rows whose index cannot be read stay with their raw index. A mask gives its
 * `prefixLength` too. `tighter`: bounds of one table, for who cannot wait as long as a person does.
 */
export async function readSpecs(
  { session, clock }: { readonly session: SnmpSession; readonly clock: Clock },
  specs: readonly [TableSpec, ...TableSpec[]],
  tighter: Partial<TableBounds> = {},
): Promise<SpecReading> {
  const [first] = specs;
  const columns = specs.flatMap((spec) =>
    spec.columns.map(([number, name, read]) => ({ oid: `${spec.entry}.${number}`, name, read })),
  );
  const reading = await readTable({
    session,
    clock,
    part: first.table,
    columns: columns.map((column) => column.oid),
    bounds: { durationMs: tableDurationMs, octets: tableOctets, ...tighter },
  });
  const cells = new Cells(first.table);
  const rows: OneShotRow[] = [];
  const incompleteRows: OneShotRow[] = [];
  const needed = columns.findIndex(({ name }) => name === first.needs);
  for (const [index, row] of reading.rows) {
    const entry: Record<string, JsonValue> & { table: string; index: string } = { table: first.table, index };
    const reader = new IndexReader(index);
    const fromIndex = first.index(reader);
    if (reader.whole) {
      for (const [name, value] of Object.entries(fromIndex)) if (value !== undefined) entry[name] = value;
    } else cells.bad('index');
    row.forEach((cell, position) => {
      const column = columns[position];
      if (cell === undefined || column === undefined) return;
      const value = column.read(cells, cell, column.name);
      if (value !== undefined) entry[column.name] = value;
    });
    const prefixLength = prefixLengthOf(entry);
    if (prefixLength !== undefined) entry.prefixLength ??= prefixLength;
    Object.assign(entry, first.derive?.(entry));
    const whole = needed === -1 || row[needed] !== undefined;
    (whole ? rows : incompleteRows).push(entry);
  }
  const faults = [...reading.faults, ...cells.faults()];
  let offset = 0;
  for (const spec of specs) {
    const cellsOfSpec = reading.cells.slice(offset, offset + spec.columns.length);
    offset += spec.columns.length;
    if (reading.complete && cellsOfSpec.every((count) => count === 0)) {
      faults.push({ reason: 'not-offered', part: spec.table, detail: 'the device shows no row of it' });
    }
  }
  return { rows, incompleteRows, faults, values: reading.values };
}

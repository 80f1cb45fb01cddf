import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import type { TableReading } from './model.ts';
import { merged, type Walk, type Walked } from './walk.ts';

/** One table with what its rows mean, and the columns that every row of it has. */
export interface Part<Row> {
  readonly spec: TableSpec;
  readonly must?: readonly string[];
  readonly rows: (row: OneShotRow, spec: TableSpec) => readonly Row[];
}

/** Walks one table after the other; what a later one tells again, by its key, is told once. */
export async function readParts<Row>(
  walk: Walk,
  parts: readonly Part<Row>[],
  keyOf: (row: Row) => string,
): Promise<TableReading<Row>> {
  const read: { readonly walked: Walked; readonly rows: readonly Row[] }[] = [];
  for (const { spec, must, rows } of parts) {
    const walked = await walk([spec], must);
    read.push({ walked, rows: walked.rows.flatMap((row) => rows(row, spec)) });
  }
  return merged(read, keyOf);
}

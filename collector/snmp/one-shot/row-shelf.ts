import { isIPv6 } from 'node:net';
import type { JsonValue, OneShotRow, TableSpec } from './table-spec.ts';

/** Where a row stands in the document. */
export type Shelf = 'main' | 'ipv6' | 'repeated';

/**
 * Sorts rows of tables that tell the same kind of thing, without dropping or joining any: IPv6 rows stand apart, and so do
 * those in which a table for every address family (RFC 4293, 4292) says again what an older table had said. One of these
 * for each kind of thing; tables come in the order of asking. Memory: one short text per row.
 */
export class RowShelves {
  /** By the fields that newer tables may repeat: what was told, and the table that told it first. */
  readonly #told = new Map<string, Map<string, string>>();

  /** The specs are all of the tables of this kind. */
  constructor(specs: readonly TableSpec[]) {
    for (const { repeats } of specs) if (repeats !== undefined) this.#told.set(repeats.join(), new Map());
  }

  shelfOf(row: OneShotRow, { repeats, table }: TableSpec): Shelf {
    let repeated = false;
    for (const [fields, told] of this.#told) {
      const identity = identityOf(row, fields.split(','));
      if (identity === undefined) continue;
      const teller = told.get(identity);
      if (teller === undefined) told.set(identity, table);
      // Within one table they are two rows: the same route over two ports differs in its policy.
      else if (repeats?.join() === fields && teller !== table) repeated = true;
    }
    if (repeated) return 'repeated';
    return isV6(row.address) || isV6(row.destination) ? 'ipv6' : 'main';
  }
}

/** Undefined when a field is missing: then nothing can be said to be the same. */
function identityOf(row: OneShotRow, fields: readonly string[]): string | undefined {
  const values = fields.map((field) => row[field]);
  return values.includes(undefined) ? undefined : JSON.stringify(values);
}

function isV6(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && isIPv6(value);
}

import { compareOids } from './oid.ts';
import type { SnmpValue, Varbind } from './varbind.ts';
import { oidOctets } from './wire/oid-octets.ts';
import type { Absorbed, PackedColumn } from './wire/packed-columns.ts';

/** Cells of one row in the order of the wanted columns; a hole is undefined. */
export type Row = (SnmpValue | undefined)[];

/** How far the reading of one column has come. */
export interface ColumnProgress extends PackedColumn {
  readonly oid: string;
  readonly position: number;
  /** The OID and a dot, as every cell of the column begins. */
  readonly prefix: string;
  /** The name to ask after next. */
  cursor: string;
  /** Index of the last cell; '' before the first. */
  lastIndex: string;
  cells: number;
  ended: boolean;
  /** Why the column ended before its end. */
  broken?: 'non-increasing-oid' | 'general-error';
}

const noOctets = new Uint8Array(0);

export function startColumn(oid: string, position: number): ColumnProgress {
  const octets = oidOctets(oid) ?? noOctets;
  return {
    oid,
    position,
    prefix: `${oid}.`,
    cursor: oid,
    lastIndex: '',
    octets,
    nameData: octets,
    nameStart: 0,
    nameEnd: octets.length,
    cells: 0,
    ended: false,
  };
}

/**
 * Takes the varbinds of one answer into the rows, repetition after repetition. Returns whether anything moved; an answer
 * in which nothing did would be asked for ever. This loop runs once per value of every poll: no split, no regex.
 */
export function absorb(
  varbinds: readonly Varbind[],
  asked: readonly ColumnProgress[],
  rows: Map<string, Row>,
  columnCount: number,
): Absorbed {
  let moved = false;
  let rowIndex = '';
  let row: Row | undefined;
  let at = 0;
  for (const varbind of varbinds) {
    const column = asked[at];
    at = at + 1 === asked.length ? 0 : at + 1;
    if (column === undefined || column.ended) continue;
    moved = true;
    const { oid, type } = varbind;
    if (type === 'endOfMibView' || type === 'noSuchObject' || type === 'noSuchInstance') {
      column.ended = true;
      continue;
    }
    if (!oid.startsWith(column.prefix)) {
      column.ended = true;
      if (compareOids(column.cursor, oid) >= 0) column.broken = 'non-increasing-oid';
      continue;
    }
    const index = oid.slice(column.prefix.length);
    if (column.lastIndex !== '' && compareOids(column.lastIndex, index) >= 0) {
      column.ended = true;
      column.broken = 'non-increasing-oid';
      continue;
    }
    column.lastIndex = index;
    column.cursor = oid;
    column.cells++;
    if (row === undefined || index !== rowIndex) {
      rowIndex = index;
      row = rows.get(index);
      if (row === undefined) {
        row = new Array<SnmpValue | undefined>(columnCount).fill(undefined);
        rows.set(index, row);
      }
    }
    row[column.position] = varbind;
  }
  return { values: varbinds.length, moved };
}

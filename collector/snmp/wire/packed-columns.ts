import type { SnmpValue } from '../varbind.ts';
import { BerReader } from './ber-reader.ts';
import { indexText, oidText } from './oid-octets.ts';
import { compareOidOctets } from './oid-order.ts';
import { brokenName, type Malformed, type PackedVarbinds } from './pdu.ts';
import { decodeValue, PackedOctets } from './value.ts';

/** How far the reading of one column has come, on encoded names. */
export interface PackedColumn {
  readonly position: number;
  /** Contents octets of the column's OID. */
  readonly octets: Uint8Array;
  /** The last name that came, within the answer that brought it; before the first the column's own. */
  nameData: Uint8Array;
  nameStart: number;
  nameEnd: number;
  cells: number;
  ended: boolean;
  broken?: 'non-increasing-oid' | 'general-error';
}

/** What an answer brought; `moved` is false when asking on would be for ever. */
export interface Absorbed {
  readonly values: number;
  readonly moved: boolean;
  readonly malformed?: Malformed;
}

/** The contents octets of the name to ask after next. */
export function nextName({ nameData, nameStart, nameEnd }: PackedColumn): Uint8Array {
  return nameData.subarray(nameStart, nameEnd);
}

/**
 * Takes an answer into the rows of a table, repetition after repetition, without making a text of any name but each row's
 * index. This loop runs once per value of every poll. Whatever came before a mistake in the octets is in the rows.
 */
export function absorbPacked(
  { data, start, end }: PackedVarbinds,
  asked: readonly PackedColumn[],
  rows: Map<string, (SnmpValue | undefined)[]>,
  columnCount: number,
): Absorbed {
  const reader = new BerReader(data, start, end);
  let moved = false;
  let values = 0;
  let at = 0;
  let row: (SnmpValue | undefined)[] | undefined;
  let rowStart = 0;
  let rowLength = -1;
  while (reader.at < end) {
    reader.limit = end;
    reader.descend(0x30);
    const nameEnd = reader.enter(0x06);
    const nameStart = reader.at;
    reader.at = nameEnd;
    const tag = reader.peek();
    const valueEnd = reader.enter(tag);
    const valueStart = reader.at;
    if (reader.failed || nameStart === nameEnd || valueEnd !== reader.limit)
      return {
        values,
        moved,
        malformed: { octet: Math.max(nameStart, reader.failedAt), oid: oidText(data, nameStart, nameEnd) },
      };
    reader.at = reader.limit;
    values++;
    const column = asked[at];
    at = at + 1 === asked.length ? 0 : at + 1;
    if (column === undefined || column.ended) continue;
    moved = true;
    if (tag === 0x82 || tag === 0x80 || tag === 0x81) {
      column.ended = true;
      continue;
    }
    const indexStart = nameStart + column.octets.length;
    const order = compareOidOctets(column.nameData, column.nameStart, column.nameEnd, data, nameStart, nameEnd);
    if (indexStart >= nameEnd || !startsWith(data, nameStart, column.octets)) {
      column.ended = true;
      if (order >= 0) column.broken = 'non-increasing-oid';
      continue;
    }
    if (order >= 0) {
      column.ended = true;
      column.broken = 'non-increasing-oid';
      continue;
    }
    if (row === undefined || !isSame(data, rowStart, rowLength, indexStart, nameEnd - indexStart)) {
      const index = indexText(data, indexStart, nameEnd);
      if (index === undefined) return { values, moved, malformed: brokenName(data, nameStart, nameEnd) };
      row = rows.get(index);
      if (row === undefined) {
        row = new Array<SnmpValue | undefined>(columnCount).fill(undefined);
        rows.set(index, row);
      }
      rowStart = indexStart;
      rowLength = nameEnd - indexStart;
    }
    const value =
      tag === 0x04 ? new PackedOctets(data, valueStart, valueEnd) : decodeValue(tag, data, valueStart, valueEnd);
    if (value === undefined)
      return { values, moved, malformed: { octet: nameEnd, oid: oidText(data, nameStart, nameEnd) } };
    column.nameData = data;
    column.nameStart = nameStart;
    column.nameEnd = nameEnd;
    column.cells++;
    row[column.position] = value;
  }
  return { values, moved };
}

function startsWith(data: Uint8Array, at: number, prefix: Uint8Array): boolean {
  // From behind: neighbouring columns differ at the end.
  for (let i = prefix.length - 1; i >= 0; i--) if (data[at + i] !== prefix[i]) return false;
  return true;
}

function isSame(data: Uint8Array, at: number, length: number, otherAt: number, otherLength: number): boolean {
  if (length !== otherLength) return false;
  for (let i = 0; i < length; i++) if (data[at + i] !== data[otherAt + i]) return false;
  return true;
}

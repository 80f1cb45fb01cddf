import { portListText } from '../bits.ts';
import type { Cells } from '../cells.ts';
import { decodeDateAndTime, deviceTimeText, parseDeviceTime } from '../date-and-time.ts';
import { adminStatusWords, operStatusWords } from '../interface-reading.ts';
import { decodeText } from '../text.ts';
import type { SnmpValue } from '../varbind.ts';
import type { IndexReader } from './index-reader.ts';

/** A value as it stands in the JSON document; counters are decimal text, as JSON numbers end at 2^53. */
export type JsonValue = string | number;

/** One row as received: its table, its raw index, what the index says, and the columns that came, by their MIB names. */
export type OneShotRow = Readonly<Record<string, JsonValue>> & { readonly table: string; readonly index: string };

/** How a cell becomes text or a number; undefined when it is no such thing (it is then counted as a bad value). */
export type ReadCell = (cells: Cells, cell: SnmpValue, column: string) => JsonValue | undefined;

/** What to ask a device is data, apart from the code that asks. */
export interface TableSpec {
  readonly table: string;
  /** OID of the entry: a column is `entry.number`. */
  readonly entry: string;
  readonly columns: readonly (readonly [number: number, name: string, read: ReadCell])[];
  /** Fields that the index holds; columns of the same name win. */
  readonly index: (reader: IndexReader) => Readonly<Record<string, JsonValue | undefined>>;
  /** The column without which a row is none of its kind (an ARP row without a MAC): the device dropped it while being read. */
  readonly needs?: string;
  /** For a table of every address family: the fields by which a row tells again what an older table told already. */
  readonly repeats?: readonly string[];
  /** Further fields that follow from the others: a sensor's value in its base unit. */
  readonly derive?: (row: OneShotRow) => Readonly<Record<string, JsonValue>>;
}

/** The index of a group of single objects: they read as a table of one row, `0`. */
export const single: TableSpec['index'] = (reader) => {
  reader.number();
  return {};
};

export const number: ReadCell = (cells, cell, column) => cells.number(cell, column);
export const integer: ReadCell = (cells, cell, column) => cells.integer(cell, column);
export const text: ReadCell = (cells, cell, column) => cells.text(cell, column);
export const address: ReadCell = (cells, cell, column) => cells.address(cell, column);
export const oid: ReadCell = (cells, cell, column) => cells.oid(cell, column);
export const counter: ReadCell = (cells, cell, column) => cells.counter(cell, column)?.value.toString();
/** An empty physical address is none, not a bad one: it shows as ''. */
export const mac: ReadCell = (cells, cell, column) =>
  cell.type === 'octets' && cell.value.length === 0 ? '' : cells.mac(cell, column);
export const hex: ReadCell = (cells, cell, column) =>
  cell.type === 'octets' ? cell.value.toString('hex') : cells.bad(column);

/** A DateAndTime, or a date as text, in ISO 8601; without octets, or all of them zero, the device says that it has none. */
export const dateAndTime: ReadCell = (cells, cell, column) => {
  if (cell.type !== 'octets') return cells.bad(column);
  if (cell.value.every((octet) => octet === 0)) return '';
  const time = decodeDateAndTime(cell.value) ?? parseDeviceTime(decodeText(cell.value));
  return time === undefined ? cells.bad(column) : deviceTimeText(time);
};

/** A PortList as `1-24,49`. */
export const ports: ReadCell = (cells, cell, column) =>
  cell.type === 'octets' ? portListText(cell.value) : cells.bad(column);

/** An INTEGER of either sign in another unit, as where a MIB counts in tenths of a volt. */
export function scaled(divisor: number): ReadCell {
  return (cells, cell, column) => {
    const value = cells.integer(cell, column);
    return value === undefined ? undefined : value / divisor;
  };
}

/** An enumeration from 1 as its word; a number that has no word stays a number. */
export function word(words: readonly string[]): ReadCell {
  return (cells, cell, column) => {
    const value = cells.integer(cell, column);
    return value === undefined ? undefined : (words[value - 1] ?? value);
  };
}

export const adminStatus = word(adminStatusWords);
export const operStatus = word(operStatusWords);
export const truth = word(['true', 'false']);

import { parseAddress } from '../../core/index.ts';
import type { OneShotRow } from '../snmp/one-shot/table-spec.ts';

/** A field as text; '' where the row has none. */
export function textOf(row: OneShotRow, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value.trim() : value === undefined ? '' : String(value);
}

/** A field as a number; undefined where the row has none. */
export function numberOf(row: OneShotRow, field: string): number | undefined {
  const value = row[field];
  return typeof value === 'number' ? value : undefined;
}

/** A field that is there only when it has a value. */
export function present<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V });
}

/** An address without its zone; undefined where the field holds none. */
export function addressOf(row: OneShotRow, field: string): string | undefined {
  return parseAddress(textOf(row, field).split('%')[0] ?? '')?.text;
}

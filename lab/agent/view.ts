import { compareOids } from './oid.ts';
import { nullValue, type Value } from './value.ts';

/** One instance: its OID without a leading dot, and its value or how to read it when asked. */
export interface Row {
  readonly oid: string;
  readonly value: Value | (() => Value);
}

/** What an agent serves: rows in the order of their OIDs, found by binary search. */
export interface View {
  readonly size: number;
  oidAt(index: number): string;
  /** Computed at the moment of asking. */
  valueAt(index: number): Value;
  /** Index of the row with exactly this OID, or -1. */
  find(oid: string): number;
  /** Index of the first row behind this OID; `size` at the end. */
  after(oid: string): number;
  /** Whether what is asked there may not be read; a walk that comes from before passes it over. */
  refuses?(oid: string): boolean;
}

/**
 * A view over rows in any order. Of rows with the same OID the last wins; `repeated` says how many gave way. `refused`:
 * roots below which nothing may be asked; no row should lie there. `walkedOnly`: roots whose rows are told to a walk alone.
 */
export function viewOf(
  rows: Iterable<Row>,
  {
    refused = [],
    walkedOnly = [],
  }: { readonly refused?: readonly string[]; readonly walkedOnly?: readonly string[] } = {},
): View & { readonly repeated: number } {
  const given = [...rows];
  // The sort is stable, so that the last of equals is the last that was given.
  const sorted = given.sort((a, b) => compareOids(a.oid, b.oid));
  const kept = sorted.filter((row, index) => sorted[index + 1]?.oid !== row.oid);
  const oids = kept.map((row) => row.oid);
  const values = kept.map((row) => row.value);

  /** Index of the first row that is not before `oid`, or that is behind it when `behind`. */
  function search(oid: string, behind: boolean): number {
    let low = 0;
    let high = oids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compareOids(oids[middle] ?? '', oid);
      if (order < 0 || (behind && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    size: oids.length,
    repeated: given.length - kept.length,
    oidAt: (index) => oids[index] ?? '',
    valueAt(index) {
      const value = values[index];
      return typeof value === 'function' ? value() : (value ?? nullValue);
    },
    find(oid) {
      if (walkedOnly.some((root) => oid.startsWith(`${root}.`))) return -1;
      const index = search(oid, false);
      return oids[index] === oid ? index : -1;
    },
    after: (oid) => search(oid, true),
    ...(refused.length === 0
      ? {}
      : { refuses: (oid: string) => refused.some((root) => oid === root || oid.startsWith(`${root}.`)) }),
  };
}

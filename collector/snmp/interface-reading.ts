import type { Counter, InterfaceCounterName, InterfaceReading, OperStatus } from '../observation.ts';
import type { Cells } from './cells.ts';
import type { RememberedInterfaces } from './device-memory.ts';
import { allInterfaceColumns, type InterfaceColumn } from './interface-columns.ts';
import type { Row } from './table-columns.ts';

/** IF-MIB ifOperStatus (RFC 2863), from 1. */
export const operStatusWords: readonly OperStatus[] = [
  'up',
  'down',
  'testing',
  'unknown',
  'dormant',
  'notPresent',
  'lowerLayerDown',
];

/** IF-MIB ifAdminStatus, from 1. */
export const adminStatusWords = ['up', 'down', 'testing'] as const;

/** ifIndex is InterfaceIndex: one sub-identifier; devices use values beyond its 2^31-1. */
export function interfaceIndex(index: string): number | undefined {
  const number = Number(index);
  return index !== '' && Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff ? number : undefined;
}

/** Where each column stands in a row; -1 for one that was not asked. */
export type ColumnPositions = Readonly<Record<InterfaceColumn, number>>;

/** Kept with the list that they belong to: a device's list stays the same from poll to poll. */
const knownPositions = new WeakMap<readonly InterfaceColumn[], ColumnPositions>();

export function positionsOf(columns: readonly InterfaceColumn[]): ColumnPositions {
  let positions = knownPositions.get(columns);
  if (positions === undefined) {
    const entries = allInterfaceColumns.map((column) => [column, columns.indexOf(column)] as const);
    positions = Object.fromEntries(entries) as Record<InterfaceColumn, number>;
    knownPositions.set(columns, positions);
  }
  return positions;
}

/** Above this, ifHighSpeed (in Mbit/s) is no speed but a negative number read unsigned. */
const maxHighSpeed = 100_000_000;

const counterColumns: readonly (readonly [InterfaceCounterName, InterfaceColumn, InterfaceColumn | undefined])[] = [
  ['inOctets', 'ifInOctets', 'ifHCInOctets'],
  ['outOctets', 'ifOutOctets', 'ifHCOutOctets'],
  ['inUcastPkts', 'ifInUcastPkts', 'ifHCInUcastPkts'],
  ['outUcastPkts', 'ifOutUcastPkts', 'ifHCOutUcastPkts'],
  ['inErrors', 'ifInErrors', undefined],
  ['outErrors', 'ifOutErrors', undefined],
  ['inDiscards', 'ifInDiscards', undefined],
  ['outDiscards', 'ifOutDiscards', undefined],
];

/**
 * One port from its row and what is remembered of it. A row without both statuses is no port but the half of one
 * (an ifXTable row left over, an answer cut off) and is left out.
 */
export function readPort(
  index: string,
  row: Row,
  at: ColumnPositions,
  known: RememberedInterfaces,
  cells: Cells,
): InterfaceReading | undefined {
  const ifIndex = interfaceIndex(index);
  const port = ifIndex === undefined ? undefined : known.ports.get(ifIndex);
  if (ifIndex === undefined || port === undefined) return undefined;
  const cell = (column: InterfaceColumn) => row[at[column]];
  const operStatus = word(operStatusWords, cells.number(cell('ifOperStatus'), 'ifOperStatus'), cells, 'ifOperStatus');
  const adminStatus = word(
    adminStatusWords,
    cells.number(cell('ifAdminStatus'), 'ifAdminStatus'),
    cells,
    'ifAdminStatus',
  );
  if (operStatus === undefined && adminStatus === undefined) return undefined;
  const { ifSpeed, fixed } = port;
  const lastChangeTicks = cells.number(cell('ifLastChange'), 'ifLastChange');
  const discontinuityTicks = cells.number(cell('ifCounterDiscontinuityTime'), 'ifCounterDiscontinuityTime');
  let highSpeed = cells.number(cell('ifHighSpeed'), 'ifHighSpeed') ?? 0;
  if (highSpeed > maxHighSpeed) highSpeed = cells.bad('ifHighSpeed') ?? 0;
  const counters: Partial<Record<InterfaceCounterName, Counter>> = {};
  for (const [name, narrow, wide] of counterColumns) {
    const counter =
      (wide === undefined ? undefined : cells.counter(cell(wide), wide)) ?? cells.counter(cell(narrow), narrow);
    if (counter !== undefined) counters[name] = counter;
  }
  return {
    ...fixed,
    // Some agents show only one of the two; a port that works has not been switched off.
    adminStatus: adminStatus ?? (operStatus === 'up' ? 'up' : 'testing'),
    operStatus: operStatus ?? 'unknown',
    speedBitsPerSecond: highSpeed > 0 ? highSpeed * 1_000_000 : ifSpeed,
    ...(lastChangeTicks === undefined ? {} : { lastChangeTicks }),
    ...(discontinuityTicks === undefined ? {} : { discontinuityTicks }),
    counters,
  };
}

function word<T extends string>(
  words: readonly T[],
  number: number | undefined,
  cells: Cells,
  column: string,
): T | undefined {
  if (number === undefined) return undefined;
  return words[number - 1] ?? cells.bad(column);
}

import type { Cells } from './cells.ts';
import type { RememberedInterfaces, RememberedPort } from './device-memory.ts';
import { allInterfaceColumns, type InterfaceColumn, narrowCounters, slowColumns } from './interface-columns.ts';
import { interfaceIndex, positionsOf } from './interface-reading.ts';
import type { SystemReading } from './system-group.ts';
import type { TableReading } from './table.ts';
import type { Row } from './table-columns.ts';
import { PackedOctets } from './wire/value.ts';

const nothing = Buffer.alloc(0);

/** Keeps of a full reading what the next polls need not ask again. */
export function rememberPorts(
  reading: TableReading,
  columns: readonly InterfaceColumn[],
  system: SystemReading,
  cells: Cells,
): RememberedInterfaces {
  const at = positionsOf(columns);
  const drafts = new Map<number, { row: Row; ifDescr: string; ifName: string | undefined }>();
  let narrowNeeded = false;
  for (const [index, row] of reading.rows) {
    const ifIndex = interfaceIndex(index);
    if (ifIndex === undefined) {
      cells.bad('ifIndex');
      continue;
    }
    const ifName = sharedText(cells.text(row[at.ifName], 'ifName'));
    const ifDescr = sharedText(cells.text(row[at.ifDescr], 'ifDescr')) ?? ifName ?? '';
    drafts.set(ifIndex, { row, ifDescr, ifName: ifName === '' ? undefined : ifName });
    if (row[at.ifHCInOctets]?.type !== 'counter64' || row[at.ifHCOutOctets]?.type !== 'counter64') narrowNeeded = true;
  }
  const names = counted([...drafts.values()].map(({ ifName }) => ifName));
  const descriptions = counted([...drafts.values()].map(({ ifDescr }) => ifDescr));
  const nameColumn = [...drafts.values()].every(({ ifName }) => names.get(ifName) === 1 && ifName !== undefined)
    ? 'ifName'
    : 'ifDescr';
  const ports = new Map<number, RememberedPort>();
  const nameParts: Buffer[] = [];
  let nameEnd = 0;
  for (const [ifIndex, { row, ifDescr, ifName }] of drafts) {
    const ifAlias = cells.text(row[at.ifAlias], 'ifAlias');
    const ifPhysAddress = cells.mac(row[at.ifPhysAddress], 'ifPhysAddress');
    const speed = cells.number(row[at.ifSpeed], 'ifSpeed') ?? 0;
    const uniqueDescr = ifDescr !== '' && descriptions.get(ifDescr) === 1;
    const octets = octetsOf(row, at[nameColumn]);
    nameParts.push(octets);
    nameEnd += octets.length;
    ports.set(ifIndex, {
      nameStart: nameEnd - octets.length,
      nameEnd,
      // 2^32-1 means "see ifHighSpeed" (RFC 2863), and is what a negative Gauge32 decodes to: alone it says nothing.
      ifSpeed: speed === 0xffff_ffff ? 0 : speed,
      fixed: {
        ifIndex,
        name: ifName !== undefined && names.get(ifName) === 1 ? ifName : uniqueDescr ? ifDescr : `if${ifIndex}`,
        ifDescr,
        ...(ifName === undefined ? {} : { ifName }),
        ...(ifAlias === undefined || ifAlias === '' ? {} : { ifAlias }),
        ifType: cells.number(row[at.ifType], 'ifType') ?? 1,
        ...(ifPhysAddress === undefined ? {} : { ifPhysAddress }),
      },
    });
  }
  const absent = columns.filter((_, position) => reading.cells[position] === 0);
  return {
    ports,
    names: joined(nameParts, nameEnd),
    ...columnPlan(nameColumn, absent, narrowNeeded),
    ifNumber: system.ifNumber,
    ifTableLastChangeTicks: system.ifTableLastChangeTicks,
  };
}

type ColumnPlan = Pick<RememberedInterfaces, 'nameColumn' | 'absent' | 'quickColumns'>;

/** Devices of one kind have the same columns: thousands of them share a few plans. */
const knownPlans = new Map<string, ColumnPlan>();
const maxKnownPlans = 256;

/** What is asked while the ports are surely the same. `narrowNeeded`: some port has no 64-bit octet counters. */
function columnPlan(
  nameColumn: ColumnPlan['nameColumn'],
  absentColumns: readonly InterfaceColumn[],
  narrowNeeded: boolean,
): ColumnPlan {
  const key = [nameColumn, narrowNeeded, ...absentColumns].join();
  const known = knownPlans.get(key);
  if (known !== undefined) return known;
  const absent: ReadonlySet<InterfaceColumn> = new Set(absentColumns);
  const quickColumns = allInterfaceColumns.filter(
    (column) =>
      column === nameColumn ||
      (!slowColumns.has(column) && !absent.has(column) && (narrowNeeded || !narrowCounters.has(column))),
  );
  const plan = { nameColumn, absent, quickColumns };
  if (knownPlans.size >= maxKnownPlans) knownPlans.clear();
  knownPlans.set(key, plan);
  return plan;
}

/** Whether a quick reading shows exactly the remembered ports under their remembered names. */
export function samePorts(
  reading: TableReading,
  columns: readonly InterfaceColumn[],
  known: RememberedInterfaces,
): boolean {
  if (reading.rows.size !== known.ports.size) return false;
  const position = columns.indexOf(known.nameColumn);
  for (const [index, row] of reading.rows) {
    const port = known.ports.get(Number(index));
    if (port === undefined || !isNamed(row, position, known.names, port)) return false;
  }
  return true;
}

function isNamed(row: Row, position: number, names: Buffer, { nameStart, nameEnd }: RememberedPort): boolean {
  const cell = row[position];
  if (cell instanceof PackedOctets) return cell.isSame(names, nameStart, nameEnd);
  return octetsOf(row, position).equals(names.subarray(nameStart, nameEnd));
}

/** Names repeat from device to device; each is kept once. */
const sharedTexts = new Map<string, string>();
const maxSharedTexts = 4_096;

function sharedText<T extends string | undefined>(text: T): T | string {
  if (text === undefined) return text;
  const known = sharedTexts.get(text);
  if (known !== undefined) return known;
  if (sharedTexts.size >= maxSharedTexts) sharedTexts.clear();
  sharedTexts.set(text, text);
  return text;
}

/** A copy in memory of its own: views would keep whole datagrams, and the pool's 8 KB slabs, alive. */
function joined(parts: readonly Buffer[], length: number): Buffer {
  const whole = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const part of parts) at += part.copy(whole, at);
  return whole;
}

function octetsOf(row: Row, position: number): Buffer {
  const cell = row[position];
  return cell?.type === 'octets' ? cell.value : nothing;
}

function counted<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

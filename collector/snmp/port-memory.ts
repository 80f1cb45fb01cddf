import type { Cells } from './cells.ts';
import type { RememberedInterfaces, RememberedPort } from './device-memory.ts';
import type { InterfaceColumn } from './interface-columns.ts';
import { interfaceIndex, positionsOf } from './interface-reading.ts';
import type { SystemReading } from './system-group.ts';
import type { TableReading } from './table.ts';
import type { Row } from './table-columns.ts';

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
    const ifName = cells.text(row[at.ifName], 'ifName');
    const ifDescr = cells.text(row[at.ifDescr], 'ifDescr') ?? ifName ?? '';
    drafts.set(ifIndex, { row, ifDescr, ifName: ifName === '' ? undefined : ifName });
    if (row[at.ifHCInOctets]?.type !== 'counter64' || row[at.ifHCOutOctets]?.type !== 'counter64') narrowNeeded = true;
  }
  const names = counted([...drafts.values()].map(({ ifName }) => ifName));
  const descriptions = counted([...drafts.values()].map(({ ifDescr }) => ifDescr));
  const nameColumn = [...drafts.values()].every(({ ifName }) => names.get(ifName) === 1 && ifName !== undefined)
    ? 'ifName'
    : 'ifDescr';
  const ports = new Map<number, RememberedPort>();
  for (const [ifIndex, { row, ifDescr, ifName }] of drafts) {
    const ifAlias = cells.text(row[at.ifAlias], 'ifAlias');
    const ifPhysAddress = cells.mac(row[at.ifPhysAddress], 'ifPhysAddress');
    const speed = cells.number(row[at.ifSpeed], 'ifSpeed') ?? 0;
    const uniqueDescr = ifDescr !== '' && descriptions.get(ifDescr) === 1;
    ports.set(ifIndex, {
      // A copy: a slice would keep the whole datagram in memory.
      nameOctets: Buffer.from(octetsOf(row, at[nameColumn])),
      name: ifName !== undefined && names.get(ifName) === 1 ? ifName : uniqueDescr ? ifDescr : `if${ifIndex}`,
      ifDescr,
      ...(ifName === undefined ? {} : { ifName }),
      ...(ifAlias === undefined || ifAlias === '' ? {} : { ifAlias }),
      ifType: cells.number(row[at.ifType], 'ifType') ?? 1,
      ...(ifPhysAddress === undefined ? {} : { ifPhysAddress }),
      // 2^32-1 means "see ifHighSpeed" (RFC 2863), and is what a negative Gauge32 decodes to: alone it says nothing.
      ifSpeed: speed === 0xffff_ffff ? 0 : speed,
    });
  }
  return {
    ports,
    nameColumn,
    absent: new Set(columns.filter((_, position) => reading.cells[position] === 0)),
    narrowNeeded,
    ifNumber: system.ifNumber,
    ifTableLastChangeTicks: system.ifTableLastChangeTicks,
  };
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
    if (port === undefined || !octetsOf(row, position).equals(port.nameOctets)) return false;
  }
  return true;
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

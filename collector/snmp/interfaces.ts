import type { Clock } from '../../core/index.ts';
import { afterTable } from '../discipline/answer-size.ts';
import type { InterfaceReading, PollFault } from '../observation.ts';
import { Cells } from './cells.ts';
import type { DeviceMemory, RememberedInterfaces } from './device-memory.ts';
import {
  allInterfaceColumns,
  highCapacityColumns,
  type InterfaceColumn,
  interfaceColumns,
} from './interface-columns.ts';
import { positionsOf, readPort } from './interface-reading.ts';
import { rememberPorts, samePorts } from './port-memory.ts';
import type { SnmpSession } from './snmp-session.ts';
import type { SystemReading } from './system-group.ts';
import { readTable, type TableBounds, type TableReading } from './table.ts';

/** Slow columns are read at every tenth poll even when nothing hints at a change: an agent's hints may be missing. */
const pollsBetweenFull = 10;

/** ifNumber is believed as a size up to this many rows. */
const maxExpectedRows = 10_000;

export interface InterfacesReading {
  /** Absent where the device shows no ifTable or it could not be read at all. */
  readonly interfaces?: readonly InterfaceReading[];
  readonly faults: readonly PollFault[];
  readonly values: number;
  /** Rows may be missing. */
  readonly incomplete: boolean;
}

/**
 * Reads ifTable and ifXTable in one wide GETBULK. Names, types and addresses come from memory while the ports are surely
 * the same (same indexes with the same names, no restart, no table change); else everything is read again, in this poll.
 */
export async function readInterfaces(request: {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly system: SystemReading;
  readonly memory: DeviceMemory;
  readonly maxRepetitions: number | undefined;
  readonly bounds: Partial<TableBounds>;
}): Promise<InterfacesReading> {
  const { memory, system } = request;
  const known = trusted(memory, system);
  memory.sysUpTimeTicks = system.identity?.sysUpTimeTicks ?? 0;
  memory.engineBoots = system.identity?.engineBoots;
  let values = 0;
  if (known !== undefined) {
    const columns = known.quickColumns;
    const reading = await readColumns(request, columns, known.ports.size);
    values += reading.values;
    if (!reading.complete || samePorts(reading, columns, known)) {
      memory.pollsSinceFull++;
      return { ...judge(reading, columns, known), values };
    }
  }
  const expectedRows = memory.interfaces?.ports.size ?? system.ifNumber;
  const reading = await readColumns(
    request,
    allInterfaceColumns,
    expectedRows !== undefined && expectedRows <= maxExpectedRows ? expectedRows : undefined,
  );
  values += reading.values;
  const cells = new Cells('ifTable');
  const learned = rememberPorts(reading, allInterfaceColumns, system, cells);
  if (reading.complete) {
    memory.interfaces = learned;
    memory.pollsSinceFull = 0;
  }
  const judged = judge(reading, allInterfaceColumns, learned);
  return { ...judged, faults: [...judged.faults, ...cells.faults()], values };
}

/** What may be used of the memory; undefined when anything hints that the ports changed. */
function trusted(memory: DeviceMemory, system: SystemReading): RememberedInterfaces | undefined {
  const known = memory.interfaces;
  if (known === undefined || system.identity === undefined || memory.pollsSinceFull + 1 >= pollsBetweenFull)
    return undefined;
  const unchanged =
    system.identity.sysUpTimeTicks >= memory.sysUpTimeTicks &&
    system.identity.engineBoots === memory.engineBoots &&
    system.ifNumber === known.ifNumber &&
    system.ifTableLastChangeTicks === known.ifTableLastChangeTicks;
  return unchanged ? known : undefined;
}

async function readColumns(
  request: Parameters<typeof readInterfaces>[0],
  columns: readonly InterfaceColumn[],
  expectedRows: number | undefined,
): Promise<TableReading> {
  const reading = await readTable({
    session: request.session,
    clock: request.clock,
    part: 'ifTable',
    columns: columns.map((column) => interfaceColumns[column]),
    expectedRows,
    maxRepetitions: request.maxRepetitions,
    answerOctets: request.memory.answerSize.octets,
    bounds: request.bounds,
  });
  if (reading.sizeTold !== undefined) {
    request.memory.answerSize = afterTable(request.memory.answerSize, reading.sizeTold);
  }
  return reading;
}

function judge(
  reading: TableReading,
  columns: readonly InterfaceColumn[],
  known: RememberedInterfaces,
): Omit<InterfacesReading, 'values'> {
  const cells = new Cells('ifTable');
  const faults: PollFault[] = [...reading.faults];
  const interfaces: InterfaceReading[] = [];
  const at = positionsOf(columns);
  for (const [index, row] of reading.rows) {
    const port = readPort(index, row, at, known, cells);
    if (port !== undefined) interfaces.push(port);
  }
  if (reading.complete && reading.rows.size === 0) {
    faults.push({ reason: 'not-offered', part: 'ifTable', detail: 'the device shows no interfaces' });
  } else if (reading.complete && highCapacityColumns.every((column) => known.absent.has(column))) {
    faults.push({ reason: 'not-offered', part: 'ifXTable', detail: 'no 64-bit counters; the 32-bit ones are used' });
  }
  return {
    ...(interfaces.length === 0 ? {} : { interfaces }),
    faults: [...faults, ...cells.faults()],
    incomplete: !reading.complete,
  };
}

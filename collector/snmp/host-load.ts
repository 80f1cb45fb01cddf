import type { Clock } from '../../core/index.ts';
import type { HostLoad, PollFault } from '../observation.ts';
import { Cells } from './cells.ts';
import type { SnmpSession } from './snmp-session.ts';
import { readTable, type TableBounds } from './table.ts';
import type { Varbind } from './varbind.ts';

const oid = {
  hrSystemNumUsers: '1.3.6.1.2.1.25.1.5.0',
  hrSystemProcesses: '1.3.6.1.2.1.25.1.6.0',
  memTotalReal: '1.3.6.1.4.1.2021.4.5.0',
  memAvailReal: '1.3.6.1.4.1.2021.4.6.0',
  memBuffer: '1.3.6.1.4.1.2021.4.14.0',
  memCached: '1.3.6.1.4.1.2021.4.15.0',
  laLoad1: '1.3.6.1.4.1.2021.10.1.3.1',
} as const;

/** The single objects of host load; they travel with the system group in one GET. */
export const hostScalarOids: readonly string[] = Object.values(oid);

/** Host load from those objects: HOST-RESOURCES-MIB (RFC 2790) and UCD-SNMP-MIB, whose memory is in KiB. */
export function hostScalars(values: ReadonlyMap<string, Varbind>, cells: Cells): HostLoad {
  const number = (name: keyof typeof oid) => cells.number(values.get(oid[name]), name);
  const users = number('hrSystemNumUsers');
  const processes = number('hrSystemProcesses');
  const total = number('memTotalReal');
  const available = number('memAvailReal');
  const spare = (number('memBuffer') ?? 0) + (number('memCached') ?? 0);
  const loadText = cells.text(values.get(oid.laLoad1), 'laLoad');
  const load = loadText === undefined || loadText.trim() === '' ? undefined : Number(loadText);
  const loadIsGood = load !== undefined && Number.isFinite(load) && load >= 0;
  if (load !== undefined && !loadIsGood) cells.bad('laLoad');
  return {
    ...(users === undefined ? {} : { users }),
    ...(processes === undefined ? {} : { processes }),
    ...(loadIsGood ? { loadAverage1: load } : {}),
    ...(total === undefined ? {} : { memoryTotalBytes: total * 1024 }),
    ...(total === undefined || available === undefined
      ? {}
      : { memoryUsedBytes: Math.max(0, total - available - spare) * 1024 }),
  };
}

const columns = {
  hrProcessorLoad: '1.3.6.1.2.1.25.3.3.1.2',
  hrStorageType: '1.3.6.1.2.1.25.2.3.1.2',
  hrStorageDescr: '1.3.6.1.2.1.25.2.3.1.3',
  hrStorageAllocationUnits: '1.3.6.1.2.1.25.2.3.1.4',
  hrStorageSize: '1.3.6.1.2.1.25.2.3.1.5',
  hrStorageUsed: '1.3.6.1.2.1.25.2.3.1.6',
} as const;

const hrStorageRam = '1.3.6.1.2.1.25.2.1.2';

export interface HostReading {
  readonly load: HostLoad;
  readonly faults: readonly PollFault[];
  readonly values: number;
  /** Rows of the longest table, for the next poll's request. */
  readonly rows: number;
}

/** Reads processors and storage in one GETBULK (their rows meet only by accident: each column is read for itself). */
export async function readHostTables(request: {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly scalars: HostLoad;
  readonly expectedRows: number | undefined;
  readonly bounds: Partial<TableBounds>;
}): Promise<HostReading> {
  const reading = await readTable({ ...request, part: 'hrStorageTable', columns: Object.values(columns) });
  const cells = new Cells('hrStorageTable');
  const storage: { name: string; totalBytes: number; usedBytes: number }[] = [];
  let processors = 0;
  let loadSum = 0;
  let ram: { totalBytes: number; usedBytes: number } | undefined;
  for (const [processorLoad, kind, descr, units, size, used] of reading.rows.values()) {
    const percent = cells.number(processorLoad, 'hrProcessorLoad');
    if (percent !== undefined && percent <= 100) {
      processors++;
      loadSum += percent;
    } else if (percent !== undefined) cells.bad('hrProcessorLoad');
    const unitBytes = cells.number(units, 'hrStorageAllocationUnits');
    // Above 2^31 units some agents send the size as a negative INTEGER: there is no safe reading of it.
    const sizeUnits = cells.number(size, 'hrStorageSize');
    const usedUnits = cells.number(used, 'hrStorageUsed');
    if (unitBytes === undefined || sizeUnits === undefined || usedUnits === undefined || sizeUnits === 0) continue;
    const row = { totalBytes: sizeUnits * unitBytes, usedBytes: usedUnits * unitBytes };
    if (cells.oid(kind, 'hrStorageType') === hrStorageRam) ram ??= row;
    storage.push({ name: cells.text(descr, 'hrStorageDescr') ?? '', ...row });
  }
  const faults = [...reading.faults, ...cells.faults()];
  if (reading.complete && reading.rows.size === 0) {
    faults.push({ reason: 'not-offered', part: 'hrStorageTable', detail: 'no HOST-RESOURCES tables' });
  }
  return {
    load: {
      ...(ram === undefined ? {} : { memoryTotalBytes: ram.totalBytes, memoryUsedBytes: ram.usedBytes }),
      ...request.scalars,
      ...(processors === 0 ? {} : { cpuRatio: loadSum / processors / 100 }),
      ...(storage.length === 0 ? {} : { storage }),
    },
    faults,
    values: reading.values,
    rows: Math.max(...reading.cells),
  };
}

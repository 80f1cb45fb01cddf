import { counter, dateAndTime, integer, number, oid, single, type TableSpec, text, word } from './table-spec.ts';

const hostDevice: TableSpec['index'] = (reader) => ({ hrDeviceIndex: reader.number() });
const software: TableSpec['index'] = (reader) => ({ hrSWRunIndex: reader.number() });
const softwareType = word(['unknown', 'operatingSystem', 'deviceDriver', 'application']);

/** HOST-RESOURCES-MIB (RFC 2790): memory and disks; sizes count in allocation units, and may wrap to below 0. */
export const storageTable: TableSpec = {
  table: 'hrStorageTable',
  entry: '1.3.6.1.2.1.25.2.3.1',
  index: (reader) => ({ hrStorageIndex: reader.number() }),
  columns: [
    [2, 'type', oid],
    [3, 'descr', text],
    [4, 'allocationUnitOctets', integer],
    [5, 'sizeUnits', integer],
    [6, 'usedUnits', integer],
    [7, 'allocationFailures', counter],
  ],
};

/** Devices of a host, processors with their load. */
export const hostDeviceTables: readonly [TableSpec, TableSpec] = [
  {
    table: 'hrDeviceTable',
    entry: '1.3.6.1.2.1.25.3.2.1',
    index: hostDevice,
    columns: [
      [2, 'type', oid],
      [3, 'descr', text],
      [5, 'status', word(['unknown', 'running', 'warning', 'testing', 'down'])],
      [6, 'errors', counter],
    ],
  },
  {
    table: 'hrProcessorTable',
    entry: '1.3.6.1.2.1.25.3.3.1',
    index: hostDevice,
    columns: [[2, 'loadPercent', number]],
  },
];

/** Running programs, with what they have used. */
export const processTables: readonly [TableSpec, TableSpec] = [
  {
    table: 'hrSWRunTable',
    entry: '1.3.6.1.2.1.25.4.2.1',
    index: software,
    columns: [
      [2, 'name', text],
      [4, 'path', text],
      [5, 'parameters', text],
      [6, 'type', softwareType],
      [7, 'status', word(['running', 'runnable', 'notRunnable', 'invalid'])],
    ],
  },
  {
    table: 'hrSWRunPerfTable',
    entry: '1.3.6.1.2.1.25.5.1.1',
    index: software,
    columns: [
      [1, 'cpuCentiseconds', integer],
      [2, 'memoryKibibytes', integer],
    ],
  },
];

export const softwareTable: TableSpec = {
  table: 'hrSWInstalledTable',
  entry: '1.3.6.1.2.1.25.6.3.1',
  index: (reader) => ({ hrSWInstalledIndex: reader.number() }),
  columns: [
    [2, 'name', text],
    [4, 'type', softwareType],
    [5, 'date', dateAndTime],
  ],
};

/** UCD-SNMP-MIB of Net-SNMP's agent: memory in KiB, load averages, watched disks, shares of the processors' time. */
export const ucdTables: readonly TableSpec[] = [
  {
    table: 'memory',
    entry: '1.3.6.1.4.1.2021.4',
    index: single,
    columns: [
      [3, 'memTotalSwap', number],
      [4, 'memAvailSwap', number],
      [5, 'memTotalReal', number],
      [6, 'memAvailReal', number],
      [11, 'memTotalFree', number],
      [13, 'memShared', number],
      [14, 'memBuffer', number],
      [15, 'memCached', number],
    ],
  },
  {
    table: 'laTable',
    entry: '1.3.6.1.4.1.2021.10.1',
    index: (reader) => ({ laIndex: reader.number() }),
    columns: [
      [2, 'laNames', text],
      [3, 'laLoad', text],
      [5, 'laLoadInt', number],
    ],
  },
  {
    table: 'dskTable',
    entry: '1.3.6.1.4.1.2021.9.1',
    index: (reader) => ({ dskIndex: reader.number() }),
    columns: [
      [2, 'dskPath', text],
      [3, 'dskDevice', text],
      [6, 'dskTotal', number],
      [7, 'dskAvail', number],
      [8, 'dskUsed', number],
      [9, 'dskPercent', number],
    ],
  },
  {
    table: 'systemStats',
    entry: '1.3.6.1.4.1.2021.11',
    index: single,
    columns: [
      [9, 'ssCpuUser', number],
      [10, 'ssCpuSystem', number],
      [11, 'ssCpuIdle', number],
      [50, 'ssCpuRawUser', counter],
      [52, 'ssCpuRawSystem', counter],
      [53, 'ssCpuRawIdle', counter],
    ],
  },
];

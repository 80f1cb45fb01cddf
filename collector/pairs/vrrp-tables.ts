import { inetCell } from '../isolation/inet-cell.ts';
import { counter, integer, number, type TableSpec, text } from '../snmp/one-shot/table-spec.ts';
import type { VrrpState } from './model.ts';

/** KEEPALIVED-MIB of keepalived 2.2.7, served through AgentX; its root disappears with the daemon. */
const keepalived = '1.3.6.1.4.1.9586.100.5';
/** VRRP-MIB (RFC 2787) and VRRPV3-MIB (RFC 6527). */
const rfc2787 = '1.3.6.1.2.1.68';
const rfc6527 = '1.3.6.1.2.1.207';

export const keepalivedVersionOid = `${keepalived}.1.1.0`;

/** vrrpInstanceState from 0; there 2 is the master. */
export const keepalivedStates: readonly VrrpState[] = [
  'initialize',
  'backup',
  'master',
  'fault',
  'unknown',
  'shutdown',
  'deleted',
];
/** vrrpOperState and vrrpv3OperationsStatus from 0; there 2 is the backup. */
export const rfcStates: readonly VrrpState[] = ['unknown', 'initialize', 'backup', 'master'];

/** Words of vrrpScriptResult; there is no 4. */
export const scriptResults = new Map([
  [1, 'init'],
  [2, 'bad'],
  [3, 'good'],
  [5, 'init-failed'],
] as const);

/** vrrpv3StatisticsNewMasterReason from 0. */
export const newMasterReasons = ['not-master', 'priority', 'preempted', 'master-no-response'] as const;

export const keepalivedInstances: TableSpec = {
  table: 'vrrpInstanceTable',
  entry: `${keepalived}.2.3.1`,
  index: (reader) => ({ instance: reader.number() }),
  columns: [
    [2, 'name', text],
    [3, 'vrid', number],
    [4, 'state', integer],
    [7, 'basePriority', integer],
    [8, 'effectivePriority', integer],
    [9, 'vipsStatus', integer],
    [10, 'interfaceName', text],
    [12, 'advertInterval', number],
    [13, 'preempt', integer],
    [30, 'version', integer],
  ],
};

export const keepalivedAddresses: TableSpec = {
  table: 'vrrpAddressTable',
  entry: `${keepalived}.2.6.1`,
  index: (reader) => ({ instance: reader.number(), address: reader.number() }),
  columns: [
    [3, 'virtualAddress', inetCell],
    [10, 'status', integer],
  ],
};

export const keepalivedScripts: TableSpec = {
  table: 'vrrpScriptTable',
  entry: `${keepalived}.2.9.1`,
  index: (reader) => ({ script: reader.number() }),
  columns: [
    [2, 'name', text],
    [6, 'result', integer],
  ],
};

/** Never fetched by exact names: keepalived 2.2.7 answers noSuchInstance to a GET of any row. */
export const rfc2787Tables: readonly [TableSpec, TableSpec] = [
  {
    table: 'vrrpOperTable',
    entry: `${rfc2787}.1.3.1`,
    index: (reader) => ({ ifIndex: reader.number(), vrid: reader.number() }),
    columns: [
      [3, 'state', integer],
      [5, 'priority', integer],
      [11, 'advertInterval', integer],
      [12, 'preempt', integer],
    ],
  },
  {
    table: 'vrrpRouterStatsTable',
    entry: `${rfc2787}.2.4.1`,
    index: () => ({}),
    columns: [
      [1, 'becomeMaster', counter],
      [2, 'advertisementsReceived', counter],
    ],
  },
];

export const rfc2787Addresses: TableSpec = {
  table: 'vrrpAssoIpAddrTable',
  entry: `${rfc2787}.1.4.1`,
  index: (reader) => ({ ifIndex: reader.number(), vrid: reader.number(), virtualAddress: reader.ipv4() }),
  columns: [[2, 'rowStatus', integer]],
};

export const rfc6527Tables: readonly [TableSpec, TableSpec] = [
  {
    table: 'vrrpv3OperationsTable',
    entry: `${rfc6527}.1.1.1.1`,
    index: (reader) => ({ ifIndex: reader.number(), vrid: reader.number(), family: reader.number() }),
    columns: [
      [6, 'state', integer],
      [7, 'priority', number],
      [9, 'advertInterval', integer],
      [10, 'preempt', integer],
    ],
  },
  {
    table: 'vrrpv3StatisticsTable',
    entry: `${rfc6527}.1.2.5.1`,
    index: () => ({}),
    columns: [
      [1, 'becomeMaster', counter],
      [2, 'newMasterReason', integer],
      [3, 'advertisementsReceived', counter],
    ],
  },
];

/** keepalived 2.2.7 leaves the length of the address out of the index, which RFC 6527 has in it. */
export const rfc6527Addresses: TableSpec = {
  table: 'vrrpv3AssociatedIpAddrTable',
  entry: `${rfc6527}.1.1.2.1`,
  index: (reader) => ({
    ifIndex: reader.number(),
    vrid: reader.number(),
    family: reader.number(),
    virtualAddress: reader.lastAddress(),
  }),
  columns: [[2, 'rowStatus', integer]],
};

import type { Clock } from '../../../core/index.ts';
import type { PollFault } from '../../observation.ts';
import type { SnmpSession } from '../snmp-session.ts';
import { bridgePortTable, bridgeTables, lldpTable } from './bridge-tables.ts';
import { entityPortTable, entityTable, sensorTable } from './entity-tables.ts';
import { hostDeviceTables, processTables, softwareTable, storageTable, ucdTables } from './host-tables.ts';
import { ifTable, ifXTable } from './interface-tables.ts';
import { addressTables, forwardTable, neighbourTables, routeTables } from './ip-tables.ts';
import { cdpTable, lldpLocalTables, lldpManagementTable } from './neighbour-protocols.ts';
import { readSpecs } from './read-spec.ts';
import { RowShelves } from './row-shelf.ts';
import type { OneShotRow, TableSpec } from './table-spec.ts';
import { etherTable, tcpListenerTable, tcpTables } from './transport-tables.ts';
import { upsTables } from './ups-tables.ts';
import { portVlanTable, spanningTreeTable, vlanTables } from './vlan-tables.ts';

/** The lists of the document, in the order of asking. */
export const rowKeys = [
  'interfaces',
  'addresses',
  'neighbours',
  'bridge',
  'bridgePorts',
  'routes',
  'lldp',
  'forwarding',
  'lldpLocal',
  'lldpManagement',
  'cdp',
  'vlans',
  'vlanPorts',
  'spanningTree',
  'entities',
  'entityPorts',
  'sensors',
  'ether',
  'tcp',
  'tcpListeners',
  'storage',
  'hostDevices',
  'processes',
  'software',
  'ucd',
  'ups',
] as const;
export type RowKey = (typeof rowKeys)[number];
type IpKey = 'addresses' | 'neighbours' | 'routes';

/** The rows of the document, see `OneShot`. */
export interface PlanRows extends Readonly<Record<RowKey, readonly OneShotRow[]>> {
  readonly ipv6: Readonly<Record<IpKey, readonly OneShotRow[]>>;
  readonly repeatedRows: readonly OneShotRow[];
  readonly incompleteRows: readonly OneShotRow[];
}

type GrowingRows = Record<RowKey | 'repeatedRows' | 'incompleteRows', OneShotRow[]> & {
  readonly ipv6: Record<IpKey, OneShotRow[]>;
};

/** Tables in one group share their index and travel in one GETBULK. */
type Groups = readonly (readonly [TableSpec, ...TableSpec[]])[];

const each = (specs: readonly TableSpec[]): Groups => specs.map((spec) => [spec] as const);

const groupsOf: Readonly<Record<RowKey, Groups>> = {
  interfaces: [[ifTable, ifXTable]],
  addresses: each(addressTables),
  neighbours: each(neighbourTables),
  bridge: each(bridgeTables),
  bridgePorts: [[bridgePortTable]],
  routes: each(routeTables),
  lldp: [[lldpTable]],
  forwarding: [[forwardTable]],
  lldpLocal: each(lldpLocalTables),
  lldpManagement: [[lldpManagementTable]],
  cdp: [[cdpTable]],
  vlans: each(vlanTables),
  vlanPorts: [[portVlanTable]],
  spanningTree: [[spanningTreeTable]],
  entities: [[entityTable]],
  entityPorts: [[entityPortTable]],
  sensors: [[sensorTable]],
  ether: [[etherTable]],
  tcp: each(tcpTables),
  tcpListeners: [[tcpListenerTable]],
  storage: [[storageTable]],
  hostDevices: [hostDeviceTables],
  processes: [processTables],
  software: [[softwareTable]],
  ucd: each(ucdTables),
  ups: each(upsTables),
};

export const plan = rowKeys.map((key) => [key, groupsOf[key]] as const);

/** After so many tables in a row that ended in silence the device is taken for gone. */
const silencesUntilGone = 2;
/** After so many tables that had to be cut off the device is taken for one that never ends them. */
const cutTablesUntilEnough = 2;

export function emptyRows(): GrowingRows {
  const lists = Object.fromEntries(rowKeys.map((key) => [key, [] as OneShotRow[]])) as Record<RowKey, OneShotRow[]>;
  return { ...lists, ipv6: { addresses: [], neighbours: [], routes: [] }, repeatedRows: [], incompleteRows: [] };
}

interface PlanReading {
  readonly clock: Clock;
  /** Called after each table. */
  readonly onProgress?: (step: { readonly part: string; readonly rows: number }) => void;
}

/** Reads every table into `rows`, what is not there into `missing`; gives the number of values received. */
export async function readPlan(
  { clock, onProgress }: PlanReading,
  session: SnmpSession,
  rows: GrowingRows,
  missing: PollFault[],
): Promise<number> {
  let values = 0;
  let silences = 0;
  let cutTables = 0;
  for (const [key, groups] of plan) {
    const shelves = new RowShelves(groups.flat());
    for (const specs of groups) {
      if (silences >= silencesUntilGone) {
        missing.push({ reason: 'timeout', part: specs[0].table, detail: 'not asked: the device had fallen silent' });
        continue;
      }
      if (cutTables >= cutTablesUntilEnough) {
        const detail = 'not asked: the device does not end its tables';
        missing.push({ reason: 'truncated-table', part: specs[0].table, detail });
        continue;
      }
      const reading = await readSpecs({ session, clock }, specs);
      silences = reading.faults.some(({ reason }) => reason === 'timeout') ? silences + 1 : 0;
      if (reading.faults.some(({ reason }) => reason === 'truncated-table')) cutTables++;
      for (const row of reading.rows) {
        const shelf = shelves.shelfOf(row, specs[0]);
        if (shelf === 'repeated') rows.repeatedRows.push(row);
        else if (shelf === 'ipv6' && isIpKey(key)) rows.ipv6[key].push(row);
        else rows[key].push(row);
      }
      for (const row of reading.incompleteRows) rows.incompleteRows.push(row);
      missing.push(...reading.faults);
      values += reading.values;
      onProgress?.({ part: specs[0].table, rows: reading.rows.length + reading.incompleteRows.length });
    }
  }
  return values;
}

function isIpKey(key: RowKey): key is IpKey {
  return key === 'addresses' || key === 'neighbours' || key === 'routes';
}

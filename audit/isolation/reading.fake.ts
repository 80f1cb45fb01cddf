import type {
  IsolationReading,
  SeenAddress,
  SeenInterface,
  SeenNeighbour,
  SeenStation,
  TableOutcome,
} from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { TableName } from './evidence.ts';

type RowOf<Table extends TableName> = IsolationReading[Table]['rows'][number];

const mibNames: Readonly<Record<TableName, string>> = {
  interfaces: 'ifTable',
  addresses: 'ipAddrTable',
  neighbours: 'ipNetToMediaTable',
  routes: 'ipRouteTable',
  connections: 'tcpConnTable',
  stations: 'dot1dTpFdbTable',
  peers: 'lldpRemTable',
  parts: 'entPhysicalTable',
  tunnels: 'tunnelIfTable',
  adjacencies: 'ospfNbrTable',
  translations: 'natSessionTable',
  servers: 'ntpAssociationTable',
  portAccess: 'dot1xAuthConfigTable',
};
export const tableNames = Object.keys(mibNames) as readonly TableName[];

/** A reading whose tables were all read and are empty. */
export function emptyReading(deviceId: string, at: EpochMs): IsolationReading {
  const tables = Object.fromEntries(
    tableNames.map((name) => [
      name,
      { outcome: 'read', walks: [{ table: mibNames[name], outcome: 'read', rows: 0 }], rows: [] },
    ]),
  ) as unknown as Pick<IsolationReading, TableName>;
  return {
    deviceId,
    startedAt: at - 2_000,
    finishedAt: at,
    outcome: 'answered',
    faults: [],
    sysName: deviceId,
    sysObjectID: '1.3.6.1.4.1.1',
    upTimeBeforeTicks: 1_000_000,
    upTimeAfterTicks: 1_000_200,
    ...tables,
  };
}

export function withRows<Table extends TableName>(
  reading: IsolationReading,
  table: Table,
  rows: (before: readonly RowOf<Table>[]) => readonly RowOf<Table>[],
): IsolationReading {
  const { outcome, walks, rows: before } = reading[table];
  const told = rows(before as readonly RowOf<Table>[]);
  const counted = walks.map((walk, index) => (index === 0 ? { ...walk, rows: told.length } : walk));
  return { ...reading, [table]: { outcome, walks: counted, rows: told } };
}

export function plus<Table extends TableName>(
  reading: IsolationReading,
  table: Table,
  ...more: readonly RowOf<Table>[]
): IsolationReading {
  return withRows(reading, table, (rows) => [...rows, ...more]);
}

/** The table ended so; a device that has not the table has no rows of it. */
export function ended(reading: IsolationReading, table: TableName, outcome: TableOutcome): IsolationReading {
  const { rows } = reading[table];
  const kept = outcome === 'not-offered' || outcome === 'refused' ? [] : rows;
  return {
    ...reading,
    [table]: { outcome, walks: [{ table: mibNames[table], outcome, rows: kept.length }], rows: kept },
  };
}

const macIndex = (mac: string): string =>
  mac
    .split(':')
    .map((octet) => Number.parseInt(octet, 16))
    .join('.');

export function station(mac: string, port: string, status: SeenStation['status'] = 'learned'): SeenStation {
  return { mac, port, status, source: { oid: `1.3.6.1.2.1.17.4.3.1.2.${macIndex(mac)}`, value: port } };
}

export function neighbour(address: string, mac: string, ifIndex: number): SeenNeighbour {
  const source = { oid: `1.3.6.1.2.1.4.22.1.2.${ifIndex}.${address}`, value: mac };
  return { address, mac, ifIndex, kind: 'dynamic', source };
}

export function ownAddress(address: string, prefixBits: number, ifIndex: number): SeenAddress {
  return { address, prefixBits, ifIndex, source: { oid: `1.3.6.1.2.1.4.20.1.1.${address}`, value: address } };
}

export function port(ifIndex: number, name: string, mac: string, change: Partial<SeenInterface> = {}): SeenInterface {
  const source = { oid: `1.3.6.1.2.1.2.2.1.3.${ifIndex}`, value: '6' };
  const states = { adminStatus: 'up', operStatus: 'up' };
  return { ifIndex, name, description: name, alias: '', ifType: 6, ...states, mac, source, ...change };
}

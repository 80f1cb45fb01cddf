import { address, number, type OneShotRow, type TableSpec, word } from '../snmp/one-shot/table-spec.ts';
import { numberOf, present, textOf } from './fields.ts';
import { inetCell } from './inet-cell.ts';
import type { SeenTunnel, TableReading } from './model.ts';
import { type Part, readParts } from './part.ts';
import { type IsolationTools, sourceOf } from './walk.ts';

/** IANAtunnelType from 1. */
const encapsulations =
  'other direct gre minimal l2tp pptp l2f udp atmp msdp sixToFour sixOverFour isatap teredo ipHttps softwireMesh dsLite aplusp'.split(
    ' ',
  );

const byInterface: TableSpec['index'] = (reader) => ({ ifIndex: reader.number() });

/** TUNNEL-MIB (RFC 4087): the far end in the old column for IPv4 and the newer one for both families. */
const tunnelTable: TableSpec = {
  table: 'tunnelIfTable',
  entry: '1.3.6.1.2.1.10.131.1.1.1.1',
  index: byInterface,
  columns: [
    [2, 'remoteAddress', address],
    [3, 'method', word(encapsulations)],
    [10, 'remoteInetAddress', inetCell],
  ],
};

/** PPP-LCP-MIB (RFC 1471) and PPP-IP-NCP-MIB (RFC 1473): lines that dial or are dialled. */
const pppTable: TableSpec = {
  table: 'pppLinkStatusTable',
  entry: '1.3.6.1.2.1.10.23.1.1.1.1',
  index: byInterface,
  columns: [[1, 'physicalIndex', number]],
};
const pppIpTable: TableSpec = {
  table: 'pppIpTable',
  entry: '1.3.6.1.2.1.10.23.3.1.1.1',
  index: byInterface,
  columns: [[1, 'operStatus', word(['opened', 'not-opened'])]],
};

/** FORTINET-FORTIGATE-MIB: IPsec by phase 2, and people who dialled in by SSL. */
const fortinetTunnels: TableSpec = {
  table: 'fgVpnTunTable',
  entry: '1.3.6.1.4.1.12356.101.12.2.2.1',
  index: (reader) => ({ tunnel: reader.number() }),
  columns: [
    [4, 'remoteAddress', address],
    [20, 'status', word(['down', 'up'])],
  ],
};
const fortinetSslTunnels: TableSpec = {
  table: 'fgVpnSslTunnelTable',
  entry: '1.3.6.1.4.1.12356.101.12.2.4.1',
  index: (reader) => ({ tunnel: reader.number() }),
  columns: [[4, 'remoteAddress', address]],
};

const standard: readonly Part<SeenTunnel>[] = [
  { spec: tunnelTable, rows: (row, spec) => [tunnelOf(row, spec, textOf(row, 'method') || 'tunnel', undefined)] },
  { spec: pppIpTable, rows: (row, spec) => [tunnelOf(row, spec, 'ppp', row.operStatus === 'opened')] },
  { spec: pppTable, rows: (row, spec) => [tunnelOf(row, spec, 'ppp', undefined)] },
];
const fortinet: readonly Part<SeenTunnel>[] = [
  { spec: fortinetTunnels, rows: (row, spec) => [tunnelOf(row, spec, 'ipsec', row.status === 'up')] },
  // A row is there as long as its user is.
  { spec: fortinetSslTunnels, rows: (row, spec) => [tunnelOf(row, spec, 'ssl-vpn', true)] },
];

/** Tunnels and dialled lines that the device tells apart from its interfaces. */
export function readTunnels({ walk, sysObjectID }: IsolationTools): Promise<TableReading<SeenTunnel>> {
  const parts = sysObjectID.startsWith('1.3.6.1.4.1.12356.') ? [...standard, ...fortinet] : standard;
  return readParts(walk, parts, ({ kind, ifIndex, source }) =>
    ifIndex === undefined ? source.oid : `${kind} ${ifIndex}`,
  );
}

const nowhere: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

function tunnelOf(row: OneShotRow, spec: TableSpec, kind: string, up: boolean | undefined): SeenTunnel {
  const remote = [textOf(row, 'remoteInetAddress'), textOf(row, 'remoteAddress')].find((each) => !nowhere.has(each));
  return {
    ...present('ifIndex', numberOf(row, 'ifIndex')),
    kind,
    ...present('remoteAddress', remote),
    up,
    source: sourceOf([spec], row, 'remoteInetAddress', 'remoteAddress', 'method', 'operStatus'),
  };
}

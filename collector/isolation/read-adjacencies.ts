import { address, number, type OneShotRow, type TableSpec, word } from '../snmp/one-shot/table-spec.ts';
import { textOf } from './fields.ts';
import { inetCell } from './inet-cell.ts';
import type { SeenAdjacency, TableReading } from './model.ts';
import { readParts } from './part.ts';
import { type IsolationTools, sourceOf } from './walk.ts';

const ospfState = word('down attempt init twoWay exchangeStart exchange loading full'.split(' '));

/** BGP4-MIB (RFC 4273). */
const bgpTable: TableSpec = {
  table: 'bgpPeerTable',
  entry: '1.3.6.1.2.1.15.3.1',
  index: (reader) => ({ address: reader.ipv4() }),
  columns: [
    [2, 'state', word('idle connect active openSent openConfirm established'.split(' '))],
    [7, 'address', address],
    [9, 'remoteAs', number],
  ],
};

/** OSPF-MIB (RFC 4750). */
const ospfTable: TableSpec = {
  table: 'ospfNbrTable',
  entry: '1.3.6.1.2.1.14.10.1',
  index: (reader) => ({ address: reader.ipv4(), addressless: reader.number() }),
  columns: [
    [1, 'address', address],
    [6, 'state', ospfState],
  ],
};

/** OSPFV3-MIB (RFC 5643). */
const ospfV3Table: TableSpec = {
  table: 'ospfv3NbrTable',
  entry: '1.3.6.1.2.1.191.1.9.1',
  index: (reader) => ({ ifIndex: reader.number(), instance: reader.number(), routerId: reader.number() }),
  columns: [
    [5, 'address', inetCell],
    [8, 'state', ospfState],
  ],
};

/** Routers that routes are exchanged with. */
export function readAdjacencies({ walk }: IsolationTools): Promise<TableReading<SeenAdjacency>> {
  const rowsOf = (protocol: SeenAdjacency['protocol']) => (row: OneShotRow, spec: TableSpec) => [
    { protocol, address: textOf(row, 'address'), state: textOf(row, 'state'), source: sourceOf([spec], row, 'state') },
  ];
  return readParts(
    walk,
    [
      { spec: bgpTable, must: ['state'], rows: rowsOf('bgp') },
      { spec: ospfTable, must: ['state'], rows: rowsOf('ospf') },
      { spec: ospfV3Table, must: ['state'], rows: rowsOf('ospf') },
    ],
    ({ source }) => source.oid,
  );
}

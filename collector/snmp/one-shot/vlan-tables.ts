import { counter, hex, number, ports, type ReadCell, type TableSpec, text, truth, word } from './table-spec.ts';

const byPort: TableSpec['index'] = (reader) => ({ port: reader.number() });

/** Q-BRIDGE-MIB (RFC 4363): the VLANs in force and those configured, which alone have a name. */
export const vlanTables: readonly TableSpec[] = [
  {
    table: 'dot1qVlanCurrentTable',
    entry: '1.3.6.1.2.1.17.7.1.4.2.1',
    index: (reader) => ({ timeMark: reader.number(), vlan: reader.number() }),
    columns: [
      [3, 'fdbId', number],
      [4, 'egressPorts', ports],
      [5, 'untaggedPorts', ports],
      [6, 'status', word(['other', 'permanent', 'dynamicGvrp'])],
      [7, 'creationTicks', number],
    ],
  },
  {
    table: 'dot1qVlanStaticTable',
    entry: '1.3.6.1.2.1.17.7.1.4.3.1',
    index: (reader) => ({ vlan: reader.number() }),
    columns: [
      [1, 'name', text],
      [2, 'egressPorts', ports],
      [3, 'forbiddenPorts', ports],
      [4, 'untaggedPorts', ports],
      [5, 'rowStatus', word(['active', 'notInService', 'notReady', 'createAndGo', 'createAndWait', 'destroy'])],
    ],
  },
];

/** Which VLAN untagged frames of a bridge port belong to. */
export const portVlanTable: TableSpec = {
  table: 'dot1qPortVlanTable',
  entry: '1.3.6.1.2.1.17.7.1.4.5.1',
  index: byPort,
  columns: [
    [1, 'pvid', number],
    [2, 'acceptableFrames', word(['admitAll', 'admitOnlyVlanTagged'])],
    [3, 'ingressFiltering', truth],
  ],
};

/** Two octets, priority and number; some agents send them as one number. */
const stpPort: ReadCell = (cells, cell, column) => (cell.type === 'octets' ? hex : number)(cells, cell, column);

/** BRIDGE-MIB (RFC 4188): the spanning tree's state of each bridge port. */
export const spanningTreeTable: TableSpec = {
  table: 'dot1dStpPortTable',
  entry: '1.3.6.1.2.1.17.2.15.1',
  index: byPort,
  columns: [
    [1, 'port', number],
    [2, 'priority', number],
    [3, 'state', word(['disabled', 'blocking', 'listening', 'learning', 'forwarding', 'broken'])],
    [4, 'enable', word(['enabled', 'disabled'])],
    [5, 'pathCost', number],
    [6, 'designatedRoot', hex],
    [7, 'designatedCost', number],
    [8, 'designatedBridge', hex],
    [9, 'designatedPort', stpPort],
    [10, 'forwardTransitions', counter],
  ],
};

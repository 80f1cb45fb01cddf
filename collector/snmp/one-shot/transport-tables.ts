import { address, counter, number, type TableSpec, word } from './table-spec.ts';

const tcpState = word(
  'closed listen synSent synReceived established finWait1 finWait2 closeWait lastAck closing timeWait deleteTCB'.split(
    ' ',
  ),
);

/**
 * TCP-MIB: connections by RFC 1213 (IPv4, with listeners among them) and by RFC 4022; a device that has both tells a
 * connection twice, once in each table.
 */
export const tcpTables: readonly TableSpec[] = [
  {
    table: 'tcpConnTable',
    entry: '1.3.6.1.2.1.6.13.1',
    index: (reader) => ({
      localAddress: reader.ipv4(),
      localPort: reader.number(),
      remoteAddress: reader.ipv4(),
      remotePort: reader.number(),
    }),
    columns: [
      [1, 'state', tcpState],
      [2, 'localAddress', address],
      [3, 'localPort', number],
      [4, 'remoteAddress', address],
      [5, 'remotePort', number],
    ],
  },
  {
    table: 'tcpConnectionTable',
    entry: '1.3.6.1.2.1.6.19.1',
    index: (reader) => ({
      localAddress: reader.inetAddress(),
      localPort: reader.number(),
      remoteAddress: reader.inetAddress(),
      remotePort: reader.number(),
    }),
    columns: [
      [7, 'state', tcpState],
      [8, 'process', number],
    ],
  },
];

/** RFC 4022: where the device waits for connections; an empty address is every one of it. */
export const tcpListenerTable: TableSpec = {
  table: 'tcpListenerTable',
  entry: '1.3.6.1.2.1.6.20.1',
  index: (reader) => ({ localAddress: reader.inetAddress(), localPort: reader.number() }),
  columns: [[4, 'process', number]],
};

/** EtherLike-MIB (RFC 3635): what goes wrong on an Ethernet port, and its duplex. */
export const etherTable: TableSpec = {
  table: 'dot3StatsTable',
  entry: '1.3.6.1.2.1.10.7.2.1',
  index: (reader) => ({ ifIndex: reader.number() }),
  columns: [
    [2, 'alignmentErrors', counter],
    [3, 'fcsErrors', counter],
    [4, 'singleCollisionFrames', counter],
    [5, 'multipleCollisionFrames', counter],
    [7, 'deferredTransmissions', counter],
    [8, 'lateCollisions', counter],
    [9, 'excessiveCollisions', counter],
    [10, 'internalMacTransmitErrors', counter],
    [11, 'carrierSenseErrors', counter],
    [13, 'frameTooLongs', counter],
    [16, 'internalMacReceiveErrors', counter],
    [18, 'symbolErrors', counter],
    [19, 'duplex', word(['unknown', 'halfDuplex', 'fullDuplex'])],
  ],
};

import { SocketAddress } from 'node:net';
import { lldpId } from './bridge-tables.ts';
import { hex, number, oid, type ReadCell, single, type TableSpec, text, word } from './table-spec.ts';

/** LLDP-MIB (IEEE 802.1AB-2005): what the device says of itself. */
export const lldpLocalTables: readonly TableSpec[] = [
  {
    table: 'lldpLocalSystemData',
    entry: '1.0.8802.1.1.2.1.3',
    index: single,
    columns: [
      [1, 'chassisIdSubtype', number],
      [2, 'chassisId', lldpId],
      [3, 'sysName', text],
      [4, 'sysDesc', text],
      [5, 'capabilitiesSupported', hex],
      [6, 'capabilitiesEnabled', hex],
    ],
  },
  {
    table: 'lldpLocPortTable',
    entry: '1.0.8802.1.1.2.1.3.7.1',
    index: (reader) => ({ localPort: reader.number() }),
    columns: [
      [2, 'portIdSubtype', number],
      [3, 'portId', lldpId],
      [4, 'portDesc', text],
    ],
  },
];

/** Where a neighbour says that it is managed; the address stands in the index alone. */
export const lldpManagementTable: TableSpec = {
  table: 'lldpRemManAddrTable',
  entry: '1.0.8802.1.1.2.1.4.2.1',
  index: (reader) => ({
    timeMark: reader.number(),
    localPort: reader.number(),
    remoteIndex: reader.number(),
    managementAddress: reader.inetAddress(),
  }),
  columns: [
    [3, 'ifSubtype', word(['unknown', 'ifIndex', 'systemPortNumber'])],
    [4, 'ifId', number],
    [5, 'objectId', oid],
  ],
};

/** A CDP address: four octets are IPv4, sixteen IPv6, anything else stays hex. */
const cdpAddress: ReadCell = (cells, cell, column) => {
  if (cell.type !== 'octets') return cells.bad(column);
  const { value } = cell;
  if (value.length === 4) return value.join('.');
  if (value.length !== 16) return value.toString('hex');
  const groups = value.toString('hex').match(/.{4}/g)?.join(':') ?? '';
  return new SocketAddress({ address: groups, family: 'ipv6' }).address;
};

/** CISCO-CDP-MIB: neighbours of devices that speak CDP, which some makers here do beside LLDP. */
export const cdpTable: TableSpec = {
  table: 'cdpCacheTable',
  entry: '1.3.6.1.4.1.9.9.23.1.2.1.1',
  needs: 'deviceId',
  index: (reader) => ({ ifIndex: reader.number(), deviceIndex: reader.number() }),
  columns: [
    [3, 'addressType', number],
    [4, 'address', cdpAddress],
    [5, 'version', text],
    [6, 'deviceId', text],
    [7, 'devicePort', text],
    [8, 'platform', text],
    [9, 'capabilities', hex],
    [11, 'nativeVlan', number],
    [12, 'duplex', word(['unknown', 'halfduplex', 'fullduplex'])],
    [17, 'sysName', text],
  ],
};

import { decodeMac } from '../text.ts';
import { hex, mac, number, type ReadCell, type TableSpec, text, word } from './table-spec.ts';

const fdbStatus = word(['other', 'invalid', 'learned', 'self', 'mgmt']);

/** BRIDGE-MIB (RFC 4188) and Q-BRIDGE-MIB (RFC 4363); `port` is a bridge port, see `bridgePorts` for its ifIndex. */
export const bridgeTables: readonly TableSpec[] = [
  {
    table: 'dot1dTpFdbTable',
    entry: '1.3.6.1.2.1.17.4.3.1',
    needs: 'port',
    index: (reader) => ({ mac: reader.mac() }),
    columns: [
      [1, 'mac', mac],
      [2, 'port', number],
      [3, 'status', fdbStatus],
    ],
  },
  {
    table: 'dot1qTpFdbTable',
    entry: '1.3.6.1.2.1.17.7.1.2.2.1',
    needs: 'port',
    index: (reader) => ({ fdbId: reader.number(), mac: reader.mac() }),
    columns: [
      [2, 'port', number],
      [3, 'status', fdbStatus],
    ],
  },
];

export const bridgePortTable: TableSpec = {
  table: 'dot1dBasePortTable',
  entry: '1.3.6.1.2.1.17.1.4.1',
  index: (reader) => ({ port: reader.number() }),
  columns: [
    [1, 'port', number],
    [2, 'ifIndex', number],
  ],
};

/** A chassis or port id is text, a MAC or bytes, as its subtype says; six unprintable octets are a MAC in practice. */
export const lldpId: ReadCell = (cells, cell, column) => {
  if (cell.type !== 'octets') return cells.bad(column);
  const printable = cell.value.length > 0 && cell.value.every((octet) => octet >= 0x20 && octet < 0x7f);
  return printable ? cells.text(cell, column) : (decodeMac(cell.value) ?? cell.value.toString('hex'));
};

/** LLDP-MIB (IEEE 802.1AB-2005). */
export const lldpTable: TableSpec = {
  table: 'lldpRemTable',
  entry: '1.0.8802.1.1.2.1.4.1.1',
  needs: 'chassisId',
  index: (reader) => ({ timeMark: reader.number(), localPort: reader.number(), remoteIndex: reader.number() }),
  columns: [
    [4, 'chassisIdSubtype', number],
    [5, 'chassisId', lldpId],
    [6, 'portIdSubtype', number],
    [7, 'portId', lldpId],
    [8, 'portDesc', text],
    [9, 'sysName', text],
    [10, 'sysDesc', text],
    [11, 'capabilitiesSupported', hex],
    [12, 'capabilitiesEnabled', hex],
  ],
};

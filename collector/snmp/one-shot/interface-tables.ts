import { adminStatus, counter, mac, number, operStatus, type TableSpec, text, truth } from './table-spec.ts';

const byIfIndex: TableSpec['index'] = (reader) => ({ ifIndex: reader.number() });

/** RFC 2863; ifSpecific is left out: it only ever points to nowhere. */
export const ifTable: TableSpec = {
  table: 'ifTable',
  entry: '1.3.6.1.2.1.2.2.1',
  index: byIfIndex,
  columns: [
    [1, 'ifIndex', number],
    [2, 'ifDescr', text],
    [3, 'ifType', number],
    [4, 'ifMtu', number],
    [5, 'ifSpeed', number],
    [6, 'ifPhysAddress', mac],
    [7, 'ifAdminStatus', adminStatus],
    [8, 'ifOperStatus', operStatus],
    [9, 'ifLastChange', number],
    [10, 'ifInOctets', counter],
    [11, 'ifInUcastPkts', counter],
    [13, 'ifInDiscards', counter],
    [14, 'ifInErrors', counter],
    [15, 'ifInUnknownProtos', counter],
    [16, 'ifOutOctets', counter],
    [17, 'ifOutUcastPkts', counter],
    [19, 'ifOutDiscards', counter],
    [20, 'ifOutErrors', counter],
  ],
};

export const ifXTable: TableSpec = {
  table: 'ifXTable',
  entry: '1.3.6.1.2.1.31.1.1.1',
  index: byIfIndex,
  columns: [
    [1, 'ifName', text],
    [6, 'ifHCInOctets', counter],
    [7, 'ifHCInUcastPkts', counter],
    [8, 'ifHCInMulticastPkts', counter],
    [9, 'ifHCInBroadcastPkts', counter],
    [10, 'ifHCOutOctets', counter],
    [11, 'ifHCOutUcastPkts', counter],
    [12, 'ifHCOutMulticastPkts', counter],
    [13, 'ifHCOutBroadcastPkts', counter],
    [15, 'ifHighSpeed', number],
    [16, 'ifPromiscuousMode', truth],
    [17, 'ifConnectorPresent', truth],
    [18, 'ifAlias', text],
    [19, 'ifCounterDiscontinuityTime', number],
  ],
};

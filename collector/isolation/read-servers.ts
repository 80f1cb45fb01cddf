import { type TableSpec, text } from '../snmp/one-shot/table-spec.ts';
import { textOf } from './fields.ts';
import { inetCell } from './inet-cell.ts';
import type { SeenServer, TableReading } from './model.ts';
import { type Part, readParts } from './part.ts';
import { type IsolationTools, sourceOf } from './walk.ts';

/** NTPv4-MIB (RFC 5907); no recorded device has it, so that configurations that are carried over say more (ISO-15). */
const ntpTable: TableSpec = {
  table: 'ntpAssociationTable',
  entry: '1.3.6.1.2.1.197.1.3.1.1',
  index: (reader) => ({ association: reader.number() }),
  columns: [
    [2, 'name', text],
    [5, 'address', inetCell],
  ],
};

/** CISCO-NTP-MIB, which some others have taken over. */
const ciscoNtpTable: TableSpec = {
  table: 'cntpPeersVarTable',
  entry: '1.3.6.1.4.1.9.9.168.1.2.1.1',
  index: (reader) => ({ association: reader.number() }),
  columns: [[3, 'address', inetCell]],
};

const part = (spec: TableSpec): Part<SeenServer> => ({
  spec,
  rows: (row) => {
    const address = textOf(row, 'address') || textOf(row, 'name');
    return address === '' ? [] : [{ what: 'ntp', address, source: sourceOf([spec], row, 'address', 'name') }];
  },
});

/** Servers that the device asks for the time. */
export function readServers({ walk }: IsolationTools): Promise<TableReading<SeenServer>> {
  return readParts(walk, [part(ntpTable), part(ciscoNtpTable)], ({ what, address }) => `${what} ${address}`);
}

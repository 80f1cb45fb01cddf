import { ipv6Text } from '../snmp/one-shot/index-reader.ts';
import type { ReadCell, TableSpec } from '../snmp/one-shot/table-spec.ts';

/** An IpAddress, or an InetAddress without its type (RFC 4001): four octets are IPv4, sixteen IPv6, none is none. */
export const inetCell: ReadCell = (cells, cell, column) => {
  if (cell.type === 'ipAddress') return cell.value;
  if (cell.type !== 'octets') return cells.bad(column);
  const octets = [...cell.value];
  if (octets.length === 0) return '';
  if (octets.length === 4 || octets.length === 8) return octets.slice(0, 4).join('.');
  return octets.length === 16 || octets.length === 20 ? ipv6Text(octets.slice(0, 16)) : cells.bad(column);
};

/** An index whose parts say nothing here. */
export const passedOver: TableSpec['index'] = (reader) => {
  for (let part = 0; part < 128 && !reader.whole; part++) reader.number();
  return {};
};

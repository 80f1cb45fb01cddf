/** Tables that an agent of the lab can be made to refuse or to cut, by their MIB names. */
export const tableOids = {
  ifTable: '1.3.6.1.2.1.2.2',
  ifXTable: '1.3.6.1.2.1.31.1.1',
  ipAddrTable: '1.3.6.1.2.1.4.20',
  ipAddressTable: '1.3.6.1.2.1.4.34',
  ipNetToMediaTable: '1.3.6.1.2.1.4.22',
  ipNetToPhysicalTable: '1.3.6.1.2.1.4.35',
  ipRouteTable: '1.3.6.1.2.1.4.21',
  ipCidrRouteTable: '1.3.6.1.2.1.4.24.4',
  inetCidrRouteTable: '1.3.6.1.2.1.4.24.7',
  tcpConnTable: '1.3.6.1.2.1.6.13',
  tcpConnectionTable: '1.3.6.1.2.1.6.19',
  dot1dTpFdbTable: '1.3.6.1.2.1.17.4.3',
  dot1qTpFdbTable: '1.3.6.1.2.1.17.7.1.2.2',
  lldpRemTable: '1.0.8802.1.1.2.1.4.1',
  entPhysicalTable: '1.3.6.1.2.1.47.1.1.1',
  dot1xAuthConfigTable: '1.0.8802.1.1.1.1.2.1',
} as const;

export type TableName = keyof typeof tableOids;
export const tableNames = Object.keys(tableOids) as readonly TableName[];

/** The table of that name, whatever the case. */
export function tableNamed(text: string): TableName | undefined {
  return tableNames.find((name) => name.toLowerCase() === text.toLowerCase());
}

export function isBelow(oid: string, root: string): boolean {
  return oid === root || oid.startsWith(`${root}.`);
}

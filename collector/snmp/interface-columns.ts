/** Columns of ifTable and ifXTable (RFC 2863) that the scheduled poll reads. */
export const interfaceColumns = {
  ifDescr: '1.3.6.1.2.1.2.2.1.2',
  ifType: '1.3.6.1.2.1.2.2.1.3',
  ifSpeed: '1.3.6.1.2.1.2.2.1.5',
  ifPhysAddress: '1.3.6.1.2.1.2.2.1.6',
  ifAdminStatus: '1.3.6.1.2.1.2.2.1.7',
  ifOperStatus: '1.3.6.1.2.1.2.2.1.8',
  ifLastChange: '1.3.6.1.2.1.2.2.1.9',
  ifInOctets: '1.3.6.1.2.1.2.2.1.10',
  ifInUcastPkts: '1.3.6.1.2.1.2.2.1.11',
  ifInDiscards: '1.3.6.1.2.1.2.2.1.13',
  ifInErrors: '1.3.6.1.2.1.2.2.1.14',
  ifOutOctets: '1.3.6.1.2.1.2.2.1.16',
  ifOutUcastPkts: '1.3.6.1.2.1.2.2.1.17',
  ifOutDiscards: '1.3.6.1.2.1.2.2.1.19',
  ifOutErrors: '1.3.6.1.2.1.2.2.1.20',
  ifName: '1.3.6.1.2.1.31.1.1.1.1',
  ifHCInOctets: '1.3.6.1.2.1.31.1.1.1.6',
  ifHCInUcastPkts: '1.3.6.1.2.1.31.1.1.1.7',
  ifHCOutOctets: '1.3.6.1.2.1.31.1.1.1.10',
  ifHCOutUcastPkts: '1.3.6.1.2.1.31.1.1.1.11',
  ifHighSpeed: '1.3.6.1.2.1.31.1.1.1.15',
  ifAlias: '1.3.6.1.2.1.31.1.1.1.18',
  ifCounterDiscontinuityTime: '1.3.6.1.2.1.31.1.1.1.19',
} as const;

export type InterfaceColumn = keyof typeof interfaceColumns;

export const allInterfaceColumns = Object.keys(interfaceColumns) as InterfaceColumn[];

/** Change only when somebody works on the device. */
export const slowColumns: ReadonlySet<InterfaceColumn> = new Set([
  'ifDescr',
  'ifType',
  'ifSpeed',
  'ifPhysAddress',
  'ifName',
  'ifAlias',
]);

/** Needed only for ports without their 64-bit sister (RFC 2863 section 3.1.6). */
export const narrowCounters: ReadonlySet<InterfaceColumn> = new Set([
  'ifInOctets',
  'ifInUcastPkts',
  'ifOutOctets',
  'ifOutUcastPkts',
]);

export const highCapacityColumns: readonly InterfaceColumn[] = ['ifHCInOctets', 'ifHCOutOctets'];

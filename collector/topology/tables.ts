import { mac, number, type TableSpec, text } from '../snmp/one-shot/table-spec.ts';

/** IF-MIB (RFC 2863): what names a port, and its MAC; both tables share their index. */
export const portTables: readonly [TableSpec, ...TableSpec[]] = [
  {
    table: 'ifTable',
    entry: '1.3.6.1.2.1.2.2.1',
    index: (reader) => ({ ifIndex: reader.number() }),
    columns: [
      [2, 'ifDescr', text],
      [6, 'mac', mac],
    ],
  },
  {
    table: 'ifXTable',
    entry: '1.3.6.1.2.1.31.1.1.1',
    index: (reader) => ({ ifIndex: reader.number() }),
    columns: [[1, 'ifName', text]],
  },
];

/** LLDP-MIB (IEEE 802.1AB): which of our ports lldpLocPortNum means; it is often, but not always, the ifIndex. */
export const lldpLocalPortTable: TableSpec = {
  table: 'lldpLocPortTable',
  entry: '1.0.8802.1.1.2.1.3.7.1',
  index: (reader) => ({ localPort: reader.number() }),
  columns: [
    [2, 'portIdSubtype', number],
    [3, 'portId', text],
  ],
};

/** ENTITY-MIB (RFC 6933): the classes are needed to tell a chassis from its parts. */
export const entityTable: TableSpec = {
  table: 'entPhysicalTable',
  entry: '1.3.6.1.2.1.47.1.1.1.1',
  index: (reader) => ({ entity: reader.number() }),
  columns: [
    [5, 'class', number],
    [11, 'serial', text],
  ],
};

/** entPhysicalClass: a stack holds several chassis. */
export const physicalClass = { chassis: 3, stack: 11 } as const;

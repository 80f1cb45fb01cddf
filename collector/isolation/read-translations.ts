import { address, type OneShotRow, type TableSpec } from '../snmp/one-shot/table-spec.ts';
import { present, textOf } from './fields.ts';
import { inetCell, passedOver } from './inet-cell.ts';
import type { SeenTranslation, TableReading } from './model.ts';
import { type Part, readParts } from './part.ts';
import { type IsolationTools, sourceOf } from './walk.ts';

/** NAT-MIB (RFC 4008); no recorded device has it. */
const natSessions: TableSpec = {
  table: 'natSessionTable',
  entry: '1.3.6.1.2.1.123.1.9.1',
  index: passedOver,
  columns: [
    [11, 'inside', inetCell],
    [16, 'outside', inetCell],
    [18, 'peer', inetCell],
  ],
};

/** HH3C-NAT-MIB: inside and peer stand in the index alone. */
const h3cSessions: TableSpec = {
  table: 'hh3cNATSessionTable',
  entry: '1.3.6.1.4.1.25506.2.18.2.9.1',
  index: (reader) => ({
    hash: reader.number(),
    protocol: reader.number(),
    inside: reader.ipv4(),
    insidePort: reader.number(),
    peer: reader.ipv4(),
    peerPort: reader.number(),
    vpn: reader.number(),
  }),
  columns: [[3, 'outside', address]],
};
/** Inside hosts that are reached from outside under another address. */
const h3cServers: TableSpec = {
  table: 'hh3cNATServerTable',
  entry: '1.3.6.1.4.1.25506.2.18.2.3.1',
  index: (reader) => ({
    ifIndex: reader.number(),
    protocol: reader.number(),
    outside: reader.ipv4(),
    port: reader.number(),
    vpn: reader.number(),
  }),
  columns: [[5, 'inside', address]],
};
const h3cStatic: TableSpec = {
  table: 'hh3cNATStaticConfTable',
  entry: '1.3.6.1.4.1.25506.2.18.2.10.1',
  index: (reader) => ({ inside: reader.ipv4() }),
  columns: [[2, 'outside', address]],
};
/** Addresses that others inside may take towards outside. */
const h3cPools: TableSpec = {
  table: 'hh3cNATPoolInfoTable',
  entry: '1.3.6.1.4.1.25506.2.18.2.1.1',
  index: (reader) => ({ pool: reader.number() }),
  columns: [
    [2, 'outside', address],
    [3, 'peer', address],
  ],
};

/** HUAWEI-NAT-EXT-MIB; which of its columns may be read differs by version, so each is taken where it comes. */
const huaweiSessions: TableSpec = {
  table: 'hwNatSessionTable',
  entry: '1.3.6.1.4.1.2011.5.25.226.2.14.2.1',
  index: passedOver,
  columns: [
    [1, 'inside', inetCell],
    [6, 'outside', inetCell],
    [7, 'peer', inetCell],
  ],
};

const part = (spec: TableSpec): Part<SeenTranslation> => ({ spec, rows: translationOf });
const ofMaker: readonly (readonly [prefix: string, parts: readonly Part<SeenTranslation>[]])[] = [
  ['1.3.6.1.4.1.25506.', [h3cServers, h3cStatic, h3cPools, h3cSessions].map(part)],
  ['1.3.6.1.4.1.2011.', [huaweiSessions].map(part)],
];

/** Translations of addresses that are set up or in use, by NAT-MIB and by the tables of the device's maker. */
export function readTranslations({ walk, sysObjectID }: IsolationTools): Promise<TableReading<SeenTranslation>> {
  const makers = ofMaker.flatMap(([prefix, parts]) => (sysObjectID.startsWith(prefix) ? parts : []));
  return readParts(walk, [part(natSessions), ...makers], ({ source }) => source.oid);
}

const nobody: ReadonlySet<string> = new Set(['', '0.0.0.0', '::', '255.255.255.255']);

function translationOf(row: OneShotRow, spec: TableSpec): readonly SeenTranslation[] {
  const told = (field: string) => {
    const value = textOf(row, field);
    return nobody.has(value) ? undefined : value;
  };
  return [
    {
      ...present('inside', told('inside')),
      ...present('outside', told('outside')),
      ...present('peer', told('peer')),
      source: sourceOf([spec], row, 'peer', 'outside', 'inside'),
    },
  ];
}

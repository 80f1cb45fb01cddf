import { lldpId, lldpTable } from '../snmp/one-shot/bridge-tables.ts';
import { cdpTable, lldpLocalTables } from '../snmp/one-shot/neighbour-protocols.ts';
import { hex, number, type OneShotRow, type TableSpec, text } from '../snmp/one-shot/table-spec.ts';
import { numberOf, textOf } from './fields.ts';
import type { SeenPeer, TableReading } from './model.ts';
import { readParts } from './part.ts';
import { type IsolationTools, only, sourceOf } from './walk.ts';

/** LLDP-V2-MIB (IEEE 802.1AB-2009): by ifIndex, so that no table of local ports is needed. */
const lldpV2Table: TableSpec = {
  table: 'lldpV2RemTable',
  entry: '1.3.111.2.802.1.1.13.1.4.1.1',
  needs: 'chassisId',
  index: (reader) => ({
    timeMark: reader.number(),
    ifIndex: reader.number(),
    destination: reader.number(),
    remoteIndex: reader.number(),
  }),
  columns: [
    [5, 'chassisIdSubtype', number],
    [6, 'chassisId', lldpId],
    [7, 'portIdSubtype', number],
    [8, 'portId', lldpId],
    [10, 'sysName', text],
    [11, 'sysDesc', text],
    [13, 'capabilitiesEnabled', hex],
  ],
};

/** LldpChassisIdSubtype and LldpPortIdSubtype: the id is a MAC. */
const macSubtypes = { chassisId: 4, portId: 3 } as const;
/** LldpSystemCapabilitiesMap from bit 0, which is the highest of the first octet. */
const lldpWords = 'other repeater bridge wlanAccessPoint router telephone docsisCableDevice stationOnly'.split(' ');
/** Of CDP's 32 bits, from the lowest. */
const cdpWords = ['router', 'bridge', 'sourceRouteBridge', 'bridge', 'stationOnly', 'igmp', 'repeater', 'telephone'];

/** Who announces itself by LLDP (both generations of its MIB) and CDP. */
export async function readPeers({ walk, portNames }: IsolationTools): Promise<TableReading<SeenPeer>> {
  const known = new Set(portNames.values());
  const reading = await readParts<SeenPeer & { readonly localPort?: number }>(
    walk,
    [
      {
        spec: lldpTable,
        rows: (row, spec) => [{ ...lldpPeer(row, spec), localPort: numberOf(row, 'localPort') ?? 0 }],
      },
      { spec: lldpV2Table, rows: (row, spec) => [{ ...lldpPeer(row, spec), port: portOf(row, portNames) }] },
      { spec: cdpTable, rows: (row, spec) => [cdpPeer(row, spec, portOf(row, portNames))] },
    ],
    ({ port, protocol, chassisId, portId, source }) =>
      port === '' ? source.oid : `${protocol} ${port} ${chassisId} ${portId}`,
  );
  if (!reading.rows.some(({ localPort }) => localPort !== undefined)) return reading;
  const [, localTable] = lldpLocalTables;
  const local = localTable === undefined ? { rows: [] } : await walk([only(localTable, 'portId')]);
  const named = new Map(local.rows.map((row) => [numberOf(row, 'localPort'), textOf(row, 'portId')]));
  const rows = reading.rows.map(({ localPort, ...peer }): SeenPeer => {
    if (localPort === undefined) return peer;
    const name = named.get(localPort);
    const port =
      name !== undefined && known.has(name) ? name : (portNames.get(localPort) ?? (name || `port${localPort}`));
    return { ...peer, port };
  });
  return { ...reading, rows: once(rows) };
}

/** The second generation of the MIB tells a neighbour again, at the same port. */
function once(peers: readonly SeenPeer[]): readonly SeenPeer[] {
  const first = new Map<string, SeenPeer>();
  for (const peer of peers) {
    const key = [peer.protocol, peer.port, peer.chassisId, peer.portId].join(' ');
    if (!first.has(key)) first.set(key, peer);
  }
  return [...first.values()];
}

function portOf(row: OneShotRow, portNames: ReadonlyMap<number, string>): string {
  const ifIndex = numberOf(row, 'ifIndex') ?? 0;
  return portNames.get(ifIndex) ?? `if${ifIndex}`;
}

function lldpPeer(row: OneShotRow, spec: TableSpec): SeenPeer {
  const octets = Buffer.from(textOf(row, 'capabilitiesEnabled'), 'hex');
  return {
    protocol: 'lldp',
    port: '',
    chassisId: idOf(row, 'chassisId'),
    portId: idOf(row, 'portId'),
    sysName: textOf(row, 'sysName'),
    sysDescription: textOf(row, 'sysDesc'),
    capabilities: lldpWords.filter((_, bit) => (((octets[0] ?? 0) << bit) & 0x80) !== 0),
    source: sourceOf([spec], row, 'chassisId'),
  };
}

function cdpPeer(row: OneShotRow, spec: TableSpec, port: string): SeenPeer {
  const bits = Number.parseInt(textOf(row, 'capabilities').slice(-8) || '0', 16);
  const name = textOf(row, 'sysName') || textOf(row, 'deviceId');
  return {
    protocol: 'cdp',
    port,
    chassisId: macText(textOf(row, 'deviceId')),
    portId: textOf(row, 'devicePort'),
    sysName: name,
    sysDescription: `${textOf(row, 'platform')} ${textOf(row, 'version')}`.trim(),
    capabilities: [...new Set(cdpWords.filter((_, bit) => ((bits >>> bit) & 1) === 1))],
    source: sourceOf([spec], row, 'deviceId'),
  };
}

/** A MAC whose octets happen to be letters comes as text; its subtype says what it is. */
function idOf(row: OneShotRow, field: 'chassisId' | 'portId'): string {
  const id = textOf(row, field);
  const bytes = Buffer.from(id, 'latin1');
  const isMac = row[`${field}Subtype`] === macSubtypes[field] && bytes.length === 6;
  return isMac ? (bytes.toString('hex').match(/../g)?.join(':') ?? id) : macText(id);
}

/** `0011-2233-4455` and `00-11-22-33-44-55`, as makers write a MAC, in the one form that all here use. */
function macText(id: string): string {
  const digits = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}[-.]){2}[0-9a-f]{4}$/i.test(id);
  return digits
    ? (id
        .replace(/[^0-9a-f]/gi, '')
        .toLowerCase()
        .match(/../g)
        ?.join(':') ?? id)
    : id;
}

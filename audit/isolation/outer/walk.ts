/** What a walk of an outer switch tells: who is heard at which port. */
export interface WalkedStation {
  /** `00:11:22:33:44:55` */
  readonly mac: string;
  /** Name of the interface where the walk has it, otherwise `port 5`. */
  readonly port: string;
}

/** Every bound of a walk. */
export const walkBounds = { lines: 2_000_000, lineCharacters: 4_096, stations: 50_000 } as const;

/** Columns as `.`-less OIDs; a row's index follows. */
const columns = {
  /** dot1dTpFdbPort, RFC 4188: index is the MAC. */
  bridge: '1.3.6.1.2.1.17.4.3.1.2.',
  bridgeStatus: '1.3.6.1.2.1.17.4.3.1.3.',
  /** dot1qTpFdbPort, RFC 4363: index is the filtering database and the MAC. */
  vlan: '1.3.6.1.2.1.17.7.1.2.2.1.2.',
  vlanStatus: '1.3.6.1.2.1.17.7.1.2.2.1.3.',
  /** dot1dBasePortIfIndex */
  portIndex: '1.3.6.1.2.1.17.1.4.1.2.',
  /** ifName, RFC 2863 */
  name: '1.3.6.1.2.1.31.1.1.1.1.',
} as const;
/** dot1dTpFdbStatus and dot1qTpFdbStatus: an address of the switch itself. */
const self = '4';

/**
 * Reads a recording (`OID|tag|value`) or the text of `snmpwalk -On` (`.OID = TYPE: value`). Undefined: not one line is of these forms.
 * Lines of other forms are passed over, as a value with line breaks makes some.
 */
export function readWalk(text: string): { readonly stations: readonly WalkedStation[] } | undefined {
  const rows = new Map<string, Map<string, string>>(Object.values(columns).map((column) => [column, new Map()]));
  let [read, lines] = [0, 0];
  for (const line of text.split('\n')) {
    lines += 1;
    if (lines > walkBounds.lines) break;
    const found = line.length > walkBounds.lineCharacters ? undefined : rowOf(line.trimEnd());
    if (found === undefined) continue;
    read += 1;
    for (const [column, ofColumn] of rows) {
      if (found.oid.startsWith(column)) ofColumn.set(found.oid.slice(column.length), found.value);
    }
  }
  if (read === 0) return undefined;
  const of = (column: string): ReadonlyMap<string, string> => rows.get(column) ?? new Map();
  const stations = new Map<string, WalkedStation>();
  for (const [ports, states] of [
    [of(columns.vlan), of(columns.vlanStatus)],
    [of(columns.bridge), of(columns.bridgeStatus)],
  ] as const) {
    for (const [index, port] of ports) {
      const mac = macOf(index);
      // Port 0: it was heard, and nobody knows any more where.
      if (mac === undefined || !/^\d{1,10}$/.test(port) || states.get(index) === self) continue;
      const name = of(columns.name).get(of(columns.portIndex).get(port) ?? '');
      const station = { mac, port: name === undefined || name === '' ? `port ${port}` : name };
      if (stations.size < walkBounds.stations) stations.set(`${mac} ${station.port}`, station);
    }
  }
  return { stations: [...stations.values()] };
}

function rowOf(line: string): { readonly oid: string; readonly value: string } | undefined {
  const recorded = /^\.?([\d.]+)\|([0-9a-z]+)\|(.*)$/.exec(line);
  if (recorded !== null) {
    const [, oid = '', tag = '', value = ''] = recorded;
    return { oid, value: tag === '4x' ? Buffer.from(value, 'hex').toString() : value };
  }
  const walked = /^\.([\d.]+) = (?:([A-Za-z0-9-]+): ?)?(.*)$/.exec(line);
  if (walked === null) return undefined;
  const [, oid = '', , value = ''] = walked;
  // `INTEGER: learned(3)` where the MIB was at hand; `STRING: "ge-0-1"`.
  return { oid, value: /^[A-Za-z]\w*\((\d+)\)$/.exec(value)?.[1] ?? value.replace(/^"(.*)"$/, '$1') };
}

/** The last six numbers of an index. */
function macOf(index: string): string | undefined {
  const octets = index.split('.').slice(-6).map(Number);
  if (octets.length !== 6 || !octets.every((octet) => Number.isInteger(octet) && octet >= 0 && octet <= 255))
    return undefined;
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

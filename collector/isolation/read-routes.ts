import { forwardTable, routeTables } from '../snmp/one-shot/ip-tables.ts';
import { prefixLengthOf } from '../snmp/one-shot/prefix-length.ts';
import { number, type OneShotRow, type TableSpec } from '../snmp/one-shot/table-spec.ts';
import { addressOf, numberOf, present, textOf } from './fields.ts';
import type { SeenRoute, TableReading } from './model.ts';
import { merged, notAlone, sourceOf, type Walk, type WalkedPart, walkTable } from './walk.ts';

/** IP-MIB (RFC 4293): routers that the device heard of, by advertisement or otherwise; the address stands in the index. */
const defaultRouterTable: TableSpec = {
  table: 'ipDefaultRouterTable',
  entry: '1.3.6.1.2.1.4.37.1',
  index: (reader) => ({ nextHop: reader.inetAddress(), ifIndex: reader.number() }),
  columns: [
    [4, 'lifetimeSeconds', number],
    [5, 'preference', number],
  ],
};

/** IANAipRouteProtocol, from 1. */
const protocols =
  'other local netmgmt icmp egp ggp hello rip isIs esIs ciscoIgrp bbnSpfIgp ospf bgp idpr ciscoEigrp dvmrp rpl dhcp ttdp'.split(
    ' ',
  );

/** Two routes that mean the same whichever table tells them: by their next hop, or else by their port. */
const keyOf = ({ prefix, nextHop = '', ifIndex = 0 }: SeenRoute): string =>
  nextHop === '' ? `${prefix} if${ifIndex}` : `${prefix} ${nextHop}`;
/** Some old tables do not say which port a network is at. */
const withoutPort = (route: SeenRoute): string => (route.nextHop === undefined ? `${route.prefix} if0` : keyOf(route));

export interface RoutesWanted {
  /** The device's own addresses: a route over one of them goes to its own net. */
  readonly own: ReadonlySet<string>;
  /** What the device counts itself (ipForwardNumber, ipCidrRouteNumber, inetCidrRouteNumber): with fewer, rows are missing. */
  readonly expected: number | undefined;
}

/** Every generation of route tables, and the routers heard of. */
export async function readRoutes(walk: Walk, { own, expected = 0 }: RoutesWanted): Promise<TableReading<SeenRoute>> {
  const parts: WalkedPart<SeenRoute>[] = [];
  for (const spec of [...routeTables, forwardTable]) {
    const mask = spec.columns.some(([, name]) => name === 'mask') ? ['mask'] : [];
    const must = ['destination', 'nextHop', 'type', ...mask];
    parts.push(await walkTable(walk, spec, must, (row) => routeOf(spec, row, own)));
  }
  parts.push(await walkTable(walk, defaultRouterTable, [], routerOf));
  const reading = notAlone(merged(parts, keyOf, withoutPort), defaultRouterTable.table);
  return reading.outcome === 'read' && reading.rows.length < expected ? { ...reading, outcome: 'truncated' } : reading;
}

function routeOf(spec: TableSpec, row: OneShotRow, own: ReadonlySet<string>): readonly SeenRoute[] | undefined {
  const destination = addressOf(row, 'destination');
  if (destination === undefined) return undefined;
  const wide = destination.includes(':') ? 128 : 32;
  const isDefault = destination === '0.0.0.0' || destination === '::';
  const bits = numberOf(row, 'prefixLength') ?? turnedBits(row) ?? (isDefault ? 0 : wide);
  const nextHop = addressOf(row, 'nextHop') ?? '';
  const itself = nextHop === '' || nextHop === '0.0.0.0' || nextHop === '::' || /^127\.|^::1$/.test(nextHop);
  return [
    {
      prefix: `${destination}/${bits}`,
      ...(itself || own.has(nextHop) ? {} : { nextHop, nextHopSource: sourceOf([spec], row, 'nextHop', 'type') }),
      ...present('ifIndex', numberOf(row, 'ifIndex')),
      kind: kindOf(row),
      ...present('protocol', protocols[(numberOf(row, 'protocol') ?? 0) - 1]),
      source: sourceOf([spec], row, 'destination', 'type'),
    },
  ];
}

/** Old Net-SNMP on little-endian machines writes the mask of ipCidrRouteTable back to front: 0.0.255.255. */
function turnedBits(row: OneShotRow): number | undefined {
  return prefixLengthOf({ mask: textOf(row, 'mask').split('.').reverse().join('.') });
}

function kindOf({ type }: OneShotRow): SeenRoute['kind'] {
  if (type === 'direct' || type === 'local') return 'local';
  if (type === 'indirect' || type === 'remote') return 'remote';
  // What is no longer in use lets nothing through.
  if (type === 'reject' || type === 'invalid') return 'reject';
  return type === 'blackhole' ? 'blackhole' : 'other';
}

function routerOf(row: OneShotRow): readonly SeenRoute[] | undefined {
  const nextHop = addressOf(row, 'nextHop');
  if (nextHop === undefined) return undefined;
  const source = sourceOf([defaultRouterTable], row, 'preference');
  return [
    {
      prefix: nextHop.includes(':') ? '::/0' : '0.0.0.0/0',
      nextHop,
      nextHopSource: source,
      ...present('ifIndex', numberOf(row, 'ifIndex')),
      kind: 'remote',
      source,
    },
  ];
}

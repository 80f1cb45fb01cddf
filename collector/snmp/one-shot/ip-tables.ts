import { address, integer, mac, number, oid, type TableSpec, word } from './table-spec.ts';

const mediaType = word(['other', 'invalid', 'dynamic', 'static', 'local']);
const routeType = word(['other', 'invalid', 'direct', 'indirect']);
const cidrRouteType = word(['other', 'reject', 'local', 'remote', 'blackhole']);

/** IP-MIB (RFC 4293); the IPv4-only one is deprecated and still the only one that most devices have. */
export const addressTables: readonly TableSpec[] = [
  {
    table: 'ipAddrTable',
    entry: '1.3.6.1.2.1.4.20.1',
    index: (reader) => ({ address: reader.ipv4() }),
    columns: [
      [1, 'address', address],
      [2, 'ifIndex', number],
      [3, 'netMask', address],
    ],
  },
  {
    table: 'ipAddressTable',
    entry: '1.3.6.1.2.1.4.34.1',
    repeats: ['address'],
    index: (reader) => ({ address: reader.inetAddress() }),
    columns: [
      [3, 'ifIndex', number],
      [4, 'type', word(['unicast', 'anycast', 'broadcast'])],
      [5, 'prefix', oid],
      [6, 'origin', word(['other', 'manual', 'wellKnown', 'dhcp', 'routerAdv'])],
      [
        7,
        'status',
        word(['preferred', 'deprecated', 'invalid', 'inaccessible', 'unknown', 'tentative', 'duplicate', 'optimistic']),
      ],
    ],
  },
];

/** ARP and ND: RFC 1213's table, its successor for both families (RFC 4293), and IPv6's own of RFC 2465. */
export const neighbourTables: readonly TableSpec[] = [
  {
    table: 'ipNetToMediaTable',
    entry: '1.3.6.1.2.1.4.22.1',
    needs: 'mac',
    index: (reader) => ({ ifIndex: reader.number(), address: reader.ipv4() }),
    columns: [
      [1, 'ifIndex', number],
      [2, 'mac', mac],
      [3, 'address', address],
      [4, 'type', mediaType],
    ],
  },
  {
    table: 'ipNetToPhysicalTable',
    entry: '1.3.6.1.2.1.4.35.1',
    needs: 'mac',
    repeats: ['ifIndex', 'address'],
    index: (reader) => ({ ifIndex: reader.number(), address: reader.inetAddress() }),
    columns: [
      [4, 'mac', mac],
      [6, 'type', mediaType],
      [7, 'state', word(['reachable', 'stale', 'delay', 'probe', 'invalid', 'unknown', 'incomplete'])],
    ],
  },
  {
    table: 'ipv6NetToMediaTable',
    entry: '1.3.6.1.2.1.55.1.12.1',
    needs: 'mac',
    repeats: ['ifIndex', 'address'],
    index: (reader) => ({ ifIndex: reader.number(), address: reader.ipv6() }),
    columns: [
      [2, 'mac', mac],
      [3, 'type', word(['other', 'dynamic', 'static', 'local'])],
      [4, 'state', word(['reachable', 'stale', 'delay', 'probe', 'invalid', 'unknown'])],
    ],
  },
];

/** The routes: RFC 1213, RFC 2096, RFC 4292. */
export const routeTables: readonly TableSpec[] = [
  {
    table: 'ipRouteTable',
    entry: '1.3.6.1.2.1.4.21.1',
    needs: 'nextHop',
    index: (reader) => ({ destination: reader.ipv4() }),
    columns: [
      [1, 'destination', address],
      [2, 'ifIndex', number],
      [3, 'metric', integer],
      [7, 'nextHop', address],
      [8, 'type', routeType],
      [9, 'protocol', number],
      [11, 'mask', address],
    ],
  },
  {
    table: 'ipCidrRouteTable',
    entry: '1.3.6.1.2.1.4.24.4.1',
    needs: 'nextHop',
    index: (reader) => ({
      destination: reader.ipv4(),
      mask: reader.ipv4(),
      tos: reader.number(),
      nextHop: reader.ipv4(),
    }),
    columns: [
      [1, 'destination', address],
      [2, 'mask', address],
      [4, 'nextHop', address],
      [5, 'ifIndex', number],
      [6, 'type', cidrRouteType],
      [7, 'protocol', number],
      [11, 'metric', integer],
    ],
  },
  {
    table: 'inetCidrRouteTable',
    entry: '1.3.6.1.2.1.4.24.7.1',
    needs: 'type',
    repeats: ['destination', 'prefixLength', 'nextHop'],
    index: (reader) => ({
      destination: reader.inetAddress(),
      prefixLength: reader.number(),
      policy: reader.counted(),
      nextHop: reader.inetAddress(),
    }),
    columns: [
      [7, 'ifIndex', number],
      [8, 'type', cidrRouteType],
      [9, 'protocol', number],
      [12, 'metric', integer],
    ],
  },
];

/** IP-FORWARD-MIB's first generation (RFC 1354), between the two of `routes`; old Windows agents still have it. */
export const forwardTable: TableSpec = {
  table: 'ipForwardTable',
  entry: '1.3.6.1.2.1.4.24.2.1',
  needs: 'nextHop',
  index: (reader) => ({
    destination: reader.ipv4(),
    protocol: reader.number(),
    policy: reader.number(),
    nextHop: reader.ipv4(),
  }),
  columns: [
    [1, 'destination', address],
    [2, 'mask', address],
    [4, 'nextHop', address],
    [5, 'ifIndex', integer],
    [6, 'type', word(['other', 'invalid', 'local', 'remote'])],
    [7, 'protocol', number],
    [11, 'metric', integer],
  ],
};

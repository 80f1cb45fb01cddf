import type { CheckId } from '../../audit/index.ts';
import { neighbour, ownAddress, plus, port, station, withRows } from '../../audit/isolation/reading.fake.ts';
import type { IsolationReading } from '../../collector/index.ts';
import type { City, Device } from '../../inventory/index.ts';
import { bankPort, freePort, lanIndex, route, switchIndex, unusedPort } from './model-city.ts';

type Random = () => number;
/** What a device tells while the violation lasts. */
type Turn = (clean: IsolationReading) => IsolationReading;

/** One way to break isolation, by the catalogue. */
export interface Violation {
  readonly check: CheckId;
  /** Checks that may see the same and are right to. */
  readonly also?: readonly CheckId[];
  /** Devices at which it can happen. */
  readonly at: (device: Device, city: City) => boolean;
  readonly turn: (device: Device, world: { readonly city: City; readonly random: Random }) => Turn;
}

const utms = ({ kind }: Device): boolean => kind === 'utm';
const accessSwitches = ({ kind, pointId }: Device): boolean => kind === 'switch' && pointId !== undefined;
const hosts = ({ kind }: Device): boolean => kind === 'host';
const gear = ({ kind }: Device): boolean => kind === 'utm' || kind === 'switch';
const every = (): boolean => true;
const isAggregation = ({ id }: Device, city: City): boolean =>
  [...city.links.values()].some(({ a }) => a.deviceId === id);

const octet = (random: Random): number => 1 + Math.floor(random() * 250);
/** Globally routable, and in nobody's declaration. */
const outside = (random: Random): string =>
  `${[8, 61, 119, 202, 220][Math.floor(random() * 5)]}.${octet(random)}.${octet(random)}.${octet(random)}`;
/** Locally administered: no maker's block. */
const strangeMac = (random: Random): string =>
  ['06', '77', ...Array.from({ length: 4 }, () => octet(random).toString(16).padStart(2, '0'))].join(':');

const innerTerminals = (device: Device, city: City) =>
  [...city.terminals.values()].filter(({ switchId, network }) => switchId === device.id && network === 'inner');

const lightUp = (reading: IsolationReading, name: string): IsolationReading =>
  withRows(reading, 'interfaces', (rows) =>
    rows.map((row) => (row.name === name ? { ...row, operStatus: 'up' } : row)),
  );

/** Of all that SNMP decides: each at every kind of device that it can happen to. */
export const violations: readonly Violation[] = [
  {
    check: 'ISO-01',
    // A stranger comes with a light at a port that is nobody's.
    also: ['ISO-17'],
    at: accessSwitches,
    turn: (_, { random }) => {
      const mac = strangeMac(random);
      return (clean) => plus(lightUp(clean, freePort), 'stations', station(mac, freePort));
    },
  },
  {
    check: 'ISO-02',
    also: ['ISO-17'],
    at: (device, city) => accessSwitches(device) && city.terminals.has(`${device.pointId}-o01`),
    turn: (device, { city }) => {
      const mac = city.terminals.get(`${device.pointId}-o01`)?.mac ?? '';
      return (clean) => plus(lightUp(clean, freePort), 'stations', station(mac, freePort));
    },
  },
  {
    check: 'ISO-03',
    at: (device, city) => accessSwitches(device) && innerTerminals(device, city).length >= 2,
    turn: (device, { city }) => {
      const [first, second] = innerTerminals(device, city);
      const moved = second?.mac ?? '';
      return (clean) =>
        withRows(clean, 'stations', (rows) => [
          ...rows.filter(({ mac }) => mac !== moved),
          station(moved, first?.port ?? ''),
        ]);
    },
  },
  {
    check: 'ISO-04',
    at: accessSwitches,
    turn: (_, { random }) => {
      const chassisId = strangeMac(random);
      const source = { oid: '1.0.8802.1.1.2.1.4.1.1.9.0.23.7', value: 'lab-switch' };
      const told = { protocol: 'lldp', port: freePort, chassisId, portId: '1', sysName: 'lab-switch' } as const;
      return (clean) => plus(clean, 'peers', { ...told, sysDescription: '', capabilities: ['bridge'], source });
    },
  },
  {
    check: 'ISO-05',
    at: every,
    turn: (_, { random }) => {
      const [name, ifType] = (
        [
          ['wwan0', 243],
          ['ppp0', 23],
          ['wlan0', 71],
        ] as const
      )[Math.floor(random() * 3)] ?? ['wwan0', 243];
      return (clean) => plus(clean, 'interfaces', port(210, name, '', { ifType }));
    },
  },
  {
    check: 'ISO-06',
    at: gear,
    turn: () => {
      const source = { oid: '1.3.6.1.2.1.47.1.1.1.1.2.77', value: 'module' };
      const part = {
        index: '77',
        description: 'LTE module',
        partClass: 'module',
        serial: 'S77',
        model: 'ME909',
        fieldReplaceable: true,
        simPresent: true,
        source,
      };
      return (clean) => plus(clean, 'parts', part);
    },
  },
  {
    check: 'ISO-07',
    at: every,
    turn: ({ address }, { random }) => {
      const near = `${address.split('.').slice(0, 3).join('.')}.251`;
      const [prefix, nextHop] =
        random() < 0.5 ? ['0.0.0.0/0', near] : [`${outside(random).split('.').slice(0, 2).join('.')}.0.0/16`, address];
      return (clean) => plus(clean, 'routes', route(prefix, nextHop, 3));
    },
  },
  {
    check: 'ISO-08',
    at: every,
    turn: (_, { random }) => {
      const [address, mac] = [outside(random), strangeMac(random)];
      return (clean) => plus(clean, 'neighbours', neighbour(address, mac, 3));
    },
  },
  {
    check: 'ISO-09',
    at: utms,
    turn: ({ address }, { random }) => {
      const peer = outside(random);
      const source = { oid: '1.3.6.1.4.1.25506.2.18.2.9.1.7.1', value: peer };
      return (clean) => plus(clean, 'translations', { inside: address, peer, source });
    },
  },
  {
    check: 'ISO-10',
    at: gear,
    turn: (_, { random }) => {
      const remoteAddress = outside(random);
      const source = { oid: '1.3.6.1.2.1.10.131.1.1.1.1.10.211', value: remoteAddress };
      return (clean) =>
        plus(plus(clean, 'interfaces', port(211, 'tunnel9', '', { ifType: 131 })), 'tunnels', {
          ifIndex: 211,
          kind: 'gre',
          remoteAddress,
          up: true,
          source,
        });
    },
  },
  {
    check: 'ISO-11',
    at: gear,
    turn: ({ address }) => {
      const near = `${address.split('.').slice(0, 3).join('.')}.252`;
      const source = { oid: `1.3.6.1.2.1.14.10.1.6.${near}.0`, value: '8' };
      return (clean) => plus(clean, 'adjacencies', { protocol: 'ospf', address: near, state: 'full', source });
    },
  },
  {
    check: 'ISO-12',
    // The second network is itself an address from outside.
    also: ['ISO-08'],
    at: hosts,
    turn: (_, { random }) => {
      if (random() < 0.5) {
        const source = { oid: '1.3.6.1.2.1.4.1.0', value: '1' };
        return (clean) => ({ ...clean, forwarding: { on: true, source } });
      }
      return (clean) =>
        plus(plus(clean, 'interfaces', port(3, 'eth2', '')), 'addresses', ownAddress('192.168.77.9', 24, 3));
    },
  },
  {
    check: 'ISO-13',
    // A global address is one whatever its family.
    also: ['ISO-08', 'ISO-12'],
    at: every,
    turn: (_, { random }) => {
      const address = `2409:8900:${octet(random).toString(16)}::9`;
      return (clean) => plus(clean, 'addresses', ownAddress(address, 64, 2));
    },
  },
  {
    check: 'ISO-14',
    at: every,
    turn: (_, { random }) => {
      const address = outside(random);
      const source = { oid: '1.3.6.1.2.1.197.1.3.1.1.5.1', value: address };
      const what = random() < 0.5 ? 'ntp' : 'dns';
      return (clean) => plus(clean, 'servers', { what, address, source });
    },
  },
  {
    check: 'ISO-16',
    at: (device, city) => accessSwitches(device) && innerTerminals(device, city).length > 0,
    turn: (device, { city }) => {
      const name = innerTerminals(device, city)[0]?.port;
      return (clean) =>
        withRows(clean, 'portAccess', (rows) =>
          rows.map((row) => (row.port === name ? { ...row, control: 'forceAuthorized' as const } : row)),
        );
    },
  },
  {
    check: 'ISO-17',
    at: accessSwitches,
    turn: () => (clean) => lightUp(clean, unusedPort),
  },
  {
    check: 'ISO-18',
    // Who took the terminal's place is a stranger.
    also: ['ISO-01'],
    at: (device, city) => accessSwitches(device) && innerTerminals(device, city).length > 0,
    turn: (device, { city, random }) => {
      const [terminal] = innerTerminals(device, city);
      const mac = strangeMac(random);
      return (clean) =>
        withRows(clean, 'stations', (rows) =>
          rows.map((row) => (row.mac === terminal?.mac ? station(mac, row.port) : row)),
        );
    },
  },
  {
    check: 'ISO-19',
    // Who answers for the address is a stranger.
    also: ['ISO-01'],
    at: (device) => utms(device) || accessSwitches(device),
    turn: ({ kind }, { random }) => {
      const mac = strangeMac(random);
      const ifIndex = kind === 'utm' ? lanIndex : switchIndex;
      return (clean) =>
        withRows(clean, 'neighbours', (rows) =>
          rows.map((row) =>
            row === rows.findLast((each) => each.ifIndex === ifIndex) ? neighbour(row.address, mac, ifIndex) : row,
          ),
        );
    },
  },
  {
    check: 'ISO-20',
    also: ['ISO-01', 'ISO-17'],
    at: accessSwitches,
    turn: (_, { random }) => {
      const mac = `50:c7:bf:${octet(random).toString(16).padStart(2, '0')}:00:01`;
      return (clean) => plus(lightUp(clean, freePort), 'stations', station(mac, freePort));
    },
  },
  {
    check: 'ISO-21',
    // Only where there were routes can they be hidden.
    at: (device, city) => gear(device) && (device.pointId !== undefined || isAggregation(device, city)),
    turn: () => (clean) => ({
      ...clean,
      interfaces: clean.interfaces,
      routes: {
        outcome: 'not-offered',
        walks: clean.routes.walks.map((walk) => ({ ...walk, outcome: 'not-offered', rows: 0 })),
        rows: [],
      },
    }),
  },
  {
    check: 'ISO-55',
    // Undeclared and outside: other checks see the same route.
    also: ['ISO-07', 'ISO-08'],
    at: isAggregation,
    turn: (_, { random }) => {
      const prefix = `172.21.${octet(random)}.0/24`;
      return (clean) => {
        const ifIndex = clean.interfaces.rows.find(({ name }) => name === bankPort)?.ifIndex ?? 0;
        return plus(clean, 'routes', route(prefix, undefined, ifIndex));
      };
    },
  },
];

import { integer, ipAddress, octets, type Row } from '../../lab/agent/index.ts';
import { pick, type Random } from '../tamper/mutate.ts';
import { borderOfWish, type Recorded } from './recordings.ts';

/** A violation put into a recording: the check that must fail, and the instance that must be told. */
export interface Injected {
  readonly rows: ReadonlyMap<string, Row['value']>;
  readonly check: string;
  /** What the OID of its finding holds or ends with. */
  readonly isTold: (finding: { readonly oid: string; readonly value: string }) => boolean;
  readonly what: string;
}

export type Injection = (recorded: Recorded, random: Random) => Injected;

const tree = '1.3.6.1.2.1';
const forbiddenTypes = [23, 28, 48, 63, 71, 94, 108, 127, 160, 188, 237, 243, 244, 251, 253];
const stickNames = [
  'wwan0',
  'usb0',
  'Cellular0/0/0',
  '4G1/0',
  'ppp0',
  'wlan0',
  'Dialer1',
  'enx0c5b8f279a64',
  'rndis0',
  'LTE0',
];
const tunnelNames = ['Tunnel0', 'gre1', 'ipsec0', 'sit1', 'l2tp3'];

const whole = (random: Random, below: number): number => Math.floor(random() * below);
const anyAddress = (random: Random): string =>
  [1 + whole(random, 223), 0, 0, 0].map((first, at) => (at === 0 ? first : whole(random, 256))).join('.');

/** An address of the internet that the declaration does not hold. */
function publicAddress({ wish }: Recorded, random: Random): string {
  const inside = borderOfWish(wish);
  for (;;) {
    const address = anyAddress(random);
    if (inside.sideOf(address) === 'global') return address;
  }
}

/** An address that is nobody's router: of the internet, or private. */
function foreignHop(recorded: Recorded, random: Random): string {
  if (random() < 0.5) return publicAddress(recorded, random);
  for (;;) {
    const address = `10.${whole(random, 256)}.${whole(random, 256)}.${1 + whole(random, 254)}`;
    const own = recorded.reading.addresses.rows.some((row) => row.address === address);
    if (!own && !recorded.wish.routers.includes(address)) return address;
  }
}

/** An interface that is up, by all columns that the reader asks, and by ifXTable where the device has it. */
export function withInterface({ rows, reading }: Recorded, { name, type }: { name: string; type: number }) {
  const used = reading.interfaces.rows.map(({ ifIndex }) => ifIndex);
  const index = Math.max(0, ...used) + 1;
  const more = new Map(rows);
  const at = (column: number) => `${tree}.2.2.1.${column}.${index}`;
  more.set(at(1), integer(index)).set(at(2), octets(name)).set(at(3), integer(type));
  more.set(at(6), octets('\u0002\u0000\u0000\u0000\u0000\u0001')).set(at(7), integer(1)).set(at(8), integer(1));
  const named = reading.interfaces.walks.some(({ table, outcome }) => table === 'ifXTable' && outcome === 'read');
  if (named) more.set(`${tree}.31.1.1.1.1.${index}`, octets(name)).set(`${tree}.31.1.1.1.18.${index}`, octets(''));
  return { rows: more, index };
}

const radio: Injection = (recorded, random) => {
  const byType = random() < 0.5;
  const port = byType
    ? { name: `if-${whole(random, 99)}`, type: pick(random, forbiddenTypes) }
    : { name: pick(random, stickNames), type: pick(random, [1, 6, 53]) };
  const { rows, index } = withInterface(recorded, port);
  return {
    rows,
    check: 'ISO-05',
    isTold: ({ oid }) => oid.endsWith(`.${index}`),
    what: `${port.name} type ${port.type}`,
  };
};

const tunnel: Injection = (recorded, random) => {
  const name = pick(random, tunnelNames);
  const { rows, index } = withInterface(recorded, { name, type: pick(random, [131, 131, 1, 53]) });
  return { rows, check: 'ISO-10', isTold: ({ oid }) => oid.endsWith(`.${index}`), what: name };
};

function maskOf(bits: number): string {
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join('.');
}

/** A route in one of the three generations of the table. */
export function withRoute(
  { rows, reading }: Recorded,
  random: Random,
  { destination, bits, nextHop }: { destination: string; bits: number; nextHop: string },
) {
  const ifIndex = reading.interfaces.rows[0]?.ifIndex ?? 1;
  const more = new Map(rows);
  const generation = pick(random, ['ipRouteTable', 'ipCidrRouteTable', 'inetCidrRouteTable']);
  if (generation === 'ipRouteTable') {
    const at = (column: number) => `${tree}.4.21.1.${column}.${destination}`;
    more.set(at(1), ipAddress(destination)).set(at(2), integer(ifIndex)).set(at(7), ipAddress(nextHop));
    more
      .set(at(8), integer(4))
      .set(at(9), integer(3))
      .set(at(11), ipAddress(maskOf(bits)));
  } else if (generation === 'ipCidrRouteTable') {
    const at = (column: number) => `${tree}.4.24.4.1.${column}.${destination}.${maskOf(bits)}.0.${nextHop}`;
    more
      .set(at(1), ipAddress(destination))
      .set(at(2), ipAddress(maskOf(bits)))
      .set(at(4), ipAddress(nextHop));
    more.set(at(5), integer(ifIndex)).set(at(6), integer(4)).set(at(7), integer(3));
  } else {
    const at = (column: number) => `${tree}.4.24.7.1.${column}.1.4.${destination}.${bits}.2.0.0.1.4.${nextHop}`;
    more.set(at(7), integer(ifIndex)).set(at(8), integer(4)).set(at(9), integer(3));
  }
  return { rows: more, generation };
}

const publicRoute: Injection = (recorded, random) => {
  const bits = 16 + whole(random, 17);
  const [a, b, c, d] = publicAddress(recorded, random).split('.').map(Number);
  const value = (((a ?? 0) << 24) | ((b ?? 0) << 16) | ((c ?? 0) << 8) | (d ?? 0)) >>> 0;
  const masked = bits === 32 ? value : (value & ((0xffffffff << (32 - bits)) >>> 0)) >>> 0;
  const destination = [24, 16, 8, 0].map((shift) => (masked >>> shift) & 255).join('.');
  const nextHop = recorded.wish.routers[0] ?? '10.0.0.1';
  const { rows, generation } = withRoute(recorded, random, { destination, bits, nextHop });
  const isTold = ({ oid }: { oid: string }) => oid.includes(`.${destination}`);
  return { rows, check: 'ISO-07', isTold, what: `${destination}/${bits} in ${generation}` };
};

const foreignNextHop: Injection = (recorded, random) => {
  const nextHop = foreignHop(recorded, random);
  const { rows, generation } = withRoute(recorded, random, { destination: '0.0.0.0', bits: 0, nextHop });
  const isTold = ({ oid, value }: { oid: string; value: string }) => value === nextHop || oid.endsWith(nextHop);
  return { rows, check: 'ISO-07', isTold, what: `${nextHop} in ${generation}` };
};

const publicNeighbour: Injection = (recorded, random) => {
  const address = publicAddress(recorded, random);
  const ifIndex = pick(random, recorded.reading.interfaces.rows.map((row) => row.ifIndex).concat(1));
  const rows = new Map(recorded.rows);
  const old = random() < 0.5;
  const at = (column: number) =>
    old ? `${tree}.4.22.1.${column}.${ifIndex}.${address}` : `${tree}.4.35.1.${column}.${ifIndex}.1.4.${address}`;
  const mac = octets('\u0002\u0000\u0000\u0000\u0000\u0007');
  if (old) rows.set(at(1), integer(ifIndex)).set(at(2), mac).set(at(3), ipAddress(address)).set(at(4), integer(3));
  else rows.set(at(4), mac).set(at(6), integer(3)).set(at(7), integer(1));
  return {
    rows,
    check: 'ISO-08',
    isTold: ({ oid }) => oid.endsWith(`.${address}`),
    what: `${address} ${old ? 'old' : 'new'}`,
  };
};

const publicAddressOfItsOwn: Injection = (recorded, random) => {
  const address = publicAddress(recorded, random);
  const rows = new Map(recorded.rows);
  const old = random() < 0.5;
  const at = (column: number) =>
    old ? `${tree}.4.20.1.${column}.${address}` : `${tree}.4.34.1.${column}.1.4.${address}`;
  if (old) rows.set(at(1), ipAddress(address)).set(at(2), integer(1)).set(at(3), ipAddress('255.255.255.0'));
  else rows.set(at(3), integer(1)).set(at(4), integer(1));
  return {
    rows,
    check: 'ISO-08',
    isTold: ({ oid }) => oid.endsWith(`.${address}`),
    what: `${address} ${old ? 'old' : 'new'}`,
  };
};

const outsideConnection: Injection = (recorded, random) => {
  const address = publicAddress(recorded, random);
  const rows = new Map(recorded.rows);
  const [local, remote] = [1024 + whole(random, 60_000), 443];
  const old = random() < 0.5;
  const index = old ? `10.0.0.1.${local}.${address}.${remote}` : `1.4.10.0.0.1.${local}.1.4.${address}.${remote}`;
  const at = (column: number) => `${tree}.6.${old ? 13 : 19}.1.${column}.${index}`;
  if (old) {
    rows.set(at(1), integer(5)).set(at(2), ipAddress('10.0.0.1')).set(at(3), integer(local));
    rows.set(at(4), ipAddress(address)).set(at(5), integer(remote));
  } else rows.set(at(7), integer(5));
  return {
    rows,
    check: 'ISO-08',
    isTold: ({ oid }) => oid.includes(`.${address}.`),
    what: `${address} ${old ? 'old' : 'new'}`,
  };
};

/** Every way in which a recording is made to offend. */
export const injections: Readonly<Record<string, Injection>> = {
  'radio interface': radio,
  'tunnel that is up': tunnel,
  'public route': publicRoute,
  'foreign next hop': foreignNextHop,
  'public neighbour': publicNeighbour,
  'public address': publicAddressOfItsOwn,
  'outside connection': outsideConnection,
};

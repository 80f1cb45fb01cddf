import { FakeSession } from '../snmp/session.fake.ts';
import type { SnmpValue } from '../snmp/varbind.ts';

const integer = (value: number): SnmpValue => ({ type: 'integer', value });
const ip = (value: string): SnmpValue => ({ type: 'ipAddress', value });
const octets = (text: string): SnmpValue => ({ type: 'octets', value: Buffer.from(text, 'latin1') });
const mac = (hex: string): SnmpValue => ({ type: 'octets', value: Buffer.from(hex, 'hex') });

const tree = '1.3.6.1.2.1';

/** A small router: two ports, an address on each, one neighbour, a default route; told by the old tables. */
export function smallRouter(): FakeSession {
  const session = new FakeSession({
    [`${tree}.1.2.0`]: { type: 'oid', value: '1.3.6.1.4.1.99' },
    [`${tree}.1.3.0`]: { type: 'timeTicks', value: 100 },
    [`${tree}.1.5.0`]: octets('router'),
    [`${tree}.2.1.0`]: integer(2),
    [`${tree}.4.1.0`]: integer(1),
  });
  addInterface(session, 1, { name: 'wan1', type: 6 });
  addInterface(session, 2, { name: 'lan1', type: 6 });
  addAddress(session, '10.1.0.2', 1);
  addAddress(session, '10.2.0.1', 2);
  addNeighbour(session, { ifIndex: 1, address: '10.1.0.1', mac: '02f500000001' });
  addRoute(session, { destination: '0.0.0.0', mask: '0.0.0.0', nextHop: '10.1.0.1', type: 4, ifIndex: 1 });
  addRoute(session, { destination: '10.2.0.0', mask: '255.255.255.0', nextHop: '10.2.0.1', type: 3, ifIndex: 2 });
  return session;
}

export function addInterface(
  session: FakeSession,
  index: number,
  { name, type, up = true, alias = '' }: { name: string; type: number; up?: boolean; alias?: string },
): void {
  session.set(`${tree}.2.2.1.2.${index}`, octets(name));
  session.set(`${tree}.2.2.1.3.${index}`, integer(type));
  session.set(`${tree}.2.2.1.6.${index}`, mac('02f5000000aa'));
  session.set(`${tree}.2.2.1.7.${index}`, integer(1));
  session.set(`${tree}.2.2.1.8.${index}`, integer(up ? 1 : 2));
  session.set(`${tree}.31.1.1.1.1.${index}`, octets(name));
  session.set(`${tree}.31.1.1.1.18.${index}`, octets(alias));
}

export function addAddress(session: FakeSession, address: string, ifIndex: number): void {
  session.set(`${tree}.4.20.1.1.${address}`, ip(address));
  session.set(`${tree}.4.20.1.2.${address}`, integer(ifIndex));
  session.set(`${tree}.4.20.1.3.${address}`, ip('255.255.255.0'));
}

/** The same in the table of RFC 4293. */
export function addNewAddress(session: FakeSession, address: string, ifIndex: number): void {
  session.set(`${tree}.4.34.1.3.1.4.${address}`, integer(ifIndex));
  session.set(`${tree}.4.34.1.4.1.4.${address}`, integer(1));
}

export function addNeighbour(
  session: FakeSession,
  { ifIndex, address, mac: hex, type = 3 }: { ifIndex: number; address: string; mac: string; type?: number },
): void {
  session.set(`${tree}.4.22.1.1.${ifIndex}.${address}`, integer(ifIndex));
  session.set(`${tree}.4.22.1.2.${ifIndex}.${address}`, mac(hex));
  session.set(`${tree}.4.22.1.3.${ifIndex}.${address}`, ip(address));
  session.set(`${tree}.4.22.1.4.${ifIndex}.${address}`, integer(type));
}

/** The same in the table of RFC 4293. */
export function addNewNeighbour(
  session: FakeSession,
  { ifIndex, address, mac: hex }: { ifIndex: number; address: string; mac: string },
): void {
  session.set(`${tree}.4.35.1.4.${ifIndex}.1.4.${address}`, mac(hex));
  session.set(`${tree}.4.35.1.6.${ifIndex}.1.4.${address}`, integer(3));
  session.set(`${tree}.4.35.1.7.${ifIndex}.1.4.${address}`, integer(1));
}

interface AddedRoute {
  readonly destination: string;
  readonly mask: string;
  readonly nextHop: string;
  /** 3 direct or local, 4 indirect or remote, in every generation of the table. */
  readonly type: number;
  readonly ifIndex: number;
}

export function addRoute(session: FakeSession, { destination, mask, nextHop, type, ifIndex }: AddedRoute): void {
  session.set(`${tree}.4.21.1.1.${destination}`, ip(destination));
  session.set(`${tree}.4.21.1.2.${destination}`, integer(ifIndex));
  session.set(`${tree}.4.21.1.7.${destination}`, ip(nextHop));
  session.set(`${tree}.4.21.1.8.${destination}`, integer(type));
  session.set(`${tree}.4.21.1.9.${destination}`, integer(3));
  session.set(`${tree}.4.21.1.11.${destination}`, ip(mask));
}

/** The same in the tables of RFC 2096 and RFC 4292. */
export function addNewRoute(
  session: FakeSession,
  { destination, mask, nextHop, type, ifIndex }: AddedRoute,
  bits: number,
): void {
  const cidr = `${destination}.${mask}.0.${nextHop}`;
  session.set(`${tree}.4.24.4.1.1.${cidr}`, ip(destination));
  session.set(`${tree}.4.24.4.1.2.${cidr}`, ip(mask));
  session.set(`${tree}.4.24.4.1.4.${cidr}`, ip(nextHop));
  session.set(`${tree}.4.24.4.1.5.${cidr}`, integer(ifIndex));
  session.set(`${tree}.4.24.4.1.6.${cidr}`, integer(type));
  const inet = `1.4.${destination}.${bits}.2.0.0.1.4.${nextHop}`;
  session.set(`${tree}.4.24.7.1.7.${inet}`, integer(ifIndex));
  session.set(`${tree}.4.24.7.1.8.${inet}`, integer(type));
  session.set(`${tree}.4.24.7.1.9.${inet}`, integer(3));
}

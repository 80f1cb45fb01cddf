import { integer, ipAddress, octets, type Row, timeTicks } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { inetIndex, isIpv4 } from './inet.ts';
import { macOctets, macOfPort, type Neighbour, neighboursOf } from './neighbours.ts';

const ip = '1.3.6.1.2.1.4';
/** ipNetToMediaType and ipNetToPhysicalType learned, ipNetToPhysicalState reachable, and a row in use (RFC 4293). */
const words = { dynamic: 3, reachable: 1, active: 1 } as const;

/** Who answered for an address, and on which interface. */
export interface KnownAddress {
  readonly ifIndex: number;
  readonly address: string;
  readonly mac: string;
}

/**
 * Whose addresses a device knows. A device answers for its address with the MAC of the interface that has it, whatever
 * cable the answer takes; a pair's members know each other over the switch and not over their heartbeat cable. An access
 * switch knows its UTM alone.
 */
export function knownAddresses(device: LiveDevice, live: Live): readonly KnownAddress[] {
  const { role } = device.planned;
  const direct = neighboursOf(device, live).flatMap((each) => addressesOf(each, live));
  const known = role === 'access' ? direct.filter(({ isDevice }) => isDevice) : direct;
  return [...known, ...(role === 'utm' ? heardBehind(device, live) : [])].map(({ ifIndex, address, mac }) => ({
    ifIndex,
    address,
    mac,
  }));
}

type Answer = KnownAddress & { readonly isDevice: boolean };

function addressesOf({ port, far, ifIndex, mac, addresses }: Neighbour, live: Live): readonly Answer[] {
  if (far === undefined) return addresses.map((address) => ({ ifIndex, address, mac, isDevice: false }));
  const cable = live.plan.cables.get(port.cableId ?? '');
  if (cable === undefined || cable.kind === 'heartbeat') return [];
  // Of two fibres one carries the traffic; on the other nobody is asked for.
  if (cable.pointId !== undefined && cable.linkId !== undefined && live.world().carrierOf(cable.pointId) !== cable.id)
    return [];
  const holders = live.plan.devices.get(far.deviceId)?.ports ?? [];
  const virtual = far.addresses.map(({ address }) => address).filter((address) => !addresses.includes(address));
  return [...addresses, ...virtual].map((address) => {
    const holder = holders.find((each) => each.addresses.some((own) => own.address === address)) ?? far;
    return { ifIndex, address, mac: macOfPort(holder, live), isDevice: true };
  });
}

/** Terminals are behind the access switch; a UTM knows them on the port that leads there. */
function heardBehind(device: LiveDevice, live: Live): readonly Answer[] {
  return neighboursOf(device, live).flatMap(({ far, ifIndex }) => {
    const access = far === undefined ? undefined : live.plan.devices.get(far.deviceId);
    if (access?.role !== 'access') return [];
    const there = neighboursOf(live.deviceOf(access.device.id), live).filter((each) => each.far === undefined);
    return there.flatMap((each) => addressesOf({ ...each, ifIndex }, live));
  });
}

/** ipNetToMediaTable; Linux has ipNetToPhysicalTable beside it, others for IPv6 alone. */
export function neighbourRows(device: LiveDevice, live: Live): Row[] {
  const { role } = device.planned;
  const both = role === 'host' || role === 'other';
  return knownAddresses(device, live).flatMap((each) => {
    const old = isIpv4(each.address);
    return [...(old ? mediaRows(each) : []), ...(both || !old ? physicalRows(each) : [])];
  });
}

export function mediaRows({ ifIndex, address, mac }: KnownAddress): Row[] {
  const column = (number: number) => `${ip}.22.1.${number}.${ifIndex}.${address}`;
  return [
    { oid: column(1), value: integer(ifIndex) },
    { oid: column(2), value: octets(macOctets(mac)) },
    { oid: column(3), value: ipAddress(address) },
    { oid: column(4), value: integer(words.dynamic) },
  ];
}

export function physicalRows({ ifIndex, address, mac }: KnownAddress): Row[] {
  const column = (number: number) => `${ip}.35.1.${number}.${ifIndex}.${inetIndex(address)}`;
  return [
    { oid: column(4), value: octets(macOctets(mac)) },
    { oid: column(5), value: timeTicks(0) },
    { oid: column(6), value: integer(words.dynamic) },
    { oid: column(7), value: integer(words.reachable) },
    { oid: column(8), value: integer(words.active) },
  ];
}

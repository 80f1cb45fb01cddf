import { integer, ipAddress, octets, type Row, timeTicks } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import type { KnownAddress } from './facts.ts';
import { inetIndex, isIpv4 } from './inet.ts';
import { macOctets } from './neighbours.ts';
import { plannedNeighbours } from './planned-neighbours.ts';
import { deviationOf } from './violations/deviations.ts';

const ip = '1.3.6.1.2.1.4';
/** ipNetToMediaType and ipNetToPhysicalType learned, ipNetToPhysicalState reachable, and a row in use (RFC 4293). */
const words = { dynamic: 3, reachable: 1, active: 1 } as const;

/** Whose addresses a device knows; what a fault says instead of the plan comes last. */
function knownAddresses(device: LiveDevice, live: Live): readonly KnownAddress[] {
  return [...plannedNeighbours(device, live), ...deviationOf(device, live).neighbours];
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

function mediaRows({ ifIndex, address, mac }: KnownAddress): Row[] {
  const column = (number: number) => `${ip}.22.1.${number}.${ifIndex}.${address}`;
  return [
    { oid: column(1), value: integer(ifIndex) },
    { oid: column(2), value: octets(macOctets(mac)) },
    { oid: column(3), value: ipAddress(address) },
    { oid: column(4), value: integer(words.dynamic) },
  ];
}

function physicalRows({ ifIndex, address, mac }: KnownAddress): Row[] {
  const column = (number: number) => `${ip}.35.1.${number}.${ifIndex}.${inetIndex(address)}`;
  return [
    { oid: column(4), value: octets(macOctets(mac)) },
    { oid: column(5), value: timeTicks(0) },
    { oid: column(6), value: integer(words.dynamic) },
    { oid: column(7), value: integer(words.reachable) },
    { oid: column(8), value: integer(words.active) },
  ];
}

import { integer, ipAddress, objectIdentifier, type Row } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { neighbourRows } from './arp.ts';
import { inetIndex, isIpv4, maskOf, networkOf } from './inet.ts';
import { routeRows, routesOf } from './routes.ts';
import { deviationOf } from './violations/deviations.ts';

const ip = '1.3.6.1.2.1.4';
/** RFC 4293: unicast, manual, preferred, and a row in use. */
const words = { unicast: 1, manual: 2, preferred: 1, active: 1 } as const;

/** An address of the device itself, in ipAddrTable where it can stand there, and in ipAddressTable. */
function ownAddressRows(address: string, prefixLength: number, ifIndex: number): Row[] {
  const index = inetIndex(address);
  const prefix = `${ip}.32.1.5.${ifIndex}.${inetIndex(networkOf(address, prefixLength))}.${prefixLength}`;
  const column = (number: number) => `${ip}.34.1.${number}.${index}`;
  const old = (number: number) => `${ip}.20.1.${number}.${address}`;
  const legacy = [
    { oid: old(1), value: ipAddress(address) },
    { oid: old(2), value: integer(ifIndex) },
    { oid: old(3), value: ipAddress(maskOf(prefixLength)) },
  ];
  return [
    ...(isIpv4(address) ? legacy : []),
    { oid: column(3), value: integer(ifIndex) },
    { oid: column(4), value: integer(words.unicast) },
    { oid: column(5), value: objectIdentifier(prefix) },
    { oid: column(6), value: integer(words.manual) },
    { oid: column(7), value: integer(words.preferred) },
    { oid: column(10), value: integer(words.active) },
  ];
}

/** IP-MIB and IP-FORWARD-MIB: forwarding, own addresses, ARP and ND, routes. */
export function addressRows(device: LiveDevice, live: Live): Row[] {
  const { role } = device.planned;
  const forwards = role === 'utm' || role === 'aggregation' || role === 'core';
  const own = device.ports.flatMap((port, index) =>
    port.addresses.flatMap(({ address, prefixLength }) => ownAddressRows(address, prefixLength, index + 1)),
  );
  const further = deviationOf(device, live).addresses;
  return [
    { oid: `${ip}.1.0`, value: integer(forwards ? 1 : 2) },
    ...own,
    ...further.flatMap(({ address, prefixLength, ifIndex }) => ownAddressRows(address, prefixLength, ifIndex)),
    ...neighbourRows(device, live),
    ...routeRows(role, routesOf(device, live)),
  ];
}

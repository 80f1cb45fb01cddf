import { gauge32, integer, ipAddress, objectIdentifier, type Row } from '../../agent/index.ts';
import type { DeviceRole } from '../plan/model.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import type { Route } from './facts.ts';
import { inetIndex, isIpv4, maskOf, networkOf } from './inet.ts';
import { type Neighbour, neighboursOf } from './neighbours.ts';
import { deviationOf } from './violations/deviations.ts';

const ip = '1.3.6.1.2.1.4';
/** Types and IANAipRouteProtocol (RFC 1213, RFC 4292). */
const words = { direct: 3, indirect: 4, local: 3, remote: 4, byItself: 2, byHand: 3, active: 1 } as const;

/** Its own nets, and where it sends all else: terminals' gear up to the core, the core down to the districts. */
export function routesOf(device: LiveDevice, live: Live): readonly Route[] {
  const own = device.ports.flatMap((port, index) =>
    port.addresses
      .filter(({ address, prefixLength }) => prefixLength < (isIpv4(address) ? 32 : 128))
      .map(({ address, prefixLength }) => ({
        network: networkOf(address, prefixLength),
        prefixLength,
        nextHop: undefined,
        ifIndex: index + 1,
      })),
  );
  const learned = neighboursOf(device, live).flatMap((neighbour) => routesOver(neighbour, device, live));
  const all = [...own, ...learned];
  // One way to each network: the first link of a point that works.
  const nameOf = ({ network, prefixLength }: Route) => `${network}/${prefixLength}`;
  const planned = all.filter((each, index) => all.findIndex((other) => nameOf(other) === nameOf(each)) === index);
  return [...planned, ...deviationOf(device, live).routes];
}

function routesOver({ far, ifIndex, port }: Neighbour, device: LiveDevice, live: Live): readonly Route[] {
  const { city, devices } = live.plan;
  const there = far === undefined ? undefined : devices.get(far.deviceId);
  if (there === undefined || there.device.address === device.planned.device.address) return [];
  const nextHop = there.device.address;
  const { role, upstreamId } = device.planned;
  const cable = live.plan.cables.get(port.cableId ?? '');
  if (cable?.pointId !== undefined && cable.linkId !== undefined && live.world().carrierOf(cable.pointId) !== cable.id)
    return [];
  if (there.device.id === upstreamId) {
    const everything = isIpv4(nextHop) ? '0.0.0.0' : '::';
    return [{ network: everything, prefixLength: 0, nextHop, ifIndex }];
  }
  const prefixes =
    role === 'core' && there.role === 'aggregation'
      ? city.districts.get(there.device.districtId)?.prefixes
      : role === 'aggregation' && there.role === 'utm'
        ? city.points.get(there.device.pointId ?? '')?.prefixes
        : undefined;
  return (prefixes ?? [])
    .filter((prefix) => isIpv4(prefix) === isIpv4(nextHop))
    .map((prefix) => {
      const [network = '', length = ''] = prefix.split('/');
      return { network, prefixLength: Number(length), nextHop, ifIndex };
    });
}

/** A UTM has the oldest table alone, as most of them, with one way to each net, the last that is told; switches and hosts have its two successors, with their counts. */
export function routeRows(role: DeviceRole, routes: readonly Route[]): Row[] {
  const old = routes.filter(({ network }) => isIpv4(network));
  if (role === 'utm') return old.flatMap(oldRouteRows);
  return [
    { oid: `${ip}.24.3.0`, value: gauge32(old.length) },
    { oid: `${ip}.24.6.0`, value: gauge32(routes.length) },
    ...old.flatMap(cidrRouteRows),
    ...routes.flatMap(inetRouteRows),
  ];
}

function oldRouteRows({ network, prefixLength, nextHop, ifIndex }: Route): Row[] {
  const column = (number: number) => `${ip}.21.1.${number}.${network}`;
  return [
    { oid: column(1), value: ipAddress(network) },
    { oid: column(2), value: integer(ifIndex) },
    { oid: column(3), value: integer(1) },
    { oid: column(7), value: ipAddress(nextHop ?? '0.0.0.0') },
    { oid: column(8), value: integer(nextHop === undefined ? words.direct : words.indirect) },
    { oid: column(9), value: integer(nextHop === undefined ? words.byItself : words.byHand) },
    { oid: column(11), value: ipAddress(maskOf(prefixLength)) },
  ];
}

function cidrRouteRows({ network, prefixLength, nextHop, ifIndex }: Route): Row[] {
  const [mask, hop] = [maskOf(prefixLength), nextHop ?? '0.0.0.0'];
  const column = (number: number) => `${ip}.24.4.1.${number}.${network}.${mask}.0.${hop}`;
  return [
    { oid: column(1), value: ipAddress(network) },
    { oid: column(2), value: ipAddress(mask) },
    { oid: column(4), value: ipAddress(hop) },
    { oid: column(5), value: integer(ifIndex) },
    { oid: column(6), value: integer(nextHop === undefined ? words.local : words.remote) },
    { oid: column(7), value: integer(nextHop === undefined ? words.byItself : words.byHand) },
    { oid: column(9), value: objectIdentifier('0.0') },
    { oid: column(11), value: integer(1) },
    { oid: column(16), value: integer(words.active) },
  ];
}

function inetRouteRows({ network, prefixLength, nextHop, ifIndex }: Route): Row[] {
  const nowhere = isIpv4(network) ? '0.0.0.0' : '::';
  // The policy is zeroDotZero, which an index counts as two numbers.
  const index = `${inetIndex(network)}.${prefixLength}.2.0.0.${inetIndex(nextHop ?? nowhere)}`;
  const column = (number: number) => `${ip}.24.7.1.${number}.${index}`;
  return [
    { oid: column(7), value: integer(ifIndex) },
    { oid: column(8), value: integer(nextHop === undefined ? words.local : words.remote) },
    { oid: column(9), value: integer(nextHop === undefined ? words.byItself : words.byHand) },
    { oid: column(12), value: integer(1) },
    { oid: column(17), value: integer(words.active) },
  ];
}

import { integer, ipAddress, objectIdentifier, octets, type Row } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { macOctets, type Neighbour, neighboursOf } from './neighbours.ts';

const ip = '1.3.6.1.2.1.4';
/** ipNetToMediaType and the route's type and protocol words (RFC 1213, RFC 4292). */
const learned = 3;
const route = { direct: 3, indirect: 4, local: 2, netmgmt: 3 } as const;

function isIpv4(address: string): boolean {
  return !address.includes(':');
}

function maskOf(prefixLength: number): string {
  const bits = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}

function networkOf(address: string, prefixLength: number): string {
  const mask = maskOf(prefixLength).split('.').map(Number);
  return address
    .split('.')
    .map((part, index) => Number(part) & (mask[index] ?? 0))
    .join('.');
}

interface Route {
  readonly network: string;
  readonly prefixLength: number;
  readonly nextHop: string;
  readonly ifIndex: number;
}

function connectedRoutes(device: LiveDevice): Route[] {
  return device.ports.flatMap((port, index) =>
    port.addresses
      .filter(({ address, prefixLength }) => isIpv4(address) && prefixLength < 32)
      .map(({ address, prefixLength }) => ({
        network: networkOf(address, prefixLength),
        prefixLength,
        nextHop: '0.0.0.0',
        ifIndex: index + 1,
      })),
  );
}

/** A UTM sends everything to its aggregation switch; that one knows where each point's prefixes are. */
function learnedRoutes(device: LiveDevice, live: Live, neighbours: readonly Neighbour[]): Route[] {
  const { role, upstreamId } = device.planned;
  const { city, devices } = live.plan;
  const routes = neighbours.flatMap(({ far, ifIndex, port }): Route[] => {
    const nextHop = far === undefined ? undefined : city.devices.get(far.deviceId)?.address;
    const point = far === undefined ? undefined : devices.get(far.deviceId)?.device.pointId;
    if (nextHop === undefined || !isIpv4(nextHop) || far === undefined) return [];
    if (role !== 'aggregation' && far.deviceId === upstreamId)
      return [{ network: '0.0.0.0', prefixLength: 0, nextHop, ifIndex }];
    if (role !== 'aggregation' || point === undefined) return [];
    if (live.world().carrierOf(point) !== port.cableId) return [];
    return (city.points.get(point)?.prefixes ?? []).filter(isIpv4).map((prefix) => {
      const [network = '', length = '24'] = prefix.split('/');
      return { network, prefixLength: Number(length), nextHop, ifIndex };
    });
  });
  // One way to each network: the first link of a point that works.
  return routes.filter(({ network }, index) => routes.findIndex((each) => each.network === network) === index);
}

function routeRows(each: Route): Row[] {
  const { network, nextHop, ifIndex } = each;
  const mask = maskOf(each.prefixLength);
  const type = nextHop === '0.0.0.0' ? route.direct : route.indirect;
  const proto = nextHop === '0.0.0.0' ? route.local : route.netmgmt;
  const old = (column: number) => `${ip}.21.1.${column}.${network}`;
  const cidr = (column: number) => `${ip}.24.4.1.${column}.${network}.${mask}.0.${nextHop}`;
  return [
    { oid: old(1), value: ipAddress(network) },
    { oid: old(2), value: integer(ifIndex) },
    { oid: old(3), value: integer(1) },
    { oid: old(7), value: ipAddress(nextHop) },
    { oid: old(8), value: integer(type) },
    { oid: old(9), value: integer(proto) },
    { oid: old(11), value: ipAddress(mask) },
    { oid: cidr(1), value: ipAddress(network) },
    { oid: cidr(2), value: ipAddress(mask) },
    { oid: cidr(4), value: ipAddress(nextHop) },
    { oid: cidr(5), value: integer(ifIndex) },
    { oid: cidr(6), value: integer(type) },
    { oid: cidr(7), value: integer(proto) },
    { oid: cidr(9), value: objectIdentifier('0.0') },
    { oid: cidr(16), value: integer(1) },
  ];
}

/** Terminals are behind the access switch; a UTM knows them on the port that leads there. */
function heardBehind(device: LiveDevice, live: Live, neighbours: readonly Neighbour[]): readonly Neighbour[] {
  if (device.planned.role !== 'utm') return neighbours;
  const behind = neighbours.flatMap(({ far, ifIndex, port }) => {
    const access = far === undefined ? undefined : live.plan.devices.get(far.deviceId);
    if (access?.role !== 'access') return [];
    const there = neighboursOf(live.deviceOf(access.device.id), live).filter(
      ({ terminalId }) => terminalId !== undefined,
    );
    return there.map((each) => ({ ...each, ifIndex, port }));
  });
  return [...neighbours, ...behind];
}

function arpRows({ ifIndex, mac, addresses }: Neighbour): Row[] {
  return addresses.filter(isIpv4).flatMap((address) => {
    const column = (number: number) => `${ip}.22.1.${number}.${ifIndex}.${address}`;
    return [
      { oid: column(1), value: integer(ifIndex) },
      { oid: column(2), value: octets(macOctets(mac)) },
      { oid: column(3), value: ipAddress(address) },
      { oid: column(4), value: integer(learned) },
    ];
  });
}

/** IP-MIB and IP-FORWARD-MIB: addresses, routes and the ARP table. An access switch knows nobody by address but its UTM. */
export function addressRows(device: LiveDevice, live: Live): Row[] {
  const { role } = device.planned;
  const forwards = role === 'utm' || role === 'aggregation' || role === 'core';
  const rows: Row[] = [{ oid: `${ip}.1.0`, value: integer(forwards ? 1 : 2) }];
  for (const [index, port] of device.ports.entries()) {
    for (const { address, prefixLength } of port.addresses) {
      if (!isIpv4(address)) continue;
      const column = (number: number) => `${ip}.20.1.${number}.${address}`;
      rows.push({ oid: column(1), value: ipAddress(address) });
      rows.push({ oid: column(2), value: integer(index + 1) });
      rows.push({ oid: column(3), value: ipAddress(maskOf(prefixLength)) });
    }
  }
  const direct = neighboursOf(device, live);
  const byAddress = role === 'access' ? direct.filter(({ terminalId }) => terminalId === undefined) : direct;
  for (const neighbour of heardBehind(device, live, byAddress)) rows.push(...arpRows(neighbour));
  for (const each of [...connectedRoutes(device), ...learnedRoutes(device, live, direct)])
    rows.push(...routeRows(each));
  return rows;
}

import { gauge32, integer, ipAddress, octets, type Row } from '../../../agent/index.ts';
import { inetIndex, networkOf } from '../inet.ts';
import { type Deviation, nothing, type Site } from './deviation.ts';
import { otherNet, outside } from './outside.ts';

const ip = '1.3.6.1.2.1.4';
const bgp = '1.3.6.1.2.1.15.3.1';
const ospf = '1.3.6.1.2.1.14.10.1';
const nat = '1.3.6.1.2.1.123.1.9.1';
/** IANAifType: other media than cables; and the interfaces that violations add, far behind those of any device here. */
const types = { ethernet: 6, ppp: 23, ieee80211: 71, tunnel: 131, vlan: 136, wwanPP: 243 } as const;
const hostFoot = { name: 'eth2', type: types.ethernet } as const;
const switchFoot = { name: 'Vlan77', type: types.vlan } as const;
const added = { radio: 1_001, tunnel: 1_002, second: 1_003 } as const;

/** ISO-05. */
export function radio({ violation: { detail } }: Site): Deviation {
  const [name, type] =
    detail === 'ppp'
      ? (['ppp0', types.ppp] as const)
      : detail === 'wlan'
        ? (['wlan0', types.ieee80211] as const)
        : (['wwan0', types.wwanPP] as const);
  return { ...nothing, interfaces: [{ ifIndex: added.radio, name, type }] };
}

/** ISO-07: a default route over somebody whom nobody declared, or a route to a net outside. */
export function leakRoute({ violation, ifIndex, strangerInNet }: Site): Deviation {
  const [network, prefixLength] =
    violation.detail === 'outside' ? ([outside.network, outside.networkBits] as const) : (['0.0.0.0', 0] as const);
  return { ...nothing, routes: [{ network, prefixLength, nextHop: strangerInNet(1), ifIndex }] };
}

/** ISO-08. */
export function publicNeighbour({ ifIndex, strangerMac }: Site): Deviation {
  return { ...nothing, neighbours: [{ ifIndex, address: outside.resolver, mac: strangerMac }] };
}

/** ISO-08: without a net around it, so that no route follows. */
export function publicAddress({ ifIndex }: Site): Deviation {
  return { ...nothing, addresses: [{ address: outside.ownAddress, prefixLength: 32, ifIndex }] };
}

/** ISO-08. */
export function outsideSession({ ownAddress }: Site): Deviation {
  const connection = {
    localAddress: ownAddress,
    localPort: 52_001,
    remoteAddress: outside.site,
    remotePort: 443,
  };
  return { ...nothing, connections: [connection] };
}

/** ISO-09: natSessionTable (RFC 4008), a terminal's session with a site outside. */
export function translation({ ifIndex, ownAddress, neighbours }: Site): Deviation {
  const inside = neighbours.at(-1)?.address ?? ownAddress;
  const binary = (address: string) => octets(Uint8Array.from(address.split('.').map(Number)));
  const column = (number: number) => `${nat}.${number}.${ifIndex}.1`;
  const rows: Row[] = [
    { oid: column(6), value: integer(2) },
    { oid: column(9), value: integer(4) },
    { oid: column(10), value: integer(1) },
    { oid: column(11), value: binary(inside) },
    { oid: column(12), value: gauge32(50_123) },
    { oid: column(13), value: binary(outside.site) },
    { oid: column(14), value: gauge32(443) },
    { oid: column(15), value: integer(1) },
    { oid: column(16), value: binary(ownAddress) },
    { oid: column(17), value: gauge32(40_123) },
    { oid: column(18), value: binary(outside.site) },
    { oid: column(19), value: gauge32(443) },
  ];
  return { ...nothing, rows };
}

/** ISO-10: TUNNEL-MIB (RFC 4087), GRE to the world of mobile networks. */
export function tunnel({ ownAddress }: Site): Deviation {
  const { tunnel: ifIndex } = added;
  const column = (number: number) => `1.3.6.1.2.1.10.131.1.1.1.1.${number}.${ifIndex}`;
  const binary = (address: string) => octets(Uint8Array.from(address.split('.').map(Number)));
  const rows: Row[] = [
    { oid: column(1), value: ipAddress(ownAddress) },
    { oid: column(2), value: ipAddress(outside.mobile) },
    { oid: column(3), value: integer(3) },
    { oid: column(4), value: integer(64) },
    { oid: column(5), value: integer(1) },
    { oid: column(8), value: integer(1) },
    { oid: column(9), value: binary(ownAddress) },
    { oid: column(10), value: binary(outside.mobile) },
  ];
  return { ...nothing, interfaces: [{ ifIndex, name: 'tunnel1', type: types.tunnel }], rows };
}

/** ISO-11: a router in the device's own net whom nobody declared, by BGP4-MIB (RFC 4273) or OSPF-MIB (RFC 4750). */
export function adjacency({ violation, ownAddress, strangerInNet }: Site): Deviation {
  const peer = strangerInNet(2);
  if (violation.detail === 'ospf') {
    const column = (number: number) => `${ospf}.${number}.${peer}.0`;
    const rows: Row[] = [
      { oid: column(1), value: ipAddress(peer) },
      { oid: column(2), value: integer(0) },
      { oid: column(3), value: ipAddress(peer) },
      { oid: column(4), value: integer(2) },
      { oid: column(5), value: integer(1) },
      { oid: column(6), value: integer(8) },
    ];
    return { ...nothing, rows };
  }
  const column = (number: number) => `${bgp}.${number}.${peer}`;
  const rows: Row[] = [
    { oid: column(1), value: ipAddress(peer) },
    { oid: column(2), value: integer(6) },
    { oid: column(3), value: integer(2) },
    { oid: column(4), value: integer(4) },
    { oid: column(5), value: ipAddress(ownAddress) },
    { oid: column(6), value: integer(179) },
    { oid: column(7), value: ipAddress(peer) },
    { oid: column(8), value: integer(40_179) },
    { oid: column(9), value: integer(65_100) },
  ];
  return { ...nothing, rows };
}

/** ISO-12. */
export function forwarding(): Deviation {
  return { ...nothing, rows: [{ oid: `${ip}.1.0`, value: integer(1) }] };
}

/** ISO-12: a network card, or a switch's VLAN, in another net, with the route that a system adds by itself. */
export function secondSubnet({ role }: Site): Deviation {
  const { second: ifIndex } = added;
  const { address, prefixLength } = otherNet;
  const network = networkOf(address, prefixLength);
  return {
    ...nothing,
    interfaces: [{ ifIndex, ...(role === 'access' ? switchFoot : hostFoot) }],
    addresses: [{ address, prefixLength, ifIndex }],
    routes: [{ network, prefixLength, nextHop: undefined, ifIndex }],
  };
}

/** ISO-13: a global address, or a router heard of by its advertisement (ipDefaultRouterTable, RFC 4293). */
export function ipv6({ violation, ifIndex }: Site): Deviation {
  if (violation.detail !== 'router')
    return { ...nothing, addresses: [{ address: outside.ownIpv6, prefixLength: outside.ipv6Bits, ifIndex }] };
  const column = (number: number) => `${ip}.37.1.${number}.${inetIndex('fe80::1')}.${ifIndex}`;
  const rows: Row[] = [
    { oid: column(4), value: gauge32(1_800) },
    { oid: column(5), value: integer(0) },
  ];
  return { ...nothing, rows };
}

/** ISO-55: a net behind the port that the boundary was not declared for. */
export function boundary({ violation, ifIndex }: Site): Deviation {
  const [network = '', bits = ''] = violation.detail.split('/');
  return { ...nothing, routes: [{ network, prefixLength: Number(bits), nextHop: undefined, ifIndex }] };
}

import type { HostPair } from '../../../inventory/index.ts';
import { gauge32, integer, ipAddress, type Row } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import type { Connection } from './facts.ts';
import { inetIndex, isIpv4 } from './inet.ts';
import { deviationOf } from './violations/deviations.ts';

const tcp = '1.3.6.1.2.1.6';
/** tcpConnState (RFC 4022). */
const states = { listen: 2, established: 5 } as const;
const ports = { ssh: 22, https: 443, postgresql: 5432 } as const;
/** Of each kind of peer; the first of those that ask one. */
const firstAskingPort = { application: 40_001, standby: 45_001, browser: 50_001 } as const;
/** Browsers that an application server has open at a time. */
const browsers = 6;

function reversed({ localAddress, localPort, remoteAddress, remotePort }: Connection): Connection {
  return {
    localAddress: remoteAddress,
    localPort: remotePort,
    remoteAddress: localAddress,
    remotePort: localPort,
  };
}

/**
 * Connections of a pair's services, as the side that opened them sees them; the first member is the active one, but where VRRP
 * says who is.
 */
function connectionsOf(live: Live): readonly Connection[] {
  const { city } = live.plan;
  const found: Connection[] = [];
  const addressOf = (deviceId: string) => city.devices.get(deviceId)?.address ?? '';
  const perPair = new Map<string, number>();
  for (const { appPairId = '', dbPairId = '' } of city.services.values()) {
    const [app, db] = [city.hostPairs.get(appPairId), city.hostPairs.get(dbPairId)];
    if (app === undefined || db === undefined) continue;
    const active = app.standby === 'vrrp' ? live.pairs.servedBy(app.id) : app.memberA;
    if (active === undefined) continue;
    const before = perPair.get(app.id) ?? 0;
    perPair.set(app.id, before + 1);
    found.push({
      localAddress: addressOf(active),
      localPort: firstAskingPort.application + before,
      remoteAddress: db.virtualAddress,
      remotePort: ports.postgresql,
    });
  }
  for (const pair of city.hostPairs.values()) {
    if (pair.role === 'db')
      found.push({
        localAddress: addressOf(pair.memberB),
        localPort: firstAskingPort.standby,
        remoteAddress: addressOf(pair.memberA),
        remotePort: ports.postgresql,
      });
    else found.push(...browsersOf(pair, live));
  }
  return found.filter(({ localAddress, remoteAddress }) => localAddress !== '' && remoteAddress !== '');
}

function browsersOf({ districtId, virtualAddress }: HostPair, { plan: { city } }: Live): readonly Connection[] {
  const own = [...city.terminals.values()].filter(({ pointId, network, state, address }) => {
    const district = city.points.get(pointId)?.districtId;
    const isHere = district === districtId || !city.districts.has(districtId);
    return isHere && network === 'inner' && state === 'in-use' && address !== undefined;
  });
  return own.slice(0, browsers).map(({ address = '' }, index) => ({
    localAddress: address,
    localPort: firstAskingPort.browser + index,
    remoteAddress: virtualAddress,
    remotePort: ports.https,
  }));
}

const known = new WeakMap<Live['plan'], { readonly version: number; readonly all: readonly Connection[] }>();

/** TCP-MIB of a host: who is connected to its addresses, by the table of RFC 1213 and by that of RFC 4022. */
export function tcpRows(device: LiveDevice, live: Live): Row[] {
  const { version } = live.pairs;
  const kept = known.get(live.plan);
  const all = kept?.version === version ? kept.all : connectionsOf(live);
  known.set(live.plan, { version, all });
  const own = new Set(device.ports.flatMap(({ addresses }) => addresses.map(({ address }) => address)));
  const mine = [
    ...all.filter(({ localAddress }) => own.has(localAddress)),
    ...all.filter(({ remoteAddress }) => own.has(remoteAddress)).map(reversed),
    ...deviationOf(device, live).connections,
  ];
  const served = new Set([ports.ssh, ...mine.map(({ localPort }) => localPort).filter((port) => port < 10_000)]);
  return [
    { oid: `${tcp}.9.0`, value: gauge32(mine.length) },
    ...[...served].flatMap(listenerRows),
    ...mine.flatMap(connectionRows),
  ];
}

function listenerRows(port: number): Row[] {
  const anywhere = { localAddress: '0.0.0.0', localPort: port, remoteAddress: '0.0.0.0', remotePort: 0 };
  const listener = `${tcp}.20.1.4.${inetIndex('0.0.0.0')}.${port}`;
  return [...oldRows(anywhere, states.listen), { oid: listener, value: gauge32(0) }];
}

function connectionRows(connection: Connection): Row[] {
  const { localAddress, localPort, remoteAddress, remotePort } = connection;
  const index = `${inetIndex(localAddress)}.${localPort}.${inetIndex(remoteAddress)}.${remotePort}`;
  const old = isIpv4(localAddress) && isIpv4(remoteAddress);
  return [
    ...(old ? oldRows(connection, states.established) : []),
    { oid: `${tcp}.19.1.7.${index}`, value: integer(states.established) },
    { oid: `${tcp}.19.1.8.${index}`, value: gauge32(0) },
  ];
}

function oldRows({ localAddress, localPort, remoteAddress, remotePort }: Connection, state: number): Row[] {
  const column = (number: number) =>
    `${tcp}.13.1.${number}.${localAddress}.${localPort}.${remoteAddress}.${remotePort}`;
  return [
    { oid: column(1), value: integer(state) },
    { oid: column(2), value: ipAddress(localAddress) },
    { oid: column(3), value: integer(localPort) },
    { oid: column(4), value: ipAddress(remoteAddress) },
    { oid: column(5), value: integer(remotePort) },
  ];
}

import type { Live, LiveDevice } from '../simulation.ts';
import type { KnownAddress } from './facts.ts';
import { macOfPort, type Neighbour, neighboursOf } from './neighbours.ts';

/**
 * Whose addresses a device knows by the plan. A device answers for its address with the MAC of the interface that has it, whatever
 * cable the answer takes; a pair's members know each other over the switch and not over their heartbeat cable. An access
 * switch knows its UTM alone.
 */
export function plannedNeighbours(device: LiveDevice, live: Live): readonly KnownAddress[] {
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
  const more = far.addresses.map(({ address }) => address).filter((address) => !addresses.includes(address));
  // An address that VRRP moves is at whoever announced it last, whether others hold it too or he no longer does.
  const virtual = [...more.filter((address) => !live.pairs.isMoved(address)), ...live.pairs.seenAt(far.deviceId)];
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

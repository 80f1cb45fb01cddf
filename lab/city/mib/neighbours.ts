import { strangerMacOf } from '../../faults/violations/stranger.ts';
import type { PlannedDevice, Port } from '../plan/model.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { strangersOf } from './violations/stations.ts';

/** Who answers at the other end of a port. */
export interface Neighbour {
  /** The port here, and its ifIndex. */
  readonly port: Port;
  readonly ifIndex: number;
  /** The port there; a terminal has none. */
  readonly far: Port | undefined;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** Set when the neighbour is a terminal. */
  readonly terminalId: string | undefined;
}

/** Host part of the addresses that strangers take, less the ifIndex of their port. */
const firstFreeHost = 200;

/** Everybody that a device hears on its ports right now. */
export function neighboursOf(device: LiveDevice, live: Live): readonly Neighbour[] {
  return [...plugged(device, live), ...strangers(device, live)];
}

/** Those whom the plan, or a moved cable, put at the ports. */
function plugged(device: LiveDevice, live: Live): readonly Neighbour[] {
  const { city, cables } = live.plan;
  return device.ports.flatMap((port, index): Neighbour[] => {
    const cable = port.cableId === undefined ? undefined : cables.get(port.cableId);
    if (cable === undefined || !live.world().passes(cable)) return [];
    const ifIndex = index + 1;
    if (cable.terminalId !== undefined) {
      const terminal = city.terminals.get(cable.terminalId);
      if (terminal === undefined || live.world().swappedIn(port) !== undefined) return [];
      const addresses = terminal.address === undefined ? [] : [terminal.address];
      return [{ port, ifIndex, far: undefined, mac: terminal.mac, addresses, terminalId: terminal.id }];
    }
    const far = cable.a === port ? cable.b : cable.a;
    if (far === undefined) return [];
    const there = city.devices.get(far.deviceId)?.address;
    const addresses = there === undefined ? [] : [there];
    return [{ port, ifIndex, far, mac: macOfPort(far, live), addresses, terminalId: undefined }];
  });
}

/** Those whom a fault plugged in. */
function strangers(device: LiveDevice, live: Live): readonly Neighbour[] {
  const { id } = device.planned.device;
  const world = live.world();
  if (!world.hasPower(id)) return [];
  const violations = world.violationsOf(id);
  return device.ports.flatMap((port, index): readonly Neighbour[] => {
    const ifIndex = index + 1;
    const nobody = { port, ifIndex, far: undefined, addresses: [], terminalId: undefined };
    const foreign = world.isForeign(port) ? [{ ...nobody, mac: strangerMacOf(`${id}/${port.name}`) }] : [];
    const put = violations
      .filter((each) => each.port === port.name)
      .flatMap((each) => strangersOf(each, id))
      .map(({ mac, talks }) => ({ ...nobody, mac, addresses: talks ? addressesFor(device, ifIndex, live) : [] }));
    return [...foreign, ...put];
  });
}

/** What a machine at a point would take for itself: a free address of the point, behind those of terminals. */
function addressesFor(device: LiveDevice, ifIndex: number, live: Live): readonly string[] {
  const point = live.plan.city.points.get(device.planned.device.pointId ?? '');
  const network = point?.prefixes.find((prefix) => !prefix.includes(':'))?.split('/')[0];
  return network === undefined ? [] : [network.replace(/\d+$/, String(firstFreeHost + ifIndex))];
}

/** A port's MAC; the device that replaced another brought its own. */
export function macOfPort({ mac, deviceId }: Port, live: Live): string {
  return live.world().isReplaced(deviceId) ? ofStandIn(mac) : mac;
}

/** The MAC by which a device names itself (bridge address, LLDP chassis). */
export function macOfDevice({ device, mac }: PlannedDevice, live: Live): string {
  return live.world().isReplaced(device.id) ? ofStandIn(mac) : mac;
}

function ofStandIn(mac: string): string {
  return mac.replace(/^02:fa:/, '02:fb:');
}

/** The six octets of a MAC address in text. */
export function macOctets(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex');
}

/** A MAC address as the six numbers of an index. */
export function macIndex(mac: string): string {
  return [...macOctets(mac)].join('.');
}

import { createHash } from 'node:crypto';
import type { PlannedDevice, Port } from '../plan/model.ts';
import type { Live, LiveDevice } from '../simulation.ts';

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

/** Everybody that a device hears on its ports right now. */
export function neighboursOf(device: LiveDevice, live: Live): readonly Neighbour[] {
  const { city, cables } = live.plan;
  const strangers = device.ports.flatMap((port, index): Neighbour[] => {
    const heard = live.world().isForeign(port) && live.world().hasPower(port.deviceId);
    const nobody = { far: undefined, addresses: [], terminalId: undefined };
    return heard ? [{ port, ifIndex: index + 1, mac: foreignMac(port), ...nobody }] : [];
  });
  const known = device.ports.flatMap((port, index): Neighbour[] => {
    const cable = port.cableId === undefined ? undefined : cables.get(port.cableId);
    if (cable === undefined || !live.world().passes(cable)) return [];
    const ifIndex = index + 1;
    if (cable.terminalId !== undefined) {
      const terminal = city.terminals.get(cable.terminalId);
      if (terminal === undefined) return [];
      const addresses = terminal.address === undefined ? [] : [terminal.address];
      return [{ port, ifIndex, far: undefined, mac: terminal.mac, addresses, terminalId: terminal.id }];
    }
    const far = cable.a === port ? cable.b : cable.a;
    if (far === undefined) return [];
    const there = city.devices.get(far.deviceId)?.address;
    const addresses = there === undefined ? [] : [there];
    return [{ port, ifIndex, far, mac: macOfPort(far, live), addresses, terminalId: undefined }];
  });
  return [...known, ...strangers];
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

/** Of the machine that a fault plugs into a port; the same one each time. */
function foreignMac({ deviceId, name }: Port): string {
  const octets = createHash('sha256').update(`${deviceId}/${name}`).digest().subarray(0, 4);
  return ['02', 'fc', ...[...octets].map((octet) => octet.toString(16).padStart(2, '0'))].join(':');
}

/** The six octets of a MAC address in text. */
export function macOctets(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex');
}

/** A MAC address as the six numbers of an index. */
export function macIndex(mac: string): string {
  return [...macOctets(mac)].join('.');
}

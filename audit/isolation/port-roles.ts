import type { IsolationReading, SeenPeer } from '../../collector/index.ts';
import type { City, Device, DeviceKind } from '../../inventory/index.ts';
import { type PortRole, rolesOf } from './declared-at.ts';
import type { Declaration, StationView } from './model.ts';

const gear: ReadonlySet<DeviceKind> = new Set(['utm', 'switch', 'router', 'olt', 'onu']);

/** Whether others are behind a device of this kind. */
export function isNetworkGear(device: Device | undefined): boolean {
  return device !== undefined && gear.has(device.kind);
}

export function declaredRole({ portRoles }: Declaration, deviceId: string, port: string): PortRole | undefined {
  return portRoles.get(`${deviceId}/${port}`);
}

interface Known {
  readonly city: City;
  readonly declaration: Declaration;
  readonly stations: Pick<StationView, 'ownerOf'>;
}

/** The declared device that a neighbour says it is: by its MACs, else by its name. */
export function deviceOfPeer(peer: SeenPeer, { city, stations }: Pick<Known, 'city' | 'stations'>): Device | undefined {
  for (const mac of [peer.chassisId, peer.portId]) {
    const owner = stations.ownerOf(mac);
    if (owner?.kind === 'device') return city.devices.get(owner.id);
  }
  const name = peer.sysName.trim();
  const host = name.split('.')[0] ?? '';
  const names = [name, name.toLowerCase(), host, host.toLowerCase()];
  return names.map((each) => city.devices.get(each)).find((device) => device !== undefined);
}

/**
 * The ports of a device behind which other network gear is: those declared as uplinks, and those that nobody declared
 * and where declared gear is heard or announces itself. A port declared for a terminal never becomes one by what is heard there.
 */
export function uplinksOf(reading: IsolationReading, known: Known): ReadonlySet<string> {
  const { city, declaration, stations } = known;
  const { deviceId } = reading;
  const uplinks = new Set<string>();
  const learn = (port: string, device: Device | undefined) => {
    if (isNetworkGear(device) && device?.id !== deviceId) uplinks.add(port);
  };
  for (const { mac, port } of reading.stations.rows) {
    const owner = stations.ownerOf(mac);
    if (owner?.kind === 'device') learn(port, city.devices.get(owner.id));
  }
  for (const peer of reading.peers.rows) learn(peer.port, deviceOfPeer(peer, known));
  for (const [port, role] of rolesOf(declaration, deviceId)) {
    if (role === 'uplink') uplinks.add(port);
    else uplinks.delete(port);
  }
  return uplinks;
}

import type { LldpNeighbour } from '../../collector/index.ts';
import type { City, Link, LinkEnd, Terminal } from '../../inventory/index.ts';
import { interfaceId } from '../topology/topology.ts';
import type { DeviceMemory } from './memory.ts';
import type { Seen } from './model.ts';

/** A port of a declared device; `port` is undefined where only the device can be told. */
export interface PortRef {
  readonly deviceId: string;
  readonly port: string | undefined;
}

/** The end of a declared link, and the end that should be opposite. */
export interface DeclaredEnd {
  readonly link: Link;
  readonly side: 'a' | 'b';
  readonly opposite: LinkEnd;
}

/** What all devices' readings together say of who is who. Built anew only when names, MACs or neighbours change. */
export interface Knowledge {
  readonly city: City;
  /** Every device with an agent has been asked: before that, a stranger may be somebody who was not asked yet. */
  readonly complete: boolean;
  /** The declared device that a MAC belongs to; `many` where several devices use it. */
  ownerOf(mac: string): PortRef | 'many' | undefined;
  terminalOf(mac: string): Terminal | undefined;
  /** The declared device and its port that LLDP tells of; undefined for a stranger. */
  resolve(neighbour: LldpNeighbour): PortRef | undefined;
  declaredAt(ref: PortRef): DeclaredEnd | undefined;
  /** Links declared between two devices. */
  linksBetween(a: string, b: string): readonly Link[];
  /** Whether network gear is next to a port: then those heard there are somewhere behind it. */
  leadsOn(deviceId: string, port: string): boolean;
  /** The name that the inventory knows a port by, also after a rename. */
  canonical(deviceId: string, port: string): string;
}

export function knowledgeOf(known: {
  readonly city: City;
  readonly seen: ReadonlyMap<string, Seen>;
  readonly memories: ReadonlyMap<string, DeviceMemory>;
  readonly complete: boolean;
}): Knowledge {
  const { city, seen, memories, complete } = known;
  const owners = new Map<string, PortRef | 'many'>();
  const names = new Map<string, string | 'many'>();
  const ends = new Map<string, DeclaredEnd>();
  const pairs = new Map<string, Link[]>();
  const declaredPorts = new Set<string>();
  const terminals = new Map([...city.terminals.values()].map((terminal) => [terminal.mac, terminal]));

  const own = (mac: string | undefined, deviceId: string, port: string | undefined): void => {
    if (mac === undefined || mac === '') return;
    const before = owners.get(mac);
    if (before === undefined) owners.set(mac, { deviceId, port });
    else if (before !== 'many' && before.deviceId !== deviceId) owners.set(mac, 'many');
    // A MAC that several ports of one device share names the device alone.
    else if (before !== 'many' && before.port !== port) owners.set(mac, { deviceId, port: undefined });
  };
  const name = (text: string, deviceId: string): void => {
    const key = text.toLowerCase();
    const before = names.get(key);
    if (key !== '') names.set(key, before === undefined || before === deviceId ? deviceId : 'many');
  };

  for (const link of city.links.values()) {
    for (const [side, end, opposite] of [
      ['a', link.a, link.b],
      ['b', link.b, link.a],
    ] as const) {
      const id = interfaceId(end.deviceId, end.interfaceName);
      ends.set(id, { link, side, opposite });
      declaredPorts.add(id);
    }
    const key = pairKey(link.a.deviceId, link.b.deviceId);
    pairs.set(key, [...(pairs.get(key) ?? []), link]);
  }
  for (const { switchId, port } of city.terminals.values()) {
    if (switchId !== undefined && port !== undefined) declaredPorts.add(interfaceId(switchId, port));
  }
  const canonical = (deviceId: string, port: string): string => {
    const old = memories.get(deviceId)?.renames[port];
    return old === undefined || declaredPorts.has(interfaceId(deviceId, port)) ? port : old;
  };
  // Declared names win over what devices call themselves: a factory name is easily another's.
  for (const device of city.devices.values()) own(device.mac, device.id, undefined);
  for (const { deviceId, identity, ports = [] } of seen.values()) {
    if (!city.devices.has(deviceId)) continue;
    for (const port of ports) own(port.mac, deviceId, canonical(deviceId, port.name));
    if (identity?.baseMac !== undefined && !owners.has(identity.baseMac)) own(identity.baseMac, deviceId, undefined);
    if (identity !== undefined) name(identity.sysName, deviceId);
  }
  for (const id of city.devices.keys()) names.set(id.toLowerCase(), id);

  const deviceOf = ({ chassisId, sysName }: LldpNeighbour): string | undefined => {
    const owner = owners.get(chassisId);
    if (owner !== undefined && owner !== 'many') return owner.deviceId;
    const named = names.get(sysName.toLowerCase()) ?? names.get(sysName.split('.')[0]?.toLowerCase() ?? '');
    return named === 'many' || named === '' ? undefined : named;
  };
  const portOn = (deviceId: string, portId: string): string | undefined => {
    const ports = seen.get(deviceId)?.ports;
    if (portId === '') return undefined;
    const byName = ports === undefined || ports.some((port) => port.name === portId);
    if (byName) return canonical(deviceId, portId);
    const owner = owners.get(portId);
    if (owner !== undefined && owner !== 'many' && owner.deviceId === deviceId) return owner.port;
    const byNumber = /^\d+$/.test(portId) ? ports?.find(({ ifIndex }) => ifIndex === Number(portId)) : undefined;
    return byNumber === undefined ? undefined : canonical(deviceId, byNumber.name);
  };
  const resolve = (neighbour: LldpNeighbour): PortRef | undefined => {
    const deviceId = deviceOf(neighbour);
    return deviceId === undefined ? undefined : { deviceId, port: portOn(deviceId, neighbour.portId) };
  };
  const leading = new Set<string>(ends.keys());
  for (const { deviceId, neighbours = [] } of seen.values()) {
    for (const neighbour of neighbours) {
      // A telephone or a computer speaks LLDP too, and nobody is behind it.
      if (terminals.has(neighbour.chassisId) || terminals.has(neighbour.portId)) continue;
      leading.add(interfaceId(deviceId, canonical(deviceId, neighbour.port)));
      const far = resolve(neighbour);
      if (far?.port !== undefined) leading.add(interfaceId(far.deviceId, far.port));
    }
  }
  return {
    city,
    complete,
    ownerOf: (mac) => owners.get(mac),
    terminalOf: (mac) => terminals.get(mac),
    resolve,
    declaredAt: ({ deviceId, port }) => (port === undefined ? undefined : ends.get(interfaceId(deviceId, port))),
    linksBetween: (a, b) => pairs.get(pairKey(a, b)) ?? [],
    leadsOn: (deviceId, port) => leading.has(interfaceId(deviceId, port)),
    canonical,
  };
}

/** Two devices as one name, whichever is told first. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a}~${b}` : `${b}~${a}`;
}

export function refText({ deviceId, port }: PortRef): string {
  return port === undefined ? deviceId : interfaceId(deviceId, port);
}

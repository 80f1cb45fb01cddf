import type { Topology } from '../topology/topology.ts';
import type { ImpactElement } from './model.ts';

/** What carries or serves nothing. */
export interface Dead {
  readonly devices: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  readonly pairs: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

export const noDead: Dead = { devices: new Set(), links: new Set(), pairs: new Set(), services: new Set() };

/** What the failure of these elements means for devices, links, pairs and services; what the city does not have means nothing. */
export function deadOf(topology: Topology, failed: Iterable<ImpactElement>): Dead {
  const { city } = topology;
  const devices = new Set<string>();
  const links = new Set<string>();
  const pairs = new Set<string>();
  const services = new Set<string>();
  for (const { kind, id } of failed) {
    if (kind === 'device') devices.add(id);
    else if (kind === 'link') links.add(id);
    else if (kind === 'pair') pairs.add(id);
    else if (kind === 'service') services.add(id);
    else if (kind === 'point') for (const device of topology.devicesOfPoint(id)) devices.add(device.id);
    else if (kind === 'interface') {
      const link = topology.linkAt(id);
      if (link !== undefined) links.add(link.id);
    } else {
      for (const device of city.devices.values())
        if (device.districtId === id && device.pointId === undefined) devices.add(device.id);
    }
  }
  return { devices, links, pairs, services };
}

/** Names of what is dead, as the uses of views are kept under. */
export function* keysOf({ devices, links, pairs, services }: Dead): Generator<string> {
  for (const id of devices) yield `device ${id}`;
  for (const id of links) yield `link ${id}`;
  for (const id of pairs) yield `pair ${id}`;
  for (const id of services) yield `service ${id}`;
}

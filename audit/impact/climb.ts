import type { Topology } from '../topology/topology.ts';
import type { Dead } from './dead.ts';

/** A device with everything above it that it still reaches on its way to the city's core; nothing when it is dead itself. */
export type Climb = (deviceId: string) => ReadonlySet<string>;

const nothing: ReadonlySet<string> = new Set();

/** Climbs while this is dead; each device is climbed from once. */
export function climbUnder(dead: Dead, topology: Topology): Climb {
  const known = new Map<string, ReadonlySet<string>>();
  return (deviceId) => {
    if (dead.devices.has(deviceId)) return nothing;
    const before = known.get(deviceId);
    if (before !== undefined) return before;
    const reached = new Set([deviceId]);
    // A set goes on to what is added to it on the way.
    for (const id of reached) {
      for (const hop of topology.waysTo(id)) {
        const isCut = hop.link !== undefined && dead.links.has(hop.link.id);
        if (!isCut && !dead.devices.has(hop.deviceId)) reached.add(hop.deviceId);
      }
    }
    known.set(deviceId, reached);
    return reached;
  };
}

/** Whether two ways up come together somewhere. */
export function meets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const id of a) if (b.has(id)) return true;
  return false;
}

import type { City, Device, Link } from '../../inventory/index.ts';

/** One way towards a device: through its link from `deviceId`, or straight through the device `deviceId`. */
export interface Hop {
  readonly deviceId: string;
  readonly link: Link | undefined;
}

export interface Routes {
  /** What traffic takes, whether a device on the way has an agent or not. */
  readonly declared: ReadonlyMap<string, readonly Hop[]>;
  /** What a silence is judged by: devices without an agent are passed over. */
  readonly hops: ReadonlyMap<string, readonly Hop[]>;
  /** `link F23` or `device wujin-agg-1` to the devices whose hops name it. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly depths: ReadonlyMap<string, number>;
}

interface Plan {
  readonly city: City;
  readonly links: readonly Link[];
  readonly gateways: ReadonlyMap<string, readonly Device[]>;
  readonly aggregation: ReadonlyMap<string, readonly Device[]>;
  readonly core: readonly Device[];
}

/**
 * How the collector, in the city's data centre, reaches each device: the city's core directly; a district's aggregation
 * through the core; hosts of a data centre through its aggregation (or core); a point's UTM through any of its links;
 * everything else at a point through the UTM. A device without an agent can prove nothing, so what hangs on it is
 * judged by that device's own way.
 */
export function buildRoutes(plan: Plan): Routes {
  const linksByB = new Map<string, Link[]>();
  for (const link of plan.links) linksByB.set(link.b.deviceId, [...(linksByB.get(link.b.deviceId) ?? []), link]);
  const declared = new Map<string, readonly Hop[]>();
  for (const device of plan.city.devices.values()) {
    declared.set(device.id, declaredHops(device, plan, linksByB.get(device.id) ?? []));
  }
  const hops = new Map<string, readonly Hop[]>();
  for (const id of declared.keys()) hops.set(id, throughAgents(id, declared, plan.city, new Set([id])));
  const children = new Map<string, string[]>();
  for (const [id, ways] of hops) {
    for (const hop of ways) {
      const key = hop.link === undefined ? `device ${hop.deviceId}` : `link ${hop.link.id}`;
      const known = children.get(key);
      if (known === undefined) children.set(key, [id]);
      else known.push(id);
    }
  }
  const depths = new Map<string, number>();
  for (const id of hops.keys()) depthOf(id, hops, depths, new Set());
  return { declared, hops, children, depths };
}

function declaredHops(device: Device, plan: Plan, links: readonly Link[]): readonly Hop[] {
  const through = (devices: readonly Device[]): readonly Hop[] =>
    devices.filter((other) => other.id !== device.id).map((other) => ({ deviceId: other.id, link: undefined }));
  const isIn = (devices: readonly Device[]): boolean => devices.some((other) => other.id === device.id);
  const aggregation = plan.aggregation.get(device.districtId) ?? [];
  const aboveDistrict = aggregation.length > 0 ? aggregation : plan.core;
  if (device.pointId !== undefined) {
    if (links.length > 0) return links.map((link) => ({ deviceId: link.a.deviceId, link }));
    const gateways = plan.gateways.get(device.pointId) ?? [];
    return gateways.length > 0 && !isIn(gateways) ? through(gateways) : through(aboveDistrict);
  }
  if (isIn(plan.core)) return [];
  return isIn(aboveDistrict) ? through(plan.core) : through(aboveDistrict);
}

function throughAgents(
  id: string,
  direct: ReadonlyMap<string, readonly Hop[]>,
  city: City,
  seen: Set<string>,
): readonly Hop[] {
  const ways: Hop[] = [];
  for (const hop of direct.get(id) ?? []) {
    const mute = city.devices.get(hop.deviceId)?.snmp === 'none';
    if (!mute || hop.link !== undefined) {
      ways.push(hop);
      continue;
    }
    if (seen.has(hop.deviceId)) continue;
    const above = throughAgents(hop.deviceId, direct, city, new Set([...seen, hop.deviceId]));
    // Nothing stands between the collector and that device: this way cannot be found dead.
    if (above.length === 0) return [];
    ways.push(...above);
  }
  return ways;
}

function depthOf(
  id: string,
  hops: ReadonlyMap<string, readonly Hop[]>,
  depths: Map<string, number>,
  visiting: Set<string>,
): number {
  const known = depths.get(id);
  if (known !== undefined) return known;
  if (visiting.has(id)) return 0;
  visiting.add(id);
  let depth = 0;
  for (const hop of hops.get(id) ?? []) {
    const above = depthOf(hop.deviceId, hops, depths, visiting);
    depth = Math.max(depth, above + (hop.link === undefined ? 1 : 2));
  }
  depths.set(id, depth);
  return depth;
}

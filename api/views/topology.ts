import type { City, Device, HostPair, Link, Point, Terminal } from '../../inventory/index.ts';

/** Who belongs to whom, looked up instead of searched. */
export interface Topology {
  readonly devicesOfPoint: ReadonlyMap<string, readonly Device[]>;
  readonly linksOfPoint: ReadonlyMap<string, readonly Link[]>;
  readonly terminalsOfPoint: ReadonlyMap<string, readonly Terminal[]>;
  readonly linksOfDevice: ReadonlyMap<string, readonly Link[]>;
  /** By `<deviceId>/<interfaceName>`. */
  readonly linkOfInterface: ReadonlyMap<string, Link>;
  readonly pairsOfDevice: ReadonlyMap<string, readonly HostPair[]>;
  readonly pointsOfDistrict: ReadonlyMap<string, readonly Point[]>;
  readonly linksOfDistrict: ReadonlyMap<string, readonly Link[]>;
  readonly devicesOfDistrict: ReadonlyMap<string, readonly Device[]>;
}

const known = new WeakMap<City, Topology>();

/** The topology of a city; computed once per city, since a city never changes (a reload makes another). */
export function topologyOf(city: City): Topology {
  const before = known.get(city);
  if (before !== undefined) return before;
  const links = [...city.links.values()];
  const devices = [...city.devices.values()];
  const pairs = [...city.hostPairs.values()];
  const topology: Topology = {
    devicesOfPoint: groups(
      devices.flatMap((device) => (device.pointId === undefined ? [] : [[device.pointId, device]])),
    ),
    linksOfPoint: groups(links.map((link) => [link.pointId, link])),
    terminalsOfPoint: groups([...city.terminals.values()].map((terminal) => [terminal.pointId, terminal])),
    linksOfDevice: groups(
      links.flatMap((link) => [...new Set([link.a.deviceId, link.b.deviceId])].map((id) => [id, link])),
    ),
    linkOfInterface: new Map(
      links.flatMap((link) => [link.a, link.b].map((end) => [`${end.deviceId}/${end.interfaceName}`, link])),
    ),
    pairsOfDevice: groups(pairs.flatMap((pair) => [pair.memberA, pair.memberB].map((id) => [id, pair]))),
    pointsOfDistrict: groups([...city.points.values()].map((point) => [point.districtId, point])),
    linksOfDistrict: groups(links.map((link) => [link.districtId, link])),
    devicesOfDistrict: groups(devices.map((device) => [device.districtId, device])),
  };
  known.set(city, topology);
  return topology;
}

function groups<T>(entries: readonly (readonly [string, T])[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const [key, value] of entries) {
    const group = map.get(key);
    if (group === undefined) map.set(key, [value]);
    else group.push(value);
  }
  return map;
}

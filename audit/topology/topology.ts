import type { City, Device, HostPair, Link, Point } from '../../inventory/index.ts';
import type { ElementRef } from '../state/model.ts';
import { aggregationDevices, coreDevices, gatewayDevices, groupBy } from './roles.ts';
import { buildRoutes, type Hop, type Routes } from './routes.ts';

/** Who hangs on what in the declared city: built once from a `City`, then only asked. */
export interface Topology {
  readonly city: City;
  linksOfPoint(pointId: string): readonly Link[];
  /** Links that have an end on the device. */
  linksOfDevice(deviceId: string): readonly Link[];
  /** The link that ends at an interface (`<deviceId>/<name>`). */
  linkAt(interfaceId: string): Link | undefined;
  devicesOfPoint(pointId: string): readonly Device[];
  /** What a point is reached through: its UTMs, or the far ends of its links where no UTM is declared. */
  gatewaysOf(pointId: string): readonly Device[];
  /** Far ends of the district's links; where it has none, the switches and routers of its data centre. */
  aggregationOf(districtId: string): readonly Device[];
  pointsOf(districtId: string): readonly Point[];
  pairsOf(districtId: string): readonly HostPair[];
  pairsOfDevice(deviceId: string): readonly HostPair[];
  /** Ways from the collector to the device, of which one suffices; empty when it stands beside the collector. */
  hopsTo(deviceId: string): readonly Hop[];
  /** Ways of traffic from above to the device, of which one suffices: those of `hopsTo`, through devices without an agent too. */
  waysTo(deviceId: string): readonly Hop[];
  /** Devices whose hops name this device or this link. */
  childrenOf(element: ElementRef): readonly string[];
  /** Every element on any way from the collector to the device, nearest first. */
  pathOf(deviceId: string): readonly ElementRef[];
  /** Every point, link, device and pair that may be lost together with this link or device, without itself. */
  dependentsOf(element: ElementRef): readonly ElementRef[];
  /** Order in which states must be judged: a device after everything on its path. */
  depthOf(deviceId: string): number;
}

/** Id of an interface element. */
export function interfaceId(deviceId: string, name: string): string {
  return `${deviceId}/${name}`;
}

const none: readonly never[] = [];

/** The collector stands in the city's data centre; what that means for each device is in `routes.ts`. */
export function createTopology(city: City): Topology {
  const devices = [...city.devices.values()];
  const links = [...city.links.values()];
  const pairs = [...city.hostPairs.values()];
  const byPoint = groupBy(devices, (device) => device.pointId);
  const linksByPoint = groupBy(links, (link) => link.pointId);
  const linksByDevice = new Map<string, Link[]>();
  const linkByInterface = new Map<string, Link>();
  for (const link of links) {
    for (const end of [link.a, link.b]) {
      linkByInterface.set(interfaceId(end.deviceId, end.interfaceName), link);
      const known = linksByDevice.get(end.deviceId) ?? [];
      if (!known.includes(link)) known.push(link);
      linksByDevice.set(end.deviceId, known);
    }
  }
  const pointsByDistrict = groupBy([...city.points.values()], (point) => point.districtId);
  const pairsByDistrict = groupBy(pairs, (pair) => pair.districtId);
  const gateways = gatewayDevices(city, byPoint, linksByPoint);
  const aggregation = aggregationDevices(city, links);
  const routes = buildRoutes({ city, links, gateways, aggregation, core: coreDevices(city) });

  const topology: Topology = {
    city,
    linksOfPoint: (pointId) => linksByPoint.get(pointId) ?? none,
    linksOfDevice: (deviceId) => linksByDevice.get(deviceId) ?? none,
    linkAt: (id) => linkByInterface.get(id),
    devicesOfPoint: (pointId) => byPoint.get(pointId) ?? none,
    gatewaysOf: (pointId) => gateways.get(pointId) ?? none,
    aggregationOf: (districtId) => aggregation.get(districtId) ?? none,
    pointsOf: (districtId) => pointsByDistrict.get(districtId) ?? none,
    pairsOf: (districtId) => pairsByDistrict.get(districtId) ?? none,
    pairsOfDevice: (deviceId) => pairs.filter((pair) => pair.memberA === deviceId || pair.memberB === deviceId),
    hopsTo: (deviceId) => routes.hops.get(deviceId) ?? none,
    waysTo: (deviceId) => routes.declared.get(deviceId) ?? none,
    childrenOf: (element) => routes.children.get(`${element.kind} ${element.id}`) ?? none,
    pathOf: (deviceId) => pathOf(deviceId, routes),
    dependentsOf: (element) => dependentsOf(element, topology),
    depthOf: (deviceId) => routes.depths.get(deviceId) ?? 0,
  };
  const pairsByDevice = new Map<string, readonly HostPair[]>();
  for (const pair of pairs) {
    for (const member of [pair.memberA, pair.memberB]) pairsByDevice.set(member, topology.pairsOfDevice(member));
  }
  return { ...topology, pairsOfDevice: (deviceId) => pairsByDevice.get(deviceId) ?? none };
}

function pathOf(deviceId: string, routes: Routes): readonly ElementRef[] {
  const found = new Map<string, ElementRef>();
  const add = (ref: ElementRef): boolean => {
    const key = `${ref.kind} ${ref.id}`;
    if (found.has(key)) return false;
    found.set(key, ref);
    return true;
  };
  const queue = [deviceId];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const hop of routes.hops.get(next) ?? none) {
      if (hop.link !== undefined) add({ kind: 'link', id: hop.link.id });
      if (hop.deviceId !== deviceId && add({ kind: 'device', id: hop.deviceId })) queue.push(hop.deviceId);
    }
  }
  return [...found.values()];
}

function dependentsOf(element: ElementRef, topology: Topology): readonly ElementRef[] {
  const found = new Map<string, ElementRef>();
  const self = `${element.kind} ${element.id}`;
  const add = (ref: ElementRef): boolean => {
    const key = `${ref.kind} ${ref.id}`;
    if (key === self || found.has(key)) return false;
    found.set(key, ref);
    return true;
  };
  const queue: ElementRef[] = [element];
  const addDeviceBelongings = (deviceId: string): void => {
    const device = topology.city.devices.get(deviceId);
    if (device?.pointId !== undefined) add({ kind: 'point', id: device.pointId });
    for (const pair of topology.pairsOfDevice(deviceId)) add({ kind: 'pair', id: pair.id });
    for (const link of topology.linksOfDevice(deviceId)) {
      add({ kind: 'point', id: link.pointId });
      add({ kind: 'link', id: link.id });
    }
  };
  if (element.kind === 'link') {
    const link = topology.city.links.get(element.id);
    if (link !== undefined) add({ kind: 'point', id: link.pointId });
  }
  if (element.kind === 'device') addDeviceBelongings(element.id);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const below = [...topology.childrenOf(next)];
    if (next.kind === 'device') {
      for (const link of topology.linksOfDevice(next.id)) {
        if (link.a.deviceId === next.id) below.push(...topology.childrenOf({ kind: 'link', id: link.id }));
      }
    }
    for (const deviceId of below) {
      if (!add({ kind: 'device', id: deviceId })) continue;
      // A link dies alone: the other links of a point behind it are no loss of this one.
      if (element.kind === 'device') addDeviceBelongings(deviceId);
      queue.push({ kind: 'device', id: deviceId });
    }
  }
  return [...found.values()];
}

import type { EpochMs } from '../../core/index.ts';
import type { Topology } from '../topology/topology.ts';
import type { Contact } from './contact.ts';
import { judgeDevice } from './device.ts';
import { judgeDistrict } from './district.ts';
import { judgeInterface, type Port } from './interface.ts';
import type { Judgement, Known } from './judgement.ts';
import type { StateLimits } from './limits.ts';
import { judgeLink, type LinkEndView, viewLinkEnd } from './link.ts';
import type { ElementKind, ElementState } from './model.ts';
import { judgePair } from './pair.ts';
import { judgePath, type PathStatus, type PathView } from './path.ts';
import { judgePoint, type Named } from './point.ts';
import type { DevicePorts } from './ports.ts';

/** Everything that the rules may look at: what was observed, and what was judged last. */
export interface World {
  topology: Topology;
  readonly limits: StateLimits;
  readonly contacts: Map<string, Contact>;
  readonly ports: Map<string, DevicePorts>;
  readonly states: Readonly<Record<ElementKind, Map<string, ElementState>>>;
}

export function emptyWorld(topology: Topology, limits: StateLimits): World {
  const states = {
    point: new Map<string, ElementState>(),
    link: new Map<string, ElementState>(),
    device: new Map<string, ElementState>(),
    interface: new Map<string, ElementState>(),
    pair: new Map<string, ElementState>(),
    district: new Map<string, ElementState>(),
  };
  return { topology, limits, contacts: new Map(), ports: new Map(), states };
}

const notJudged: Known = { state: 'unknown', reason: { key: 'audit.not-observed' } };

function known(world: World, kind: ElementKind, id: string): Known {
  return world.states[kind].get(id) ?? notJudged;
}

function named(world: World, kind: ElementKind, elements: Iterable<{ readonly id: string }>): readonly Named[] {
  return Array.from(elements, ({ id }) => ({ id, known: known(world, kind, id) }));
}

export function portOf(world: World, deviceId: string, name: string): Port | undefined {
  return world.ports.get(deviceId)?.byName.get(name);
}

/** Both ends of a link as they are seen now. */
export function linkEnds(world: World, linkId: string, now: EpochMs): readonly [LinkEndView, LinkEndView] | undefined {
  const link = world.topology.city.links.get(linkId);
  if (link === undefined) return undefined;
  const view = (end: typeof link.a): LinkEndView =>
    viewLinkEnd({
      end,
      device: world.states.device.get(end.deviceId),
      port: portOf(world, end.deviceId, end.interfaceName),
      now,
      staleAfterMs: world.limits.staleAfterMs,
    });
  return [view(link.a), view(link.b)];
}

/** Whether a silent device could have been reached at its deciding miss. */
export function pathOfSilent(world: World, deviceId: string, contact: Contact, now: EpochMs): PathStatus {
  const view: PathView = {
    contact: (id) => world.contacts.get(id),
    device: (id) => world.states.device.get(id),
    link: (id) => world.states.link.get(id),
    nearEnd: (id) => linkEnds(world, id, now)?.[0],
  };
  const missedAt = contact.decidingMissAt > 0 ? contact.decidingMissAt : contact.startedAt;
  return judgePath(world.topology.hopsTo(deviceId), missedAt, view);
}

const pathAlive: PathStatus = { word: 'alive' };

export function judgeDeviceOf(world: World, deviceId: string, path: PathStatus, now: EpochMs): Judgement {
  return judgeDevice({
    hasAgent: world.topology.city.devices.get(deviceId)?.snmp !== 'none',
    contact: world.contacts.get(deviceId),
    path,
    before: known(world, 'device', deviceId),
    now,
    limits: world.limits,
  });
}

export function judgePortOf(world: World, deviceId: string, port: Port, now: EpochMs): Judgement {
  const device = known(world, 'device', deviceId);
  return judgeInterface({ port, device, deviceId, now, staleAfterMs: world.limits.staleAfterMs });
}

/** Judges any element but interfaces and silent devices, by the rule of its kind. */
export function judgeElement(
  world: World,
  kind: Exclude<ElementKind, 'interface'>,
  id: string,
  now: EpochMs,
): Judgement | undefined {
  const { topology } = world;
  const { city } = topology;
  switch (kind) {
    case 'device':
      return city.devices.has(id) ? judgeDeviceOf(world, id, pathAlive, now) : undefined;
    case 'link': {
      const link = city.links.get(id);
      const ends = linkEnds(world, id, now);
      return link === undefined || ends === undefined ? undefined : judgeLink(link, ends[0], ends[1]);
    }
    case 'point': {
      if (!city.points.has(id)) return undefined;
      const gateways = topology.gatewaysOf(id);
      // A device that is declared without an agent was never promised to be seen.
      const others = topology
        .devicesOfPoint(id)
        .filter((device) => device.snmp !== 'none' && !gateways.includes(device));
      return judgePoint({
        gateways: named(world, 'device', gateways),
        links: named(world, 'link', topology.linksOfPoint(id)),
        others: named(world, 'device', others),
      });
    }
    case 'pair': {
      const pair = city.hostPairs.get(id);
      if (pair === undefined) return undefined;
      const member = (deviceId: string): Named => ({ id: deviceId, known: known(world, 'device', deviceId) });
      return judgePair(member(pair.memberA), member(pair.memberB));
    }
    case 'district':
      if (!city.districts.has(id)) return undefined;
      return judgeDistrict({
        aggregation: named(world, 'device', topology.aggregationOf(id)),
        points: named(world, 'point', topology.pointsOf(id)),
        pairs: named(world, 'pair', topology.pairsOf(id)),
      });
  }
}

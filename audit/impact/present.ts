import type { ElementKind, StateWord } from '../state/model.ts';
import type { Topology } from '../topology/topology.ts';
import type { ImpactGraph } from './graph.ts';
import { impactIn } from './impact.ts';
import type { ImpactElement, PresentImpact } from './model.ts';

/** What is known at this moment. */
export interface Sight {
  state(kind: ElementKind, id: string): { readonly state: StateWord } | undefined;
  /** What a pair itself shows, where somebody tries it as a client does: that counts more than silent hosts. */
  pair?(id: string): 'serves' | 'down' | undefined;
  /** What trying a service itself shows. */
  service?(id: string): StateWord | undefined;
}

export interface PresentFailures {
  readonly failed: readonly ImpactElement[];
  /** What cannot be seen, and of which nothing else proves that it works. */
  readonly unseen: readonly ImpactElement[];
}

/**
 * What has failed by the present states. A device whose agent is silent carries traffic all the same while something behind it
 * answers; the hosts of a pair that serves are not held against it.
 */
export function presentFailures(topology: Topology, sight: Sight): PresentFailures {
  const { city } = topology;
  const failed: ImpactElement[] = [];
  const unseen: ImpactElement[] = [];
  const judge = (element: ImpactElement, word: StateWord | undefined): void => {
    if (word === 'down') failed.push(element);
    else if (word === 'unknown' || word === undefined) unseen.push(element);
  };
  const answers = (deviceId: string): boolean => {
    const word = sight.state('device', deviceId)?.state;
    return word === 'up' || word === 'degraded';
  };
  for (const { id } of city.devices.values()) {
    const below = [
      ...topology.childrenOf({ kind: 'device', id }),
      ...topology.linksOfDevice(id).map(({ b }) => b.deviceId),
    ];
    const carries = below.some((other) => answers(other) && isOnlyBehind(other, id, topology));
    const serves = topology.pairsOfDevice(id).some((pair) => sight.pair?.(pair.id) === 'serves');
    if (!carries && !serves) judge({ kind: 'device', id }, sight.state('device', id)?.state);
  }
  for (const { id, pointId, b } of city.links.values()) {
    const word = sight.state('link', id)?.state;
    const others = topology.linksOfPoint(pointId).filter((link) => link.id !== id);
    // The only way to a device that answers works, whatever its ends say of it.
    const isProven = word === 'unknown' && answers(b.deviceId) && others.length === 0;
    if (!isProven) judge({ kind: 'link', id }, word);
  }
  for (const { id } of city.hostPairs.values()) if (sight.pair?.(id) === 'down') failed.push({ kind: 'pair', id });
  for (const { id } of city.services.values()) if (sight.service?.(id) === 'down') failed.push({ kind: 'service', id });
  return { failed, unseen };
}

/** Whether there is no other way to a device than through that one: then its answer has come through it. */
function isOnlyBehind(deviceId: string, throughId: string, topology: Topology): boolean {
  const ways = topology.waysTo(deviceId);
  return deviceId !== throughId && ways.length > 0 && ways.every((hop) => hop.deviceId === throughId);
}

/**
 * What is lost now, and what would be if something more failed; what may be: views that need something unseen are unknown, never
 * served.
 */
export function presentImpact(
  graph: ImpactGraph,
  sight: Sight,
  supposed: readonly ImpactElement[] = [],
): PresentImpact {
  const present = presentFailures(graph.topology, sight);
  const isOther = (element: ImpactElement) =>
    !present.failed.some(({ kind, id }) => kind === element.kind && id === element.id);
  const failed = [...present.failed, ...supposed.filter(isOther)];
  const { unseen } = present;
  const impact = impactIn(graph, failed);
  if (unseen.length === 0) return { ...impact, unknown: [] };
  const worst = impactIn(graph, [...failed, ...unseen]);
  const beyond = (views: PresentImpact['lost'], known: PresentImpact['lost']) => {
    const isKnown = new Set(known);
    return views.filter((view) => !isKnown.has(view));
  };
  const noLogin = beyond(worst.noLogin, [...impact.noLogin, ...impact.lost]);
  const doubtful = new Set([...beyond(worst.lost, impact.lost), ...noLogin]);
  const certain = (views: PresentImpact['lost']) => views.filter((view) => !doubtful.has(view));
  return {
    ...impact,
    noLogin: certain(impact.noLogin),
    atRisk: certain(impact.atRisk),
    unknown: graph.views.filter((view) => doubtful.has(view)),
  };
}

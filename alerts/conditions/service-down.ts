import { type ElementRef, type ImpactElement, impactOf, type ServiceStanding } from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { refKey } from '../affected.ts';
import type { Incident, IncidentDetail } from '../incident.ts';
import { namedLosses } from '../losses.ts';
import { bounds } from '../settings.ts';
import type { Finding } from './finding.ts';

export interface ServiceScene {
  readonly city: City;
  readonly now: EpochMs;
  /** So long after the first bad try polls have had time to tell what is behind it. Milliseconds. */
  readonly holdMs: number;
  readonly open: readonly Incident[];
  /** When another incident last explained a service. */
  readonly explainedAt: ReadonlyMap<string, EpochMs>;
}

/** One trouble of services, held open by all of its sources. */
export type ServiceTrouble = Finding & {
  readonly sources: readonly string[];
  readonly affected: readonly ElementRef[];
};

export interface ServiceTroubles {
  readonly troubles: readonly ServiceTrouble[];
  /** Services that another incident explains, with its id. */
  readonly explained: ReadonlyMap<string, string>;
  /** Nothing can be said of them now: what is open stays, and nothing is raised. */
  readonly undecided: ReadonlySet<string>;
}

/**
 * Services that are down or degraded, by what is behind them: what an open incident explains (its pair, a host of it, what cut it off,
 * single sign-on) is that incident's, and is not paged again. Where everything that a pair serves is down, or something known is behind
 * it, it is one trouble of that; any other is the service's own. Nothing is raised before polls could tell what is behind it.
 */
export function serviceTroubles(services: readonly ServiceStanding[], scene: ServiceScene): ServiceTroubles {
  const { city, now, holdMs, open } = scene;
  const explained = new Map<string, string>();
  const undecided = new Set<string>();
  const byRoot = new Map<string, { readonly root: ElementRef; readonly of: ServiceStanding[] }>();
  const troubles: ServiceTrouble[] = [];
  const deadPairs = wholePairs(services, city);
  for (const standing of services) {
    const { serviceId, state, since } = standing;
    if (state === 'up') continue;
    if (state === 'unknown') {
      undecided.add(serviceId);
      continue;
    }
    const behind = state === 'down' ? behindOf(standing, city, deadPairs) : undefined;
    const known = behind === undefined ? undefined : open.find((incident) => explains(incident, behind, city));
    if (known !== undefined) explained.set(serviceId, known.id);
    else if (now - since < holdMs || isLogin(behind) || isAftermath(standing, scene)) undecided.add(serviceId);
    else if (behind !== undefined && behind.kind !== 'service') {
      const group = byRoot.get(refKey(behind)) ?? { root: behind, of: [] };
      group.of.push(standing);
      byRoot.set(refKey(behind), group);
    } else troubles.push(ownTrouble(standing, city));
  }
  for (const { root, of } of byRoot.values()) troubles.push(sharedTrouble(root, of, city));
  return { troubles, explained, undecided };
}

/** What took it is over, and nobody has found since that it is still down, or not for long: it is given the time to come back. */
function isAftermath({ serviceId, observedAt, isMending }: ServiceStanding, scene: ServiceScene): boolean {
  const explainedAt = scene.explainedAt.get(serviceId);
  if (isMending === true) return true;
  return explainedAt !== undefined && (observedAt <= explainedAt || scene.now - explainedAt < scene.holdMs);
}

/** What is behind a service, beside itself. */
function behindOf(
  { serviceId, root, failedPhase }: ServiceStanding,
  city: City,
  deadPairs: ReadonlySet<string>,
): ImpactElement | undefined {
  if (root !== undefined && !(root.kind === 'service' && root.id === serviceId)) return root;
  const pairId = city.services.get(serviceId)?.appPairId;
  const isUnreached = failedPhase === 'connect' || failedPhase === 'resolve';
  return pairId !== undefined && isUnreached && deadPairs.has(pairId) ? { kind: 'pair', id: pairId } : undefined;
}

/** Single sign-on has a trouble of its own: those that wait for it are told by that one, as soon as it is raised. */
const isLogin = (behind: ImpactElement | undefined): boolean => behind?.kind === 'service';

/** Pairs behind which two services or more are tried, and nobody reaches any. */
function wholePairs(services: readonly ServiceStanding[], city: City): ReadonlySet<string> {
  const byPair = Map.groupBy(services, ({ serviceId }) => city.services.get(serviceId)?.appPairId ?? '');
  const isDead = (all: readonly ServiceStanding[]) => all.length > 1 && all.every(({ state }) => state === 'down');
  return new Set([...byPair].flatMap(([pairId, all]) => (pairId !== '' && isDead(all) ? [pairId] : [])));
}

/** Whether an open incident is what is behind a service: of the element itself, or of a host of the pair. */
function explains({ condition, root, topic }: Incident, behind: ImpactElement, city: City): boolean {
  if (behind.kind === 'service') return condition === 'service-down' && topic === behind.id;
  if (condition === 'service-down' || condition === 'service-slow') return false;
  if (root.kind === behind.kind && root.id === behind.id) return condition !== 'pair-at-risk' || isOutage(topic);
  if (behind.kind !== 'pair' || condition !== 'device-unreachable') return false;
  const pair = city.hostPairs.get(behind.id);
  return root.id === pair?.memberA || root.id === pair?.memberB;
}

/** Of what may be wrong with a pair, these leave nobody behind its address. */
const outages: readonly (string | undefined)[] = ['no-holder', 'service-down', 'split-brain'];
const isOutage = (topic: string | undefined): boolean => outages.includes(topic);

function ownTrouble({ serviceId, state, reason, since, failedPhase }: ServiceStanding, city: City): ServiceTrouble {
  const service = city.services.get(serviceId);
  const isDown = state === 'down';
  const condition = isDown ? 'service-down' : 'service-slow';
  const impact = impactOf(city, [{ kind: 'service', id: serviceId }]);
  const params = { service: serviceId, name: service?.nameZh ?? serviceId, points: impact.pointIds.length };
  return {
    ...{ condition, source: serviceId, sources: [serviceId], topic: serviceId, reading: 'bad', at: since },
    root: { kind: 'district', id: service?.districtId ?? city.id },
    severity: isDown ? 'critical' : 'minor',
    summary: message(`alerts.${condition}.summary`, params),
    remedy: message(`alerts.${condition}.remedy`, params),
    details: [{ text: reason, value: rowOf(serviceId, failedPhase) }],
    affected: isDown ? pointsOf(impact.pointIds) : [],
    ...(isDown ? { losses: namedLosses(impact, city) } : {}),
  };
}

function sharedTrouble(root: ElementRef, standings: readonly ServiceStanding[], city: City): ServiceTrouble {
  const ids = standings.map(({ serviceId }) => serviceId);
  const impact = impactOf(city, [root]);
  const params = { element: root.id, count: ids.length, points: impact.pointIds.length };
  return {
    ...{ condition: 'service-down', source: ids[0] ?? root.id, sources: ids, reading: 'bad', root },
    at: Math.min(...standings.map(({ since }) => since)),
    severity: 'critical',
    summary: message('alerts.service-down.shared.summary', params),
    remedy: message('alerts.service-down.shared.remedy', params),
    details: standings
      .map(({ serviceId, reason, failedPhase }): IncidentDetail => {
        return { text: reason, value: rowOf(serviceId, failedPhase) };
      })
      .slice(0, bounds.details),
    affected: pointsOf(impact.pointIds),
    losses: namedLosses(impact, city),
  };
}

/** The service, and where its tries fail. */
const rowOf = (serviceId: string, failedPhase: string | undefined): string =>
  failedPhase === undefined ? serviceId : `${serviceId} ${failedPhase}`;

const pointsOf = (pointIds: readonly string[]): readonly ElementRef[] => pointIds.map((id) => ({ kind: 'point', id }));

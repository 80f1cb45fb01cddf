import {
  type ElementRef,
  type MaintenanceWindow,
  occurrencesOf,
  pairTakeoverJournal,
  scopeKey,
  serviceStateJournal,
  stateJournal,
  type Takeover,
} from '../../audit/index.ts';
import type { Clock, EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import { ownerOf, refKey } from '../affected.ts';
import type { AlertEngine } from '../door.ts';
import { knownDistrictOf } from '../duty/teams.ts';
import type { Incident } from '../incident.ts';
import type { Page } from '../paging/model.ts';
import { type IncidentRoom, roomLimits } from './model.ts';
import { similarTo } from './similar.ts';
import { type RoomSources, timelineOf } from './timeline.ts';
import { statisticsOf, timesOf } from './times.ts';

export interface RoomDeps {
  readonly incidents: Pick<AlertEngine, 'list' | 'find'>;
  readonly store: Pick<Store, 'journal'>;
  readonly clock: Clock;
  readonly city: () => City;
  readonly timeZone: () => string;
  /** Without them nobody is told of anything. */
  readonly deliveries?: ((incidentId: string) => Promise<readonly Page[]>) | undefined;
  readonly windows?: (() => readonly MaintenanceWindow[]) | undefined;
}

/** Collects the room of an incident; undefined where there is no such incident. */
export async function openRoom(deps: RoomDeps, incidentId: string): Promise<IncidentRoom | undefined> {
  const { incidents, clock } = deps;
  const incident = await incidents.find(incidentId);
  if (incident === undefined) return undefined;
  const now = clock.now();
  const until = Math.min(now, (incident.clearedAt ?? now) + roomLimits.afterMs);
  const from = incident.firstSeenAt - roomLimits.beforeMs;
  const list = incidents.list();
  const pages = (await deps.deliveries?.(incidentId)) ?? [];
  const sources = await sourcesOf(deps, incident, from, until, pages);
  return {
    incident,
    ...timelineOf(incident, sources, until),
    times: timesOf(incident, pages),
    ofCondition: statisticsOf(
      list.filter(({ condition }) => condition === incident.condition),
      now,
    ),
    ofAll: statisticsOf(list, now),
    similar: similarTo(incident, list, (root) => knownDistrictOf(root, deps.city())),
  };
}

async function sourcesOf(
  deps: RoomDeps,
  incident: Incident,
  from: EpochMs,
  to: EpochMs,
  pages: readonly Page[],
): Promise<RoomSources> {
  const { store, city, timeZone, windows } = deps;
  const elements = elementsOf(incident);
  const within = { from, to, limit: roomLimits.statesOfElement };
  const states = elements.map(async (element) =>
    (await store.journal({ journal: stateJournal, subject: refKey(element), ...within })).map(({ at, body }) => ({
      at,
      element,
      body,
    })),
  );
  const { topic, root } = incident;
  // A service is no element of the states: its own journal tells of it, and the page knows it by the incident's topic.
  const service = incident.condition.startsWith('service-') && topic !== undefined ? topic : undefined;
  if (service !== undefined)
    states.push(
      store
        .journal({ journal: serviceStateJournal, subject: service, ...within })
        .then((entries) => entries.map(({ at, body }) => ({ at, element: root, body }))),
    );
  const pairs = pairsOf(city(), elements);
  const takeovers = pairs.map((subject) => store.journal({ journal: pairTakeoverJournal, subject, ...within }));
  const concerned = scopesOf(city(), elements);
  return {
    states: (await Promise.all(states)).flat(),
    pages,
    takeovers: newestOfEach((await Promise.all(takeovers)).flat().map(({ body }) => body)),
    works: (windows?.() ?? [])
      .filter(({ scopes }) => scopes.some((scope) => concerned.has(scopeKey(scope))))
      .flatMap((window) => occurrencesOf(window, { from, to }, timeZone()).map((each) => ({ window, ...each }))),
  };
}

/** The root and what suffers, a port as its device. */
function elementsOf({ root, affected }: Incident): readonly ElementRef[] {
  const found = new Map<string, ElementRef>();
  for (const element of [root, ...affected].map(ownerOf)) found.set(refKey(element), element);
  return [...found.values()].slice(0, roomLimits.elements);
}

/** Pairs that are such elements, or that have a member among them. */
function pairsOf(city: City, elements: readonly ElementRef[]): readonly string[] {
  const ids = new Set(elements.map(({ id }) => id));
  return [...city.hostPairs.values()]
    .filter(({ id, memberA, memberB }) => ids.has(id) || ids.has(memberA) || ids.has(memberB))
    .map(({ id }) => id);
}

/** What announced work would have to name to concern one of them. */
function scopesOf(city: City, elements: readonly ElementRef[]): ReadonlySet<string> {
  const districts = elements.flatMap((element) => knownDistrictOf(element, city) ?? []);
  return new Set([...elements.map(refKey), ...districts.map((id) => `district ${id}`), `city ${city.id}`]);
}

/** A takeover is written when it is seen, and again when its times are known. */
function newestOfEach(bodies: readonly unknown[]): readonly Takeover[] {
  const found = new Map<string, Takeover>();
  // Journals give the newest first.
  for (const body of bodies) {
    const takeover = body as Partial<Takeover> | null;
    if (typeof takeover?.id !== 'string' || typeof takeover.detectedAt !== 'number') continue;
    if (typeof takeover.cause?.key !== 'string' || found.has(takeover.id)) continue;
    found.set(takeover.id, takeover as Takeover);
  }
  return [...found.values()];
}

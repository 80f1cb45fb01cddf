import type { WireDelta, WireElement, WireIncident } from '../../../../api/wire.ts';
import type { LiveState } from './model.ts';

/** Cleared incidents kept in memory so that they can fade out; the rest is in the history page. */
const maxIncidents = 500;

/** The state after one delta that directly follows it. */
export function applyDelta(state: LiveState, delta: WireDelta): LiveState {
  const elements = delta.elements ?? [];
  const used = delta.utilisation ?? {};
  const next = rememberIncidents(state, delta.incidents ?? []);
  return {
    ...next,
    sequence: delta.sequence,
    counters: delta.counters ?? state.counters,
    points: merge(state.points, elements, 'point'),
    links: withUtilisation(merge(state.links, elements, 'link'), used),
    districts: withDistricts(state.districts, elements),
  };
}

/** Keeps each incident in its newest form. */
export function rememberIncidents(state: LiveState, incidents: readonly WireIncident[]): LiveState {
  if (incidents.length === 0) return state;
  const all = new Map(state.incidents);
  const touched = new Set(state.touched);
  for (const incident of incidents) {
    all.set(incident.id, incident);
    touched.add(incident.id);
  }
  return { ...state, incidents: bounded(all), touched };
}

function bounded(all: Map<string, WireIncident>): Map<string, WireIncident> {
  for (const [id, { status }] of all) {
    if (all.size <= maxIncidents) break;
    if (status === 'cleared') all.delete(id);
  }
  return all;
}

/** Only elements that the picture knows; a new one arrives with the next snapshot. */
function merge<T extends WireElement>(
  known: ReadonlyMap<string, T>,
  changes: readonly WireElement[],
  kind: WireElement['kind'],
): ReadonlyMap<string, T> {
  const mine = changes.filter((change) => change.kind === kind && known.has(change.id));
  if (mine.length === 0) return known;
  const next = new Map(known);
  for (const change of mine) {
    const before = next.get(change.id);
    if (before === undefined) continue;
    // `behind` is left out of the wire when there is none, so it must not survive from before.
    const { behind: _, ...rest } = before;
    next.set(change.id, { ...rest, ...change } as T);
  }
  return next;
}

function withUtilisation(links: LiveState['links'], used: Readonly<Record<string, number | null>>): LiveState['links'] {
  const entries = Object.entries(used).filter(([id, value]) => {
    const link = links.get(id);
    return link !== undefined && link.utilisation !== value;
  });
  if (entries.length === 0) return links;
  const next = new Map(links);
  for (const [id, utilisation] of entries) {
    const link = next.get(id);
    if (link !== undefined) next.set(id, { ...link, utilisation });
  }
  return next;
}

function withDistricts(
  known: ReadonlyMap<string, WireElement>,
  changes: readonly WireElement[],
): ReadonlyMap<string, WireElement> {
  const mine = changes.filter(({ kind }) => kind === 'district');
  return mine.length === 0 ? known : new Map([...known, ...mine.map((change) => [change.id, change] as const)]);
}

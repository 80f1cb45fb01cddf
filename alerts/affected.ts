import type { ElementRef, ElementState, StateView } from '../audit/index.ts';
import type { Severity } from './incident.ts';

export const refKey = (ref: ElementRef): string => `${ref.kind} ${ref.id}`;

/** What an element is part of, and is lost with: a port its device; all others themselves. */
export const ownerOf = ({ kind, id }: ElementRef): ElementRef =>
  kind === 'interface' ? { kind: 'device', id: id.split('/', 1)[0] ?? id } : { kind, id };

const orderOfKinds: readonly string[] = ['point', 'link', 'device', 'pair', 'district', 'interface'];

/** Every element that may be lost together with the root, by key. */
export function mayBeAffected(root: ElementRef, states: StateView): ReadonlyMap<string, ElementRef> {
  if (root.kind !== 'link' && root.kind !== 'device') return new Map();
  return new Map(states.topology.dependentsOf(root).map((ref) => [refKey(ref), ref]));
}

/** Whether an element's state is due to the root: it is behind it, or it is the root's own point or pair and not up. */
export function isAffected(root: ElementRef, state: ElementState | undefined, states: StateView): boolean {
  if (state === undefined || state.state === 'up') return false;
  if (state.behind?.some((ref) => ref.kind === root.kind && ref.id === root.id)) return true;
  return state.behind === undefined && belongsTo(root, state, states);
}

function belongsTo(root: ElementRef, state: ElementState, { topology }: StateView): boolean {
  const { city } = topology;
  if (state.kind === 'point') {
    const pointId = root.kind === 'link' ? city.links.get(root.id)?.pointId : city.devices.get(root.id)?.pointId;
    return pointId === state.id;
  }
  return (
    state.kind === 'pair' &&
    root.kind === 'device' &&
    topology.pairsOfDevice(root.id).some((pair) => pair.id === state.id)
  );
}

/** What is lost or degraded because of the root now, points first, in a steady order. */
export function affectedBy(
  root: ElementRef,
  candidates: ReadonlyMap<string, ElementRef>,
  states: StateView,
): readonly ElementRef[] {
  return sortRefs([...candidates.values()].filter((ref) => isAffected(root, states.peek(ref.kind, ref.id), states)));
}

export function sortRefs(refs: readonly ElementRef[]): readonly ElementRef[] {
  const rank = (ref: ElementRef): number => orderOfKinds.indexOf(ref.kind);
  return [...refs].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** Every ref of either list once, in the steady order. */
export function unionOfRefs(a: readonly ElementRef[], b: readonly ElementRef[]): readonly ElementRef[] {
  return sortRefs([...new Map([...a, ...b].map((ref) => [refKey(ref), ref])).values()]);
}

/** Equal lists of refs, both in the steady order. */
export function sameRefs(a: readonly ElementRef[], b: readonly ElementRef[]): boolean {
  return a.length === b.length && a.every((ref, i) => ref.id === b[i]?.id && ref.kind === b[i]?.kind);
}

/** Critical where a point is cut off or hidden; major where something only stands by or is degraded. */
export function severityOf(affected: readonly ElementRef[], states: StateView): Severity {
  const lost = affected.some((ref) => {
    const word = ref.kind === 'point' ? states.peek('point', ref.id)?.state : undefined;
    return word === 'down' || word === 'unknown';
  });
  return lost ? 'critical' : 'major';
}

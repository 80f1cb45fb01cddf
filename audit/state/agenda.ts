import type { Topology } from '../topology/topology.ts';
import type { ElementKind } from './model.ts';

export type JudgedKind = Exclude<ElementKind, 'interface'>;

/** An element may be judged again when what it rests on changes, but never without end. */
const visitsPerStep = 8;

/** Points and pairs come after every device, however long its path. */
const deepest = 64;

/** What is still to be judged in a step, in the order of the flow: what others rest on comes first. */
export interface Agenda {
  add(kind: JudgedKind, id: string): void;
  next(): { readonly kind: JudgedKind; readonly id: string } | undefined;
}

export function createAgenda(topology: Topology): Agenda {
  const ranks: Map<string, { readonly kind: JudgedKind; readonly id: string }>[] = [];
  const visits = new Map<string, number>();
  let lowest = 0;
  const rankOf = (kind: JudgedKind, id: string): number => {
    if (kind === 'device') return Math.min(topology.depthOf(id), deepest - 2);
    if (kind === 'link') {
      return Math.min(topology.depthOf(topology.city.links.get(id)?.a.deviceId ?? ''), deepest - 2) + 1;
    }
    return kind === 'district' ? deepest + 1 : deepest;
  };
  return {
    add(kind, id) {
      const key = `${kind} ${id}`;
      const seen = visits.get(key) ?? 0;
      if (seen >= visitsPerStep) return;
      const rank = rankOf(kind, id);
      let waiting = ranks[rank];
      if (waiting === undefined) {
        waiting = new Map();
        ranks[rank] = waiting;
      }
      if (waiting.has(key)) return;
      visits.set(key, seen + 1);
      waiting.set(key, { kind, id });
      lowest = Math.min(lowest, rank);
    },
    next() {
      for (; lowest < ranks.length; lowest += 1) {
        const waiting = ranks[lowest];
        if (waiting === undefined) continue;
        for (const [key, element] of waiting) {
          waiting.delete(key);
          return element;
        }
      }
      return undefined;
    },
  };
}

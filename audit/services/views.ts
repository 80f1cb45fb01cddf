import { type EpochMs, message } from '../../core/index.ts';
import type { StateWord } from '../state/model.ts';
import type { PathStanding, ServiceStanding, VantageStanding, ViewBasis, ViewStanding } from './model.ts';

/** A view without who stands at its point. */
export type Derived = Pick<ViewStanding, 'state' | 'reason' | 'roots' | 'isLastWay'> & {
  /** What decides: when that became so, the view did. */
  readonly by: 'path' | 'service';
};

/**
 * A service as a point lives it, derived: lost with its path, or with the login; otherwise as the service does. A service that is
 * down is down for everybody, also where the path cannot be seen; one that works is unknown there.
 */
export function deriveView(path: PathStanding, service: ServiceStanding): Derived {
  const { roots } = path;
  const names = namesOf(roots);
  const isLastWay = path.word === 'last-way';
  if (path.word === 'lost') {
    return { by: 'path', state: 'down', reason: message('services.view.path', names), roots, isLastWay };
  }
  if (service.state === 'down') {
    const root = service.root ?? { kind: 'service', id: service.serviceId };
    return { by: 'service', state: 'down', reason: service.reason, roots: [root], isLastWay };
  }
  if (path.word === 'no-login') {
    return { by: 'path', state: 'down', reason: message('services.view.no-login', names), roots, isLastWay };
  }
  if (path.word === 'unknown') {
    return { by: 'path', state: 'unknown', reason: message('services.view.path-unknown', names), roots: [], isLastWay };
  }
  return { by: 'service', state: service.state, reason: service.reason, roots: [], isLastWay };
}

const namedElements = 6;
function namesOf(roots: readonly { readonly kind: string; readonly id: string }[]) {
  const names = roots.map(({ id }) => id);
  const shown = names.length > namedElements ? [...names.slice(0, namedElements), '…'] : names;
  return { elements: shown.join(', ') || '-' };
}

/**
 * What is shown of a view: what was measured at the point while that is fresh, the derived state otherwise. Where both say that it
 * is down, the derived one says by what.
 */
export function composeView(
  derived: Derived,
  measured: VantageStanding | undefined,
): Omit<Derived, 'by'> & { readonly basis: ViewBasis } {
  const { by: _, ...shown } = derived;
  if (measured === undefined || measured.state === 'unknown') return { ...shown, basis: 'derived' };
  const { state, reason } = measured;
  const roots = state === 'down' ? derived.roots : [];
  return { state, reason, roots, isLastWay: derived.isLastWay, basis: 'measured' };
}

/** One entry of the journal of views. */
export interface ViewEntry {
  readonly at: EpochMs;
  readonly state: StateWord;
  readonly basis: ViewBasis;
}

/**
 * The one story of a view from the two that are kept, in the order in which they were written: what was measured counts wherever it
 * knows, what was derived elsewhere. What was measured may be written late, and of two with one moment the later counts.
 */
export function viewStory<Entry extends ViewEntry>(entries: readonly Entry[]): readonly Entry[] {
  const byTime = (basis: ViewBasis): readonly Entry[] => {
    const own = entries.filter((entry) => entry.basis === basis);
    const last = new Map(own.map((entry) => [entry.at, entry]));
    return [...last.values()].sort((a, b) => a.at - b.at);
  };
  const [measured, derived] = [byTime('measured'), byTime('derived')];
  const moments = [...new Set([...measured, ...derived].map(({ at }) => at))].sort((a, b) => a - b);
  const story: Entry[] = [];
  let [m, d] = [-1, -1];
  for (const at of moments) {
    while ((measured[m + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) m += 1;
    while ((derived[d + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) d += 1;
    const seen = measured[m];
    const counts = seen !== undefined && seen.state !== 'unknown' ? seen : (derived[d] ?? seen);
    if (counts === undefined) continue;
    const last = story.at(-1);
    if (last?.state === counts.state && last.basis === counts.basis) continue;
    story.push(counts.at === at ? counts : { ...counts, at });
  }
  return story;
}

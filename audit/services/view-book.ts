import { isDeepStrictEqual } from 'node:util';
import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { impactGraphOf } from '../impact/graph.ts';
import type { ImpactElement, ServiceView } from '../impact/model.ts';
import type { StateWord } from '../state/model.ts';
import {
  type PathStanding,
  type ServiceChange,
  type ServiceStanding,
  type VantageStanding,
  type ViewStanding,
  viewId,
} from './model.ts';
import { composeView, type Derived, deriveView } from './views.ts';

/** What a try at a point made of a view, at its own time. */
export interface MeasuredPiece extends ServiceView {
  readonly at: EpochMs;
  readonly state: StateWord;
  readonly reason: Message;
}

/** The views of one point as they are kept over a restart, by service. */
export interface KeptViews {
  readonly pointId: string;
  readonly views: Readonly<Record<string, KeptView>>;
}

interface KeptView {
  readonly derived: StateWord;
  readonly derivedSince: EpochMs;
  readonly shown: StateWord;
  readonly shownSince: EpochMs;
  /** What was measured last, as the journal has it. */
  readonly told?: { readonly state: StateWord; readonly at: EpochMs };
}

interface Entry {
  readonly view: ServiceView;
  derived: Derived;
  /** What its path was cut by, or hidden by, when that decided. */
  pathRoots: readonly ImpactElement[];
  derivedSince: EpochMs;
  /** While it is fresh. */
  measured: VantageStanding | undefined;
  told: KeptView['told'];
  standing: ViewStanding;
}

const neverLooked = message('services.state.not-tried');

/** Every view of the city as it stands; each method gives or keeps what became of them. */
export function createViewBook(city: () => City) {
  const entries = new Map<string, Entry>();
  const touched = new Set<string>();

  function apply(): void {
    const before = new Map(entries);
    entries.clear();
    // The graph knows its views by themselves: those of the city before are others.
    for (const view of impactGraphOf(city()).views)
      entries.set(viewId(view), { ...(before.get(viewId(view)) ?? begin(view)), view });
  }

  function begin(view: ServiceView): Entry {
    const derived: Derived = { by: 'path', state: 'unknown', reason: neverLooked, roots: [], isLastWay: false };
    const standing: ViewStanding = { ...view, ...derived, basis: 'derived', since: 0 };
    return { view, derived, pathRoots: [], derivedSince: 0, measured: undefined, told: undefined, standing };
  }

  function show(entry: Entry): void {
    const { standing, derived, measured, derivedSince, view } = entry;
    const shown = composeView(derived, measured);
    const isSame = standing.state === shown.state;
    const begun = shown.basis === 'measured' && measured !== undefined ? measured.since : derivedSince;
    entry.standing = { ...view, ...shown, since: isSame ? standing.since : Math.max(standing.since, begun) };
    if (!isSame) touched.add(view.pointId);
  }

  apply();
  return {
    /** Derives every view anew; those whose derived state is another are told, from that moment on. */
    derive(
      path: (view: ServiceView) => PathStanding,
      service: (serviceId: string) => ServiceStanding | undefined,
      /** Since when an element is in its state; undefined: nobody knows. */
      sinceOf: (element: ImpactElement) => EpochMs | undefined,
      at: EpochMs,
    ): readonly ServiceChange[] {
      const changes: ServiceChange[] = [];
      for (const entry of entries.values()) {
        const standing = service(entry.view.serviceId);
        if (standing === undefined) continue;
        const { derived: before } = entry;
        const way = path(entry.view);
        const derived = deriveView(way, standing);
        if (isDeepStrictEqual(before, derived)) continue;
        const begun = momentOf(entry, derived, { way, standing, sinceOf, at });
        entry.derived = derived;
        if (derived.by === 'path') entry.pathRoots = way.roots;
        if (before.state !== derived.state) {
          entry.derivedSince = Math.max(begun, entry.derivedSince);
          touched.add(entry.view.pointId);
          changes.push({
            ...{ what: 'view', at: entry.derivedSince, ...entry.view, basis: 'derived', before: before.state },
            ...{ state: derived.state, reason: derived.reason, roots: derived.roots },
          });
        }
        show(entry);
      }
      return changes;
    },
    /** What is measured at the point from now on; undefined: nothing fresh. */
    measure(view: ServiceView, measured: VantageStanding | undefined): void {
      const entry = entries.get(viewId(view));
      if (entry === undefined) return;
      entry.measured = measured;
      show(entry);
    },
    /** Tells what was measured; a late piece takes back what was told of its moment. */
    measured(pieces: readonly MeasuredPiece[]): readonly ServiceChange[] {
      return pieces.flatMap(({ at, state, reason, pointId, serviceId }): ServiceChange[] => {
        const entry = entries.get(viewId({ pointId, serviceId }));
        const last = entry?.told;
        if (entry === undefined) return [];
        entry.told = { state, at };
        touched.add(pointId);
        const before = last?.state ?? 'unknown';
        return [{ what: 'view', at, pointId, serviceId, basis: 'measured', before, state, reason, roots: [] }];
      });
    },
    apply,
    /** Puts kept views back: what is derived again from now on goes on where they were. */
    restore(kept: readonly KeptViews[]): void {
      for (const { pointId, views } of kept) {
        for (const [serviceId, { derived, derivedSince, shown, shownSince, told }] of Object.entries(views)) {
          const entry = entries.get(viewId({ pointId, serviceId }));
          if (entry === undefined) continue;
          entry.derived = { ...entry.derived, state: derived };
          entry.pathRoots = [];
          entry.derivedSince = derivedSince;
          entry.told = told;
          entry.standing = { ...entry.standing, state: shown, since: shownSince };
        }
      }
    },
    takeTouched(): readonly KeptViews[] {
      const byPoint = Map.groupBy(entries.values(), ({ view }) => view.pointId);
      const kept = [...touched].map((pointId) => ({
        pointId,
        views: Object.fromEntries((byPoint.get(pointId) ?? []).map((entry) => [entry.view.serviceId, keptOf(entry)])),
      }));
      touched.clear();
      return kept;
    },
    views: (): readonly ViewStanding[] => [...entries.values()].map(({ standing }) => standing),
    view: (view: ServiceView): ViewStanding | undefined => entries.get(viewId(view))?.standing,
  };
}

/** When what decides now became so: its path by the elements that cut it, or let it be again; the service by itself. */
function momentOf(
  { derived: before, pathRoots }: Entry,
  after: Derived,
  {
    way,
    standing,
    sinceOf,
    at,
  }: {
    readonly way: PathStanding;
    readonly standing: ServiceStanding;
    readonly sinceOf: (element: ImpactElement) => EpochMs | undefined;
    readonly at: EpochMs;
  },
): EpochMs {
  const newest = (elements: readonly ImpactElement[]): EpochMs => {
    const times = elements.flatMap((element) => sinceOf(element) ?? []);
    return times.length === 0 ? at : Math.max(...times);
  };
  if (after.by === 'path') return newest(way.roots);
  const own = standing.since;
  return before.by === 'path' && pathRoots.length > 0 ? Math.max(own, newest(pathRoots)) : own;
}

function keptOf({ derived, derivedSince, standing, told }: Entry): KeptView {
  return {
    ...{ derived: derived.state, derivedSince, shown: standing.state, shownSince: standing.since },
    ...(told === undefined ? {} : { told }),
  };
}

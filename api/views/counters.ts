import type { ElementKind } from '../../audit/index.ts';
import type { CityView, IncidentsPort, IsolationPort, StoreStatsPort } from '../ports.ts';
import type { WireCounters, WireState } from '../wire.ts';

/** How many of these elements are in each state; one that nobody has judged is unknown. */
export function countStates(view: CityView, kind: ElementKind, ids: Iterable<string>): Record<WireState, number> {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const id of ids) counts[view.state(kind, id)?.state ?? 'unknown'] += 1;
  return counts;
}

/** The counters on top of the wall. */
export function cityCounters(of: {
  readonly view: CityView;
  readonly incidents: Pick<IncidentsPort, 'counts'>;
  readonly store: StoreStatsPort;
  readonly isolation: Pick<IsolationPort, 'rollUp'> | undefined;
}): WireCounters {
  const { view, incidents, store, isolation } = of;
  const city = view.city();
  const points = isolation?.rollUp().points;
  return {
    points: countStates(view, 'point', city.points.keys()),
    links: countStates(view, 'link', city.links.keys()),
    devices: countStates(view, 'device', city.devices.keys()),
    incidents: incidents.counts(),
    storage: store.stats().condition,
    isolation:
      points === undefined ? null : { isolated: points.isolated, violated: points.violated, unknown: points.unknown },
  };
}

import type { City } from '../../inventory/index.ts';
import { createTopology, type Topology } from '../topology/topology.ts';
import { type Dead, deadOf, keysOf, noDead } from './dead.ts';
import type { ImpactElement, ServiceView } from './model.ts';
import { routesOf, usesOf } from './routes.ts';
import { type Route, shared, waysUnder } from './ways.ts';

/**
 * How a point has a service: as declared; by the last way that is left where several are declared, or not at all of its switches;
 * without anybody being able to log in anew, for single sign-on is lost; or not.
 */
export type Standing = 'served' | 'last-way' | 'no-login' | 'lost';

/** Which view needs what; built once from a city, then only asked. */
export interface ImpactGraph {
  readonly topology: Topology;
  /** In the order of points, then of services. */
  readonly views: readonly ServiceView[];
  /** Views that any of this is on a way of, in the order of `views`; no other view can suffer by it. */
  using(dead: Dead): readonly ServiceView[];
  /** Whether two elements are on ways of the same view. */
  shareViews(a: ImpactElement, b: ImpactElement): boolean;
  /** How views stand while this is dead. */
  under(dead: Dead): (view: ServiceView) => Standing;
}

const graphs = new WeakMap<City, ImpactGraph>();

/** The graph of a city, made once for each. */
export function impactGraphOf(city: City): ImpactGraph {
  const known = graphs.get(city);
  if (known !== undefined) return known;
  const made = createImpactGraph(createTopology(city));
  graphs.set(city, made);
  return made;
}

export function createImpactGraph(topology: Topology): ImpactGraph {
  const routes = routesOf(topology);
  const views = [...routes.keys()];
  const uses = usesOf(routes, topology);
  const declared = waysUnder(noDead, topology);
  const known = new Map<string, ReadonlySet<number>>();
  const indicesOf = (element: ImpactElement): ReadonlySet<number> => {
    const key = `${element.kind} ${element.id}`;
    const found = known.get(key) ?? indicesUsing(deadOf(topology, [element]));
    known.set(key, found);
    return found;
  };
  const indicesUsing = (dead: Dead): ReadonlySet<number> => {
    const found = new Set<number>();
    for (const key of keysOf(dead)) for (const index of uses.get(key) ?? []) found.add(index);
    return found;
  };
  return {
    topology,
    views,
    using(dead) {
      const indices = [...indicesUsing(dead)].sort((a, b) => a - b);
      return indices.flatMap((index) => views[index] ?? []);
    },
    shareViews(a, b) {
      const [some, others] = [indicesOf(a), indicesOf(b)];
      const [few, many] = some.size < others.size ? [some, others] : [others, some];
      return [...few].some((index) => many.has(index));
    },
    under(dead) {
      const left = waysUnder(dead, topology);
      const isLost = (serviceId: string, route: Route) => dead.services.has(serviceId) || left(route).clients === 0;
      return (view) => {
        const found = routes.get(view);
        if (found === undefined || isLost(view.serviceId, found.own)) return 'lost';
        const { own, login } = found;
        if (login !== undefined && isLost(login.serviceId, login.route)) return 'no-login';
        const [ways, before] = [left(own), declared(own)];
        // Of several switches each has its own staff: one that is cut off is a loss of a part.
        if (ways.clients < before.clients) return 'last-way';
        return shared.some((kind) => ways[kind] === 1 && before[kind] > 1) ? 'last-way' : 'served';
      };
    },
  };
}

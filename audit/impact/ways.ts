import type { Topology } from '../topology/topology.ts';
import { type Climb, climbUnder, meets } from './climb.ts';
import type { Dead } from './dead.ts';

/** Where traffic of a point begins and ends; the same for all services of the same pairs. */
export interface Route {
  /** What staff attach to: the point's access switches, or its gateways where it has none. */
  readonly clients: readonly string[];
  readonly links: readonly { readonly id: string; readonly nearId: string; readonly farId: string }[];
  readonly place: Place;
}

/** Where a service runs. */
export interface Place {
  readonly pairIds: readonly string[];
  /** Members of the application pair; the data centre's own switches where none is declared. */
  readonly hosts: readonly string[];
  /** Members of the database pair; undefined: it needs none. */
  readonly databases: readonly string[] | undefined;
}

/** How many ways are left at each place where there may be several; no clients: no way at all. */
export interface Ways {
  readonly clients: number;
  readonly links: number;
  readonly hosts: number;
  readonly databases: number;
}

/** Of these one suffices for everybody at the point. */
export const shared = ['links', 'hosts', 'databases'] as const;
const noWays: Ways = { clients: 0, links: 0, hosts: 0, databases: 0 };

/**
 * Ways of routes while this is dead, each counted once. A way goes up from the point through its gateway and any of its links to
 * the aggregation, and a host is reached the same way from its own side: both meet at the first switch that they share, so
 * a district's services do not need the city's core.
 */
export function waysUnder(dead: Dead, topology: Topology): (route: Route) => Ways {
  const climb = climbUnder(dead, topology);
  const counted = new Map<Route, Ways>();
  return (route) => {
    const known = counted.get(route);
    if (known !== undefined) return known;
    const ways = countWays(route, dead, climb);
    counted.set(route, ways);
    return ways;
  };
}

function countWays({ clients, links, place: { pairIds, hosts, databases } }: Route, dead: Dead, climb: Climb): Ways {
  if (pairIds.some((id) => dead.pairs.has(id))) return noWays;
  const reaches = (a: string, b: string) => meets(climb(a), climb(b));
  const working = hosts.filter(
    (host) => databases?.some((database) => reaches(host, database)) ?? climb(host).size > 0,
  );
  const served = clients.filter((client) => working.some((host) => reaches(client, host)));
  if (served.length === 0) return noWays;
  const usable = links.filter(
    ({ id, nearId, farId }) =>
      !dead.links.has(id) && !dead.devices.has(nearId) && working.some((host) => reaches(farId, host)),
  );
  return {
    clients: served.length,
    links: usable.length,
    hosts: working.filter((host) => served.some((client) => reaches(client, host))).length,
    databases: (databases ?? []).filter((database) => working.some((host) => reaches(host, database))).length,
  };
}

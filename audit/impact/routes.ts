import type { City } from '../../inventory/index.ts';
import type { Topology } from '../topology/topology.ts';
import { climbUnder } from './climb.ts';
import { noDead } from './dead.ts';
import type { ServiceView } from './model.ts';
import type { Place, Route } from './ways.ts';

/** `system` of the service that lets people in, in services.csv. */
const singleSignOn = 'sso';

/** A view's own route, and that of the single sign-on which people log in by; undefined: there is none, or the view is it. */
export interface ViewRoutes {
  readonly own: Route;
  readonly login: { readonly serviceId: string; readonly route: Route } | undefined;
}

/**
 * Every view in the order of points, then of services: a point has the services of its district and of the city. What the
 * inventory does not place anywhere (a point without devices, a data centre without any) makes no view.
 */
export function routesOf(topology: Topology): ReadonlyMap<ServiceView, ViewRoutes> {
  const { city } = topology;
  const found = new Map<ServiceView, ViewRoutes>();
  const servicesOf = Map.groupBy(city.services.values(), (service) => service.districtId);
  const places = placesOf(city);
  for (const point of city.points.values()) {
    const clients = clientsOf(point.id, topology);
    if (clients.length === 0) continue;
    const links = topology
      .linksOfPoint(point.id)
      .map((link) => ({ id: link.id, nearId: link.b.deviceId, farId: link.a.deviceId }));
    const byPlace = new Map<Place, Route>();
    const routeTo = (serviceId: string): Route | undefined => {
      const place = places.get(serviceId);
      if (place === undefined || place.hosts.length === 0) return undefined;
      const route = byPlace.get(place) ?? { clients, links, place };
      byPlace.set(place, route);
      return route;
    };
    const [own, ofCity] = [servicesOf.get(point.districtId) ?? [], servicesOf.get(city.id) ?? []];
    const signOn = [...ofCity, ...own].find(({ system }) => system === singleSignOn);
    const signOnRoute = signOn === undefined ? undefined : routeTo(signOn.id);
    for (const { id } of [...own, ...ofCity]) {
      const route = routeTo(id);
      if (route === undefined) continue;
      const login = signOn === undefined || signOnRoute === undefined || id === signOn.id;
      found.set(
        { pointId: point.id, serviceId: id },
        { own: route, login: login ? undefined : { serviceId: signOn.id, route: signOnRoute } },
      );
    }
  }
  return found;
}

function clientsOf(pointId: string, topology: Topology): readonly string[] {
  const gateways = topology.gatewaysOf(pointId).map(({ id }) => id);
  const isAccess = (id: string, kind: string) => kind === 'switch' && !gateways.includes(id);
  const switches = topology.devicesOfPoint(pointId).filter(({ id, kind }) => isAccess(id, kind));
  return switches.length > 0 ? switches.map(({ id }) => id) : gateways;
}

/** By service; those of the same pairs share one. */
function placesOf(city: City): ReadonlyMap<string, Place> {
  const membersOf = (pairId: string | undefined): readonly string[] | undefined => {
    const pair = pairId === undefined ? undefined : city.hostPairs.get(pairId);
    return pair === undefined ? undefined : [pair.memberA, pair.memberB];
  };
  const centre = (districtId: string): readonly string[] =>
    [...city.devices.values()]
      .filter((device) => device.districtId === districtId && device.pointId === undefined)
      .filter(({ kind }) => kind === 'switch' || kind === 'router')
      .map(({ id }) => id);
  const known = new Map<string, Place>();
  const places = new Map<string, Place>();
  for (const { id, districtId, appPairId, dbPairId } of city.services.values()) {
    const key = JSON.stringify([districtId, appPairId, dbPairId]);
    const place = known.get(key) ?? {
      pairIds: [appPairId, dbPairId].filter((pairId) => pairId !== undefined),
      hosts: membersOf(appPairId) ?? centre(districtId),
      databases: membersOf(dbPairId),
    };
    known.set(key, place);
    places.set(id, place);
  }
  return places;
}

/** By element (`device wujin-agg-1`) the indices of the views that it is on a way of, their login's too. */
export function usesOf(
  routes: ReadonlyMap<ServiceView, ViewRoutes>,
  topology: Topology,
): ReadonlyMap<string, readonly number[]> {
  const climb = climbUnder(noDead, topology);
  const known = new Map<Route, readonly string[]>();
  const namesOf = (route: Route): readonly string[] => {
    const before = known.get(route);
    if (before !== undefined) return before;
    const { clients, place } = route;
    const names = new Set(place.pairIds.map((id) => `pair ${id}`));
    for (const end of [...clients, ...place.hosts, ...(place.databases ?? [])]) {
      for (const id of climb(end)) {
        names.add(`device ${id}`);
        for (const { link } of topology.waysTo(id)) if (link !== undefined) names.add(`link ${link.id}`);
      }
    }
    known.set(route, [...names]);
    return [...names];
  };
  const uses = new Map<string, number[]>();
  let index = 0;
  for (const [{ serviceId }, { own, login }] of routes) {
    const names = new Set([`service ${serviceId}`, ...namesOf(own)]);
    if (login !== undefined)
      for (const name of [`service ${login.serviceId}`, ...namesOf(login.route)]) names.add(name);
    for (const name of names) {
      const found = uses.get(name);
      if (found === undefined) uses.set(name, [index]);
      else found.push(index);
    }
    index += 1;
  }
  return uses;
}

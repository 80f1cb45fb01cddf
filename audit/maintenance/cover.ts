/** Whose maintenance takes an element away: its own, or that of everything on its only way. */
import type { City, Device, Link } from '../../inventory/index.ts';
import { singlePoints } from '../impact/single-points.ts';
import { viewId } from '../services/model.ts';

/** A scope (`device rulin-1-utm`), or several of which any one is enough, or all are needed at the same time. */
export type Cover = string | { readonly any: readonly Cover[] } | { readonly all: readonly Cover[] };

export type CoveredKind = 'view' | 'service' | 'link' | 'pair' | 'point' | 'district' | 'device' | 'office';

/** `system` of the service that lets people in, in services.csv. */
const singleSignOn = 'sso';

export const scopeKey = ({ kind, id }: { readonly kind: string; readonly id: string }): string => `${kind} ${id}`;

/**
 * What an announced work must name so that an element is excluded. A point with two links is excluded while both are worked on, a pair
 * while both members are; an element that the city does not have is covered by nothing but the city.
 * @param id of a view `<point>/<service>`
 */
export function coverOf(city: City, kind: CoveredKind, id: string): Cover {
  return { any: [`city ${city.id}`, ...own(city, kind, id)] };
}

function own(city: City, kind: CoveredKind, id: string): readonly Cover[] {
  if (kind === 'district') return [`district ${id}`];
  if (kind === 'device') return device(city, id);
  if (kind === 'link') {
    const link = city.links.get(id);
    return link === undefined ? [] : [`district ${link.districtId}`, `point ${link.pointId}`, ...linkAlone(link)];
  }
  if (kind === 'point') return point(city, id);
  if (kind === 'office') {
    const points = [...city.points.values()].filter(({ officeId }) => officeId === id);
    return points.length === 0 ? [] : [{ all: points.map((each) => ({ any: point(city, each.id) })) }];
  }
  if (kind === 'pair') return pair(city, id);
  if (kind === 'service') return service(city, id);
  const [pointId = '', serviceId = ''] = id.split('/');
  return [
    ...point(city, pointId),
    ...service(city, serviceId),
    ...signOn(city, serviceId),
    ...(singlesOf(city).get(id) ?? []),
  ];
}

const singles = new WeakMap<City, ReadonlyMap<string, readonly string[]>>();

/** By view, the devices and links that take it away alone: the city's core does so too. */
function singlesOf(city: City): ReadonlyMap<string, readonly string[]> {
  const known = singles.get(city);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const { element, lost, noLogin } of singlePoints(city)) {
    for (const view of [...lost, ...noLogin]) {
      const list = found.get(viewId(view));
      if (list === undefined) found.set(viewId(view), [scopeKey(element)]);
      else list.push(scopeKey(element));
    }
  }
  singles.set(city, found);
  return found;
}

function device(city: City, id: string): readonly Cover[] {
  const found = city.devices.get(id);
  if (found === undefined) return [];
  return [
    `device ${id}`,
    `district ${found.districtId}`,
    ...(found.pointId === undefined ? [] : [`point ${found.pointId}`]),
  ];
}

const linkAlone = ({ id, a, b }: Link): readonly Cover[] => [
  `link ${id}`,
  `device ${a.deviceId}`,
  `device ${b.deviceId}`,
];

function point(city: City, id: string): readonly Cover[] {
  const found = city.points.get(id);
  if (found === undefined) return [];
  const at = [...city.devices.values()].filter(({ pointId }) => pointId === id);
  const links = [...city.links.values()].filter(({ pointId }) => pointId === id);
  const every = (kind: Device['kind']): readonly Cover[] =>
    allOf(at.filter((each) => each.kind === kind).map((each) => `device ${each.id}`));
  return [
    `district ${found.districtId}`,
    `point ${id}`,
    ...every('utm'),
    ...every('switch'),
    ...allOf(links.map((link) => ({ any: linkAlone(link) }))),
  ];
}

function pair(city: City, id: string): readonly Cover[] {
  const found = city.hostPairs.get(id);
  if (found === undefined) return [];
  return [
    `district ${found.districtId}`,
    `pair ${id}`,
    { all: [`device ${found.memberA}`, `device ${found.memberB}`] },
  ];
}

function service(city: City, id: string): readonly Cover[] {
  const found = city.services.get(id);
  if (found === undefined) return [];
  const pairs = [found.appPairId, found.dbPairId].filter((each) => each !== undefined);
  return [`district ${found.districtId}`, `service ${id}`, ...pairs.flatMap((each) => pair(city, each))];
}

/** People log in to every service through the single sign-on of the city or the district. */
function signOn(city: City, serviceId: string): readonly Cover[] {
  const owners = [city.id, city.services.get(serviceId)?.districtId];
  const found = [...city.services.values()].filter(
    ({ id, system, districtId }) => system === singleSignOn && id !== serviceId && owners.includes(districtId),
  );
  return found.slice(0, 1).flatMap(({ id }) => service(city, id));
}

const allOf = (covers: readonly Cover[]): readonly Cover[] => (covers.length === 0 ? [] : [{ all: covers }]);

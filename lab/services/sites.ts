import type { City, Service } from '../../inventory/index.ts';

/** One web server of the city: an address with the business systems behind it. */
export interface Site {
  /** The origin of its services' addresses as declared: `https://10.10.1.10`. */
  readonly id: string;
  /** By the path that each begins with, `/budget/`; the longest first, so that the nearest is found first. */
  readonly services: ReadonlyMap<string, Service>;
}

/** The system of services.csv that lets people in; its services are asked for a login by all others. */
export const singleSignOnSystem = 'sso';

/** Single sign-on of the city, or of the only district that has one; undefined where nobody logs in. */
export function singleSignOnOf(city: City): Service | undefined {
  const all = [...city.services.values()].filter(({ system }) => system === singleSignOnSystem);
  return all.find(({ districtId }) => districtId === city.id) ?? all[0];
}

/** The web servers that the declared services need, in the order of services.csv. An address that is none has no server. */
export function sitesOf(city: City): readonly Site[] {
  const sites = new Map<string, [string, Service][]>();
  for (const service of city.services.values()) {
    const url = URL.parse(service.url);
    if (url === null) continue;
    sites.set(url.origin, [...(sites.get(url.origin) ?? []), [pathOf(url), service]]);
  }
  return [...sites].map(([id, services]) => {
    return { id, services: new Map(services.toSorted(([a], [b]) => b.length - a.length)) };
  });
}

/** Host and port that a client of the site connects to: `10.10.1.10:443`. */
export function authorityOf({ id }: Pick<Site, 'id'>): string {
  const { hostname, port, protocol } = new URL(id);
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`;
}

function pathOf({ pathname }: URL): string {
  return pathname.endsWith('/') ? pathname : `${pathname}/`;
}

import type { Incident } from '../../alerts/index.ts';
import type { ViewStanding } from '../../audit/index.ts';
import type { City } from '../../inventory/index.ts';
import type { MaintenancePort, ServicesPort } from '../ports.ts';
import type { WirePointStatus, WireStatusPoints } from '../wire-services.ts';
import { isoTime } from './element.ts';

type Fault = WirePointStatus['fault'];

export interface StatusSources {
  readonly services: ServicesPort;
  readonly city: City;
  readonly maintenance: MaintenancePort | undefined;
  /** Those that are open. */
  readonly incidents: readonly Incident[];
  readonly now: number;
  readonly contact: string;
}

/**
 * A point as its staff ask: is it me, or the system? Nothing in it names a device or an address. Undefined: there is no such point.
 */
export function wirePointStatus(pointId: string, from: StatusSources): WirePointStatus | undefined {
  const { services, city, now, contact } = from;
  const point = city.points.get(pointId);
  if (point === undefined) return undefined;
  const district = city.districts.get(point.districtId);
  const views = services.views().filter((view) => view.pointId === pointId);
  const bad = views.filter(({ state }) => state === 'down');
  const fault = faultOfAll(views, city);
  const first = bad.length === 0 ? undefined : Math.min(...bad.map(({ since }) => since));
  return {
    at: isoTime(now),
    point: {
      ...{ id: pointId, nameZh: nameOf(pointId, city) },
      ...{ districtZh: district?.nameZh ?? '', districtEn: district?.nameEn ?? '' },
    },
    ...{ word: wordOf(views), fault, contact },
    since: first === undefined ? null : isoTime(first),
    work: bad.length === 0 ? null : workOn(bad, from),
    services: views.map((view) => {
      const { nameZh = view.serviceId, nameEn = view.serviceId } = city.services.get(view.serviceId) ?? {};
      return { nameZh, nameEn, state: view.state, since: isoTime(view.since), fault: faultOf(view, city) };
    }),
  };
}

/** The points by district, each with one word, to choose from. */
export function wireStatusPoints({ services, city }: Pick<StatusSources, 'services' | 'city'>): WireStatusPoints {
  const views = Map.groupBy(services.views(), ({ pointId }) => pointId);
  const points = Map.groupBy(city.points.values(), ({ districtId }) => districtId);
  return {
    cityZh: city.nameZh,
    cityEn: city.nameEn,
    districts: [...city.districts.values()].map(({ id, nameZh, nameEn }) => ({
      ...{ nameZh, nameEn },
      points: (points.get(id) ?? []).map((point) => ({
        ...{ id: point.id, nameZh: nameOf(point.id, city), word: wordOf(views.get(point.id) ?? []) },
      })),
    })),
  };
}

/** Of an office with several points each has a number, in the order of the inventory. */
function nameOf(pointId: string, { points, offices }: City): string {
  const officeId = points.get(pointId)?.officeId ?? '';
  const office = offices.get(officeId)?.nameZh ?? pointId;
  const all = [...points.values()].filter((point) => point.officeId === officeId);
  return all.length < 2 ? office : `${office}（${all.findIndex(({ id }) => id === pointId) + 1}）`;
}

function wordOf(views: readonly ViewStanding[]): WirePointStatus['word'] {
  const is = (word: ViewStanding['state']) => views.filter(({ state }) => state === word).length;
  if (views.length === 0 || is('unknown') === views.length) return 'unknown';
  if (is('down') === views.length) return 'lost';
  if (is('down') > 0) return 'partly';
  return is('unknown') > 0 ? 'unknown' : 'fine';
}

/** Whose fault one is: the service itself and its pair are the system; all else on the way is the path. */
function faultOf({ state, roots, serviceId }: ViewStanding, city: City): Fault {
  if (state === 'unknown') return 'unknown';
  if (state !== 'down') return 'none';
  const isSignOn = (id: string) => city.services.get(id)?.system === 'sso';
  if (roots.some(({ kind, id }) => kind === 'service' && isSignOn(id) && id !== serviceId)) return 'sign-on';
  const isSystem = ({ kind, id }: ViewStanding['roots'][number]) =>
    kind === 'service' || kind === 'pair' || (kind === 'device' && city.devices.get(id)?.kind === 'host');
  if (roots.length === 0 || roots.some(isSystem)) return isSignOn(serviceId) ? 'sign-on' : 'system';
  return 'path';
}

/** What is wrong with all of them is named by what is nearest to the point. */
function faultOfAll(views: readonly ViewStanding[], city: City): Fault {
  const faults = new Set(views.map((view) => faultOf(view, city)));
  const order: readonly Fault[] = ['path', 'sign-on', 'system', 'unknown'];
  return order.find((fault) => faults.has(fault)) ?? 'none';
}

/** Announced work on one of the services as this point lives them, or an incident that somebody took up. */
function workOn(bad: readonly ViewStanding[], { maintenance, incidents }: StatusSources): WirePointStatus['work'] {
  for (const { pointId, serviceId } of bad) {
    const window = maintenance?.coveringNow('view', `${pointId}/${serviceId}`);
    if (window !== undefined) return { kind: 'maintenance', at: isoTime(window.from), until: isoTime(window.to) };
  }
  const isBehind = ({ root, topic }: Incident) =>
    bad.some(
      ({ roots, serviceId }) =>
        topic === serviceId ||
        roots.some(({ kind, id }) => (kind === root.kind && id === root.id) || (kind === 'service' && id === topic)),
    );
  const [taken] = incidents
    .filter((incident) => incident.acknowledged !== undefined && isBehind(incident))
    .sort((a, b) => (a.acknowledged?.at ?? 0) - (b.acknowledged?.at ?? 0));
  if (taken?.acknowledged === undefined) return null;
  return { kind: 'acknowledged', at: isoTime(taken.acknowledged.at), until: null };
}

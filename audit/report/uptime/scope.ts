import type { Language } from '../../../core/index.ts';
import type { City, HostPair, Link, Point, Service } from '../../../inventory/index.ts';
import { impactGraphOf } from '../../impact/graph.ts';
import type { ServiceView } from '../../impact/model.ts';
import { viewId } from '../../services/model.ts';
import type { ElementName, ReportScope } from '../model.ts';

/** What a report is about: `city`, `district:jintan`, `office:rulin`, `point:rulin-1`, `link:F04`, `service:jintan-budget`. */
export interface ScopeWish {
  readonly kind: ReportScope['kind'];
  readonly id: string;
}

/** Reads a scope; undefined when it is spelled wrongly or the city does not have it. */
export function readScope(text: string, city: City): ScopeWish | undefined {
  if (text === 'city') return { kind: 'city', id: city.id };
  const [kind, id = ''] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  if (kind === 'district' && city.districts.has(id)) return { kind, id };
  if (kind === 'office' && city.offices.has(id)) return { kind, id };
  if (kind === 'point' && city.points.has(id)) return { kind, id };
  if (kind === 'link' && city.links.has(id)) return { kind, id };
  if (kind === 'service' && city.services.has(id)) return { kind, id };
  return undefined;
}

export function scopeText({ kind, id }: ScopeWish): string {
  return kind === 'city' ? 'city' : `${kind}:${id}`;
}

export interface ScopeElements {
  readonly points: readonly Point[];
  readonly links: readonly Link[];
  readonly services: readonly Service[];
  readonly pairs: readonly HostPair[];
  readonly views: readonly ServiceView[];
}

/** What a scope holds, in the order of the inventory. A point or an office has views of services, and not the services themselves. */
export function elementsOf(city: City, { kind, id }: ScopeWish): ScopeElements {
  const all = kind === 'city';
  const isPoint = (pointId: string, districtId: string): boolean => {
    if (kind === 'office') return city.points.get(pointId)?.officeId === id;
    return all || (kind === 'district' ? districtId === id : kind === 'point' && pointId === id);
  };
  const isOf = (districtId: string): boolean => all || (kind === 'district' && districtId === id);
  const service = kind === 'service' ? city.services.get(id) : undefined;
  const districtOf = (pointId: string): string => city.points.get(pointId)?.districtId ?? '';
  return {
    points: [...city.points.values()].filter((point) => isPoint(point.id, point.districtId)),
    links: [...city.links.values()].filter((link) =>
      kind === 'link' ? link.id === id : isPoint(link.pointId, link.districtId),
    ),
    services: [...city.services.values()].filter((each) => each === service || isOf(each.districtId)),
    pairs: [...city.hostPairs.values()].filter(
      (pair) => isOf(pair.districtId) || pair.id === service?.appPairId || pair.id === service?.dbPairId,
    ),
    views: impactGraphOf(city).views.filter(({ pointId, serviceId }) =>
      service === undefined ? isPoint(pointId, districtOf(pointId)) : serviceId === service.id,
    ),
  };
}

export function cityName(city: City, language: Language): string {
  return language === 'en' ? city.nameEn : city.nameZh;
}

export function scopeName(city: City, { kind, id }: ScopeWish, language: Language): string {
  if (kind === 'city') return cityName(city, language);
  if (kind === 'point') return pointName(city, id, language);
  if (kind === 'office') return language === 'en' ? id : (city.offices.get(id)?.nameZh ?? id);
  if (kind === 'service') return serviceName(city, id, language);
  const link = kind === 'link' ? city.links.get(id) : undefined;
  if (link !== undefined) return `${id} ${linkElement(city, link, language).name}`;
  return districtName(city, id, language);
}

export function districtName(city: City, id: string, language: Language): string {
  if (id === city.id) return cityName(city, language);
  const district = city.districts.get(id);
  return (language === 'en' ? district?.nameEn : district?.nameZh) ?? id;
}

/** `儒林镇财政所 rulin-1`; in English the id alone, since offices have no English name. */
export function pointName(city: City, pointId: string, language: Language): string {
  const office = city.offices.get(city.points.get(pointId)?.officeId ?? '');
  return language === 'en' || office === undefined ? pointId : office.nameZh;
}

export function serviceName(city: City, serviceId: string, language: Language): string {
  const service = city.services.get(serviceId);
  return (language === 'en' ? service?.nameEn : service?.nameZh) ?? serviceId;
}

export function pointElement(city: City, pointId: string, language: Language): ElementName {
  return { kind: 'point', id: pointId, name: pointName(city, pointId, language) };
}

export function linkElement(city: City, link: Link, language: Language): ElementName {
  return { kind: 'link', id: link.id, name: `${pointName(city, link.pointId, language)} · ${link.circuit}` };
}

export function serviceElement(city: City, { id, districtId }: Service, language: Language): ElementName {
  const name = `${districtName(city, districtId, language)} · ${serviceName(city, id, language)}`;
  return { kind: 'service', id, name };
}

export function viewElement(city: City, view: ServiceView, language: Language): ElementName {
  const name = `${pointName(city, view.pointId, language)} · ${serviceName(city, view.serviceId, language)}`;
  return { kind: 'view', id: viewId(view), name };
}

export function pairElement(city: City, { id, districtId, role }: HostPair, language: Language): ElementName {
  return { kind: 'pair', id, name: `${districtName(city, districtId, language)} · ${role}` };
}

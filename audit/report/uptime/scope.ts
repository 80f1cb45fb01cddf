import type { Language } from '../../../core/index.ts';
import type { City, Link, Point } from '../../../inventory/index.ts';
import type { ElementName, ReportScope } from '../model.ts';

/** What a report is about: `city`, `district:jintan`, `office:rulin`, `point:rulin-1`. */
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
  return undefined;
}

export function scopeText({ kind, id }: ScopeWish): string {
  return kind === 'city' ? 'city' : `${kind}:${id}`;
}

/** The points and links of a scope, in the order of the inventory. */
export function elementsOf(
  city: City,
  { kind, id }: ScopeWish,
): { readonly points: readonly Point[]; readonly links: readonly Link[] } {
  const inScope = (pointId: string, districtId: string): boolean => {
    if (kind === 'office') return city.points.get(pointId)?.officeId === id;
    return kind === 'city' || (kind === 'district' ? districtId === id : pointId === id);
  };
  return {
    points: [...city.points.values()].filter((point) => inScope(point.id, point.districtId)),
    links: [...city.links.values()].filter((link) => inScope(link.pointId, link.districtId)),
  };
}

export function cityName(city: City, language: Language): string {
  return language === 'en' ? city.nameEn : city.nameZh;
}

export function scopeName(city: City, { kind, id }: ScopeWish, language: Language): string {
  if (kind === 'city') return cityName(city, language);
  if (kind === 'point') return pointName(city, id, language);
  if (kind === 'office') return language === 'en' ? id : (city.offices.get(id)?.nameZh ?? id);
  const district = city.districts.get(id);
  return (language === 'en' ? district?.nameEn : district?.nameZh) ?? id;
}

/** `儒林镇财政所 rulin-1`; in English the id alone, since offices have no English name. */
export function pointName(city: City, pointId: string, language: Language): string {
  const office = city.offices.get(city.points.get(pointId)?.officeId ?? '');
  return language === 'en' || office === undefined ? pointId : office.nameZh;
}

export function pointElement(city: City, pointId: string, language: Language): ElementName {
  return { kind: 'point', id: pointId, name: pointName(city, pointId, language) };
}

export function linkElement(city: City, link: Link, language: Language): ElementName {
  return { kind: 'link', id: link.id, name: `${pointName(city, link.pointId, language)} · ${link.circuit}` };
}

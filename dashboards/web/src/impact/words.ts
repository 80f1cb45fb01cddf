import type { WireImpactElement, WireImpactMap, WireImpactService } from '../../../../api/wire-impact.ts';
import type { TextKey, Words } from '../text/language.ts';
import { officeName } from '../text/places.ts';

export const kindTexts: Readonly<Record<WireImpactElement['kind'], TextKey>> = {
  point: 'dashboards.kind.point',
  link: 'dashboards.kind.link',
  device: 'dashboards.kind.device',
  interface: 'dashboards.impact.kind.interface',
  pair: 'dashboards.impact.kind.pair',
  district: 'dashboards.impact.kind.district',
  service: 'dashboards.impact.kind.service',
};

export function serviceName({ nameZh, nameEn }: Pick<WireImpactService, 'nameZh' | 'nameEn'>, t: Words): string {
  return t.language === 'en' ? nameEn : nameZh;
}

/** Whatever the map knows of elements, by their key. */
export interface ElementNames {
  /** `F04 儒林镇财政所`, `预算管理系统`, `rulin-1-utm`. */
  name(element: WireImpactElement): string;
  /** What it is and what it is called, for who hears the page. */
  full(element: WireImpactElement): string;
}

export function namesIn(map: WireImpactMap, t: Words): ElementNames {
  const names = new Map<string, string>();
  const several = Map.groupBy(map.points, ({ officeId }) => officeId);
  for (const point of map.points) {
    const office = officeName(point, t.language);
    const isOneOf = (several.get(point.officeId)?.length ?? 0) > 1;
    const number = point.id.split('-').at(-1);
    const called = !isOneOf ? office : t.language === 'en' ? `${office} ${number}` : `${office}（${number}）`;
    names.set(`point:${point.id}`, called);
    for (const { id } of point.links) names.set(`link:${id}`, `${id} ${called}`);
  }
  for (const { id, services, pairs, ...centre } of map.centres) {
    const place = serviceName(centre, t);
    names.set(`district:${id}`, place);
    for (const service of services) names.set(`service:${service.id}`, `${serviceName(service, t)} (${place})`);
    for (const pair of pairs) names.set(`pair:${pair.id}`, pair.id);
  }
  const name = ({ kind, id }: WireImpactElement) => names.get(`${kind}:${id}`) ?? id;
  return { name, full: (element) => `${t(kindTexts[element.kind])} ${name(element)}` };
}

/** A point's name without what every one of them says, so that it fits beside its dot. */
export const shortPointName = (name: string): string =>
  name.replace(/(?:镇|街道|乡)?财政所/, '').replace(/（(.+)）/, ' $1');

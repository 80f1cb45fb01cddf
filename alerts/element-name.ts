import type { ElementRef } from '../audit/index.ts';
import type { Language } from '../core/index.ts';
import type { City } from '../inventory/index.ts';

/** What people call an element; undefined where its id is all that it is called by, as devices and links are, and offices in English. */
export function elementName(city: City, { kind, id }: ElementRef, language: Language): string | undefined {
  if (kind === 'district') {
    const district = city.districts.get(id);
    return language === 'en' ? district?.nameEn : district?.nameZh;
  }
  if (kind !== 'point' || language === 'en') return undefined;
  return city.offices.get(city.points.get(id)?.officeId ?? '')?.nameZh;
}

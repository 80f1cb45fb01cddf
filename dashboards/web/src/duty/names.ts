import type { WirePerson } from '../../../../api/wire-paging.ts';
import type { Words } from '../text/language.ts';

export const nameOf = ({ nameZh, nameEn }: WirePerson, t: Words): string => (t.language === 'en' ? nameEn : nameZh);

/** Colours that people of one roster are told apart by. */
export const colours = 6;

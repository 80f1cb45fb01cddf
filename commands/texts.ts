/** The words of every room, for commands that may say any of them. */
import { apiTexts } from '../api/index.ts';
import { isolationTexts } from '../audit/index.ts';
import { collectorTexts } from '../collector/index.ts';
import { type Dictionary, dictionary, type Language, type RoomTexts } from '../core/index.ts';
import labEn from '../lab/i18n/en.json' with { type: 'json' };
import labZh from '../lab/i18n/zh-CN.json' with { type: 'json' };
import { storeTexts } from '../store/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

const cliTexts: RoomTexts = { 'zh-CN': zh, en };
/** Past the lab's door, for who watches a city must not load a simulated one. */
const labTexts: RoomTexts = { 'zh-CN': labZh, en: labEn };

/** What the api does not know by itself, for reasons of the rooms below that reach a page. */
export const textsBesideApi: RoomTexts = {
  'zh-CN': dictionary('zh-CN', collectorTexts, storeTexts, labTexts),
  en: dictionary('en', collectorTexts, storeTexts, labTexts),
};

export function allTexts(language: Language): Dictionary {
  return dictionary(language, cliTexts, apiTexts(), textsBesideApi, isolationTexts);
}

/** What the api does not know by itself, for reasons of the rooms below that reach a page. */
import { collectorTexts } from '../collector/index.ts';
import { dictionary, type RoomTexts } from '../core/index.ts';
import labEn from '../lab/i18n/en.json' with { type: 'json' };
import labZh from '../lab/i18n/zh-CN.json' with { type: 'json' };
import { storeTexts } from '../store/index.ts';

/** Past the lab's door, for who watches a city must not load a simulated one. */
const labTexts: RoomTexts = { 'zh-CN': labZh, en: labEn };

export const textsBesideApi: RoomTexts = {
  'zh-CN': dictionary('zh-CN', collectorTexts, storeTexts, labTexts),
  en: dictionary('en', collectorTexts, storeTexts, labTexts),
};

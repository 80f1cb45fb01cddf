import { type Dictionary, dictionary, type Language, type Message, type RoomTexts, render } from '../../core/index.ts';
import { drillTexts } from '../drills/words.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** The words of the emergency handbook: apart, so that the wall does not load them. */
export const handbookTexts: RoomTexts = { 'zh-CN': zh, en };

/** Words of the handbook in one language. */
export function handbookWords(language: Language): (key: string, params?: Message['params']) => string {
  const texts: Dictionary = dictionary(language, handbookTexts, drillTexts);
  return (key, params) => render(texts, params === undefined ? { key } : { key, params });
}

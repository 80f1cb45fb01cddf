import type { Dictionary, Language } from '../core/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };
import rulesEn from './rules/i18n/en.json' with { type: 'json' };
import rulesZh from './rules/i18n/zh-CN.json' with { type: 'json' };

/** The words of this room's messages. */
export const alertTexts: Readonly<Record<Language, Dictionary>> = {
  'zh-CN': { ...zh, ...rulesZh },
  en: { ...en, ...rulesEn },
};

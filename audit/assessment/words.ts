import type { Language, Message, RoomTexts } from '../../core/index.ts';
import { message } from '../../core/index.ts';
import type { IndicatorSettings } from '../../inventory/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** The words of score cards. */
export const assessmentTexts: RoomTexts = { 'zh-CN': zh, en };

/** As the scheme calls it, or as its kind is usually called. */
export function indicatorName({ kind, nameZh, nameEn }: IndicatorSettings, language: Language): Message {
  const own = language === 'en' ? (nameEn ?? nameZh) : (nameZh ?? nameEn);
  return own === undefined ? message(`assessment.kind.${kind}`) : message('assessment.own-name', { name: own });
}

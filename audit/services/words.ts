import type { RoomTexts } from '../../core/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** The words of services and views: what they are, and what takes them. */
export const serviceTexts: RoomTexts = { 'zh-CN': zh, en };

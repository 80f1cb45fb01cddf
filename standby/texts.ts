import type { RoomTexts } from '../core/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** The room's texts; both languages have the same keys. */
export const standbyTexts: RoomTexts = { 'zh-CN': zh, en };

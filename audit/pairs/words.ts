import type { RoomTexts } from '../../core/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** The words of hot standby: titles, remedies, reasons, troubles and causes. */
export const pairTexts: RoomTexts = { 'zh-CN': zh, en };

import type { RoomTexts } from '../../core/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** The words of drills of hot-standby pairs. */
export const drillTexts: RoomTexts = { 'zh-CN': zh, en };

import type { RoomTexts } from '../../core/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** The words of the register, its approvals, stock-takes and open items. */
export const custodyTexts: RoomTexts = { 'zh-CN': zh, en };

import { collectorTexts } from '../../collector/index.ts';
import {
  type Dictionary,
  dictionary,
  type Language,
  type Message,
  type RoomTexts,
  render,
  wallTime,
} from '../../core/index.ts';
import { backupTexts } from '../backups/words.ts';
import { drillTexts } from '../drills/words.ts';
import { isolationTexts } from '../isolation/words.ts';
import { serviceTexts } from '../services/words.ts';
import { auditTexts } from '../texts.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };
import type { Told } from './model.ts';

/** The words of reports: apart from those of the room, so that the wall does not load them. */
export const reportTexts: RoomTexts = { 'zh-CN': zh, en };

/** The reports' words in one language. */
export interface Words {
  readonly language: Language;
  /** A text by its key, with its words. */
  tell(message: Message): Told;
  /** The words alone, for labels. */
  label(key: string, params?: Message['params']): string;
}

export function wordsIn(
  language: Language,
  {
    timeZone,
    more = [],
  }: {
    /** Times inside of texts are told by its clock; without it they stay in UTC. */
    readonly timeZone?: string;
    readonly more?: readonly RoomTexts[];
  } = {},
): Words {
  const texts: Dictionary = dictionary(
    language,
    auditTexts,
    isolationTexts,
    backupTexts,
    drillTexts,
    serviceTexts,
    // Why a probe failed.
    collectorTexts,
    reportTexts,
    ...more,
  );
  const said = (key: string, params: Message['params']): string =>
    render(
      texts,
      params === undefined ? { key } : { key, params },
      timeZone === undefined ? undefined : (iso) => wallTime(Date.parse(iso), timeZone),
    );
  return {
    language,
    tell: ({ key, params }) => ({ key, ...(params === undefined ? {} : { params }), text: said(key, params) }),
    label: said,
  };
}

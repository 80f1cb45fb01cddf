import type { Dictionary, Language } from '../message.ts';

/** What a room's door offers: its texts in every language, under the same keys. */
export type RoomTexts = Readonly<Record<Language, Dictionary>>;

/**
 * One dictionary from the rooms' own: keys begin with the room's name, so rooms never meet.
 * @example render(dictionary('en', inventoryTexts, alertsTexts), message('alerts.link-down'))
 */
export function dictionary(language: Language, ...parts: readonly RoomTexts[]): Dictionary {
  return Object.assign(Object.create(null), ...parts.map((part) => part[language]));
}

/** The language that a person means by `zh`, `zh_CN.UTF-8`, `en-GB`...; undefined for one that we do not speak. */
export function matchLanguage(text: string): Language | undefined {
  const primary = /^[a-z]+/i.exec(text.trim())?.[0].toLowerCase();
  return primary === 'zh' ? 'zh-CN' : primary === 'en' ? 'en' : undefined;
}

/**
 * The language of a terminal: `--lang`, then FANGZHOU_LANG, then the locale (POSIX: the first of LC_ALL, LC_MESSAGES
 * and LANG that is set decides). English where nothing tells, because a C terminal may not show Chinese.
 */
export function pickLanguage({
  flag,
  env,
}: {
  readonly flag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Language {
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '');
  for (const wish of [flag, env.FANGZHOU_LANG, locale]) {
    const language = wish === undefined ? undefined : matchLanguage(wish);
    if (language !== undefined) return language;
  }
  return 'en';
}

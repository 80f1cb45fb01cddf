/** The words of a light collector's command alone, in one language: it carries none of the rooms that a hub is made of. */
import type { Dictionary, Language } from '../core/index.ts';

export async function lightTexts(language: Language): Promise<Dictionary> {
  const [own, seen] = await Promise.all(
    language === 'en'
      ? [
          import('./i18n/en.json', { with: { type: 'json' } }),
          import('../collector/i18n/en.json', { with: { type: 'json' } }),
        ]
      : [
          import('./i18n/zh-CN.json', { with: { type: 'json' } }),
          import('../collector/i18n/zh-CN.json', { with: { type: 'json' } }),
        ],
  );
  return { ...own.default, ...seen.default };
}

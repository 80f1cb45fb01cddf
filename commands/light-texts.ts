/** The words of the commands that stay small, in one language: they carry none of the rooms that a hub is made of. */
import type { Dictionary, Language } from '../core/index.ts';

/** For a light collector: its command's own words, and those of what it sees. */
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

/** For the audit of one repository: with the words of its verdict. */
export async function backupAuditTexts(language: Language): Promise<Dictionary> {
  const judged = await (language === 'en'
    ? import('../audit/i18n/en.json', { with: { type: 'json' } })
    : import('../audit/i18n/zh-CN.json', { with: { type: 'json' } }));
  return { ...(await lightTexts(language)), ...judged.default };
}

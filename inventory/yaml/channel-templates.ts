/** Own words of channels: `templates`, by language. */
import { type OwnWords, parseTemplate, type Template, templateBounds, templateNames } from '../channel-template.ts';
import { nearest } from '../mistakes/near.ts';
import type { ChannelTemplates } from '../paging-settings.ts';
import type { Section } from './section.ts';

/** Undefined where a channel has none. */
export function readTemplates(channel: Section): ChannelTemplates | undefined {
  if (!channel.has('templates')) return undefined;
  const section = channel.section('templates');
  const found: { -readonly [language in keyof ChannelTemplates]: ChannelTemplates[language] } = {};
  for (const language of ['zh-CN', 'en'] as const) {
    if (!section.has(language)) continue;
    const words = section.section(language);
    const subject = templateIn(words, 'subject', templateBounds.subjectCharacters);
    const body = templateIn(words, 'body', templateBounds.bodyCharacters);
    words.finish();
    const own: OwnWords = { ...(subject === undefined ? {} : { subject }), ...(body === undefined ? {} : { body }) };
    found[language] = own;
  }
  section.finish();
  return found;
}

function templateIn(section: Section, key: 'subject' | 'body', characters: number): Template | undefined {
  if (!section.has(key)) return undefined;
  const text = key === 'subject' ? section.optionalText(key) : section.lines(key);
  if (text === undefined) return undefined;
  if (text.length > characters) return section.wrong(key, 'paging-template-long', { most: characters });
  const parsed = parseTemplate(text);
  if (parsed.ok) return parsed.value;
  const { name } = parsed;
  if (name === undefined) return section.wrong(key, 'paging-template-brace');
  const known = templateNames.join(', ');
  section.mistakes.add(
    section.place(key),
    'paging-template-name',
    { field: section.name(key), value: name, known },
    nearest(name, templateNames),
  );
  return undefined;
}

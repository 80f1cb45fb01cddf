import { nearest, type Section } from '../../../inventory/index.ts';
import type en from '../i18n/en.json';
import type { RuleText } from '../model.ts';
import { ruleBounds } from '../model.ts';

/** Every mistake of rules that has words: `alerts.rules.<code>.what`, `.why` and `.remedy`. */
export type RuleMistake = keyof typeof en extends infer Key
  ? Key extends `alerts.rules.${infer Code}.what`
    ? Code
    : never
  : never;

type Params = Readonly<Record<string, string | number>>;

/** Records a mistake at a key's value. */
export function complain(
  section: Section,
  key: string,
  code: RuleMistake,
  params: Params = {},
  near?: string,
): undefined {
  complainAt(section, section.place(key), code, { field: section.name(key), ...params }, near);
  return undefined;
}

export function complainAt(
  { mistakes }: Pick<Section, 'mistakes'>,
  place: ReturnType<Section['place']>,
  code: RuleMistake,
  params: Params,
  near?: string,
): void {
  mistakes.addKeyed(place, `alerts.rules.${code}`, params, near);
}

/** A required text. */
export function words(section: Section, key: string): string | undefined {
  return section.has(key) ? section.optionalText(key) : complain(section, key, 'missing');
}

/** A word of a list. */
export function oneOf<T extends string>(section: Section, key: string, allowed: readonly T[]): T | undefined {
  const text = words(section, key);
  if (text === undefined) return undefined;
  const params = { value: text, allowed: allowed.join(', ') };
  return allowed.find((word) => word === text) ?? complain(section, key, 'not-a-word', params, nearest(text, allowed));
}

/** Words of a list, each once; an empty or absent list is a mistake only where it says so. */
export function someOf<T extends string>(section: Section, key: string, allowed: readonly T[]): readonly T[] {
  const found = (section.list(key) ?? []).flatMap(({ text, place }) => {
    const word = allowed.find((one) => one === text);
    if (word !== undefined) return [word];
    const params = { field: section.name(key), value: text, allowed: allowed.join(', ') };
    complainAt(section, place, 'not-a-word', params, nearest(text, allowed));
    return [];
  });
  if (!section.has(key)) complain(section, key, 'missing');
  return [...new Set(found)];
}

/** `{ zh: ..., en: ... }`: both languages, and only values that are known there; without them any. */
export function readText(section: Section, key: string, values?: readonly string[]): RuleText {
  if (!section.has(key)) {
    complain(section, key, 'missing');
    return { zh: '', en: '' };
  }
  const text = section.section(key);
  const of = (language: 'zh' | 'en'): string => {
    if (!text.has(language)) {
      complain(text, language, 'language', { language });
      return '';
    }
    const found = text.optionalText(language) ?? '';
    if (found.length > ruleBounds.textCharacters)
      complain(text, language, 'too-long', { limit: ruleBounds.textCharacters });
    if (/[{}]/.test(found.replace(/\{\w+\}/g, ''))) complain(text, language, 'brace');
    for (const [, name = ''] of found.matchAll(/\{(\w+)\}/g)) {
      if (values === undefined || values.includes(name)) continue;
      complain(text, language, 'place', { value: `{${name}}`, allowed: values.map((one) => `{${one}}`).join(', ') });
    }
    return found;
  };
  const both = { zh: of('zh'), en: of('en') };
  text.finish();
  return both;
}

import { nearest, type Section } from '../../inventory/index.ts';
import type en from '../i18n/en.json';
import type { Title } from './model.ts';

/** Every mistake of a profile that has words: `collector.profile.<code>.what`, `.why` and `.remedy`. */
export type ProfileMistake = keyof typeof en extends infer Key
  ? Key extends `collector.profile.${infer Code}.what`
    ? Code
    : never
  : never;

/** Records a mistake at a key's value. */
export function complain(
  section: Section,
  key: string,
  code: ProfileMistake,
  params: Readonly<Record<string, string | number>> = {},
  near?: string,
): undefined {
  const all = { field: section.name(key), ...params };
  section.mistakes.addKeyed(section.place(key), `collector.profile.${code}`, all, near);
  return undefined;
}

/** A required text. */
export function words(section: Section, key: string): string | undefined {
  return section.has(key) ? section.optionalText(key) : complain(section, key, 'missing');
}

/** A required word of a list. */
export function oneOf<T extends string>(section: Section, key: string, allowed: readonly T[]): T | undefined {
  const text = words(section, key);
  if (text === undefined) return undefined;
  const found = allowed.find((word) => word === text);
  return (
    found ?? complain(section, key, 'not-a-word', { value: text, allowed: allowed.join(', ') }, nearest(text, allowed))
  );
}

/** `title: {zh: ..., en: ...}`. */
export function readTitle(section: Section): Title | undefined {
  if (!section.has('title')) {
    complain(section, 'title', 'missing');
    return undefined;
  }
  const title = section.section('title');
  const zh = words(title, 'zh');
  const en = words(title, 'en');
  title.finish();
  return zh === undefined || en === undefined ? undefined : { zh, en };
}

import { describe, expect, it } from 'vitest';
import en from '../i18n/en.json' with { type: 'json' };
import zh from '../i18n/zh-CN.json' with { type: 'json' };
import { problemStatus } from './problem.ts';
import { preferredLanguage } from './texts.ts';

describe('the texts of the room', () => {
  it('exist in both languages with the same places', () => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(zh)) {
      expect(key).toMatch(/^api\./);
      expect(places(text), key).toEqual(places((en as Record<string, string>)[key] ?? ''));
    }
  });

  it('have a title and a detail for every kind of problem', () => {
    for (const kind of Object.keys(problemStatus)) {
      expect(zh).toHaveProperty([`api.problem.${kind}.title`]);
      expect(zh).toHaveProperty([`api.problem.${kind}.detail`]);
    }
  });
});

describe('the language of an answer', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['*', 'zh-CN'],
    ['fr', 'zh-CN'],
    ['en-GB,en;q=0.9', 'en'],
    ['fr, en;q=0.5', 'en'],
    ['en;q=0.4, zh-TW;q=0.8', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['zh,en', 'zh-CN'],
    ['en;q=oops', 'en'],
  ])('for %s is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});

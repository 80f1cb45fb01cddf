import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '..');
const folder = join(source, '..', '..', 'i18n');
const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8'));
const [zh, en] = [read('zh-CN'), read('en')];
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

const used = new Set(
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(source, file), 'utf8').matchAll(/'(dashboards\.[\w.-]+)'/g)])
    .map(([, key]) => key ?? ''),
);

describe('the texts of the wall', () => {
  it('exist in both languages with the same places', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const [key, text] of Object.entries(zh)) expect([key, places(text)]).toEqual([key, places(en[key] ?? '')]);
  });

  it('exist for every key that the pages use', () => {
    expect([...used].filter((key) => !(key in zh))).toEqual([]);
  });

  it('are all used', () => {
    expect(Object.keys(zh).filter((key) => !used.has(key))).toEqual([]);
  });

  it('are never empty, and Chinese texts carry Chinese punctuation', () => {
    for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)])
      expect([key, text.trim().length > 0]).toEqual([key, true]);
    for (const [key, text] of Object.entries(zh))
      expect([key, /[,;]|[\u4e00-\u9fff][:(]/.test(text)]).toEqual([key, false]);
  });

  it('stand only in dictionaries: no Chinese in the code of a page', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
    const found = files.filter((file) => /[\u4e00-\u9fff]/.test(readFileSync(join(source, file), 'utf8')));
    expect(found).toEqual([]);
  });
});

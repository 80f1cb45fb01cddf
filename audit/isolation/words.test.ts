import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isolationChecks } from './catalogue.ts';
import { isolationTexts } from './words.ts';

const { 'zh-CN': zh, en } = isolationTexts;
const places = (text = ''): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe('the texts of isolation', () => {
  it('are there in both languages with the same places', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
    for (const key of Object.keys(en)) expect([key, places(zh[key])]).toEqual([key, places(en[key])]);
  });

  it('give every check its title and what to do', () => {
    for (const { id } of isolationChecks)
      for (const part of ['title', 'remedy']) expect(en).toHaveProperty([`isolation.${id}.${part}`]);
  });

  it('have every reason that the code gives', () => {
    const files = [import.meta.dirname, join(import.meta.dirname, 'checks')].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.ts') && !/\.(?:test|fake)\./.test(name))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    );
    const used = files.flatMap((text) => [...text.matchAll(/'(isolation\.[a-z0-9.-]+)'/g)].map(([, key]) => key ?? ''));
    for (const key of used) expect(en).toHaveProperty([key]);
    for (const outcome of ['not-offered', 'silent', 'refused', 'truncated', 'malformed'])
      expect(en).toHaveProperty([`isolation.table.${outcome}`]);
  });
});

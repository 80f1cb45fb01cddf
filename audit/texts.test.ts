import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditTexts } from './texts.ts';

const places = (text: string | undefined): readonly string[] =>
  [...(text ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe('the texts of the audit room', () => {
  it('exist in both languages with the same places', () => {
    expect(Object.keys(auditTexts.en).sort()).toEqual(Object.keys(auditTexts['zh-CN']).sort());
    for (const key of Object.keys(auditTexts.en)) {
      expect([key, places(auditTexts['zh-CN'][key])]).toEqual([key, places(auditTexts.en[key])]);
    }
  });

  it('are exactly those that the rules use', () => {
    const code = ['state', 'reconcile']
      .map((name) => join(import.meta.dirname, name))
      .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
      .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const used = new Set([...code.matchAll(/'(audit\.[a-z-]+(?:\.[a-z-]+)*)'/g)].map(([, key]) => key));
    const oneShot = readdirSync(join(import.meta.dirname, 'backups'))
      .filter((name) => name.startsWith('one-shot') && !name.includes('.test.'))
      .map((name) => readFileSync(join(import.meta.dirname, 'backups', name), 'utf8'))
      .join('\n');
    // Reasons of `fangzhou backup-audit` have their keys made of a code.
    for (const [, code] of oneShot.matchAll(/(?:failing|doubting)\(\s*'([a-z-]+)'/g))
      used.add(`audit.backup.${code}`).add(`audit.backup.${code}.remedy`);
    expect([...used].sort()).toEqual(Object.keys(auditTexts.en).sort());
  });
});

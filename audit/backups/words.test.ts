import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataSetChecks, repositoryChecks } from './catalogue.ts';
import { backupTexts } from './words.ts';

const { 'zh-CN': zh, en } = backupTexts;
const places = (text = ''): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe('the texts of backups', () => {
  it('are there in both languages with the same places', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
    for (const key of Object.keys(en)) expect([key, places(zh[key])]).toEqual([key, places(en[key])]);
  });

  it('give every check its title and what to do', () => {
    for (const { id } of [...dataSetChecks, ...repositoryChecks])
      for (const part of ['title', 'remedy']) expect(en).toHaveProperty([`backups.${id}.${part}`]);
  });

  it('have every reason that the code gives, and no other', () => {
    const folder = join(import.meta.dirname, 'checks');
    const used = new Set<string>();
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      const idOf = new Map(
        [...text.matchAll(/const (\w+) = judgementsOf\(\s*'(BA-\d\d)'/g)].map(([, as, id]) => [as, id]),
      );
      for (const [, as, said] of text.matchAll(/(\w+)\.of(?:Set|Repository)\(([^;]*?\})\)/gs)) {
        const id = idOf.get(as);
        if (id === undefined || said === undefined) continue;
        const why = /why: ([^,}]*)/.exec(said)?.[1] ?? /why(?=[,\s])/.exec(said)?.[0] ?? '';
        for (const [, word] of why.matchAll(/'([a-z-]+)'/g)) used.add(`backups.${id}.${word}`);
      }
    }
    expect(used.size).toBeGreaterThan(60);
    for (const key of used) expect(en).toHaveProperty([key]);
  });
});

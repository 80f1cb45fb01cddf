import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectorTexts } from '../../texts.ts';

test('every reason that a reader gives has its words in both languages', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((name) => !/\.(test|fake)\.ts$/.test(name));
  const sources = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  const keys = sources.flatMap((text) =>
    [...text.matchAll(/['"`](collector\.pairs\.[a-z.-]+)/g)].map(([, key]) => key ?? ''),
  );
  expect(keys.length).toBeGreaterThan(30);
  for (const language of ['zh-CN', 'en'] as const)
    for (const key of keys) expect(Object.keys(collectorTexts[language])).toContain(key);
});

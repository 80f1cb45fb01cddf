import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };
import { followConditions } from './warm/state.ts';

it('has every text in both languages, with the same places', () => {
  const places = (texts: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key, [...text.matchAll(/\{\w+\}/g)].map(String).sort()]),
    );
  expect(places(zh)).toEqual(places(en));
});

it('has a text for every key that the code names', async () => {
  const files = (await readdir(import.meta.dirname, { recursive: true })).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  const sources = await Promise.all(files.map((name) => readFile(join(import.meta.dirname, name), 'utf8')));
  const keys = sources.flatMap((source) =>
    [...source.matchAll(/'(standby\.(?:condition|check|promote|start)\.[a-z.-]+)'/g)].map((match) => match[1] ?? ''),
  );
  for (const condition of followConditions) keys.push(`standby.condition.${condition}`);
  expect(keys.length).toBeGreaterThan(20);
  expect(keys.filter((key) => !(key in en))).toEqual([]);
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ledgerTexts } from './texts.ts';

it('has a text for every fault and every problem that the code names, and no other', async () => {
  const files = (await readdir(import.meta.dirname, { recursive: true })).filter((name) =>
    /(?<!\.test)(?<!\.fake)\.ts$/.test(name),
  );
  const sources = await Promise.all(files.map((name) => readFile(join(import.meta.dirname, name), 'utf8')));
  const named = sources.flatMap((source) => [
    ...[...source.matchAll(/\b(?:faulty|found|fault)\(\s*'([a-z-]+)'/g)].map((match) => `ledger.fault.${match[1]}`),
    ...[...source.matchAll(/\bledgerError\(\s*'([a-z-]+)'/g)].flatMap((match) => [
      `ledger.problem.${match[1]}`,
      `ledger.problem.${match[1]}.remedy`,
    ]),
    ...[...source.matchAll(/\bsay\('([a-z]+)'/g)].map((match) => `ledger.paper.${match[1]}`),
  ]);
  // The lines to be filled in by hand are named in a list.
  named.push(...['name', 'office', 'date', 'stamp'].map((name) => `ledger.paper.${name}`));
  expect([...new Set(named)].sort()).toEqual(Object.keys(ledgerTexts.en).sort());
});

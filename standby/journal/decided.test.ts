import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isDecidedCollection, seededCollections } from './decided.ts';

const root = join(import.meta.dirname, '..', '..');

it('every collection of every room is either decided, and then handed over, or kept by each instance for itself', () => {
  const rooms = '{alerts,api,audit,collector,commands,inventory,ledger}';
  const sources = globSync(`${rooms}/**/*.ts`, { cwd: root }).filter((file) => !/\.(?:test|fake)\.ts$/.test(file));
  const named = sources.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/\b\w*[cC]ollection = '([a-z-]+)'/g)].map(([, name = '']) => name);
  });
  expect(named.length).toBeGreaterThan(15);
  for (const name of named) expect([name, seededCollections.includes(name)]).toEqual([name, isDecidedCollection(name)]);
});

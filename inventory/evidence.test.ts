import { expect, it } from 'vitest';
import { canonicalJson } from '../ledger/index.ts';
import { cityFolder, referenceEnv } from './city.fake.ts';
import { changeRecords, diffInventory, type Inventory, inventoryDigest, loadInventory } from './index.ts';

async function reference(): Promise<Inventory> {
  await using folder = await cityFolder();
  const read = await loadInventory({ source: folder.path, env: referenceEnv });
  if (!read.ok) throw new Error('the reference city has mistakes');
  return read.value;
}

it('names what a reload changed, and no value of a setting', async () => {
  const before = await reference();
  const links = new Map([...before.city.links].slice(1));
  const credentials = new Map([['v3', { version: 'v2c', community: 'quite-secret' } as const]]);
  const after: Inventory = {
    ...before,
    city: { ...before.city, links },
    settings: { ...before.settings, credentials },
  };
  const records = changeRecords(diffInventory(before, after), after);
  expect(records.map(({ kind }) => kind)).toEqual(['inventory-change', 'configuration-change']);
  const text = records.map(({ body }) => canonicalJson(body)).join();
  expect(text).toContain([...before.city.links.keys()][0]);
  expect(text).toContain('credentials');
  expect(text).not.toContain('quite-secret');
  expect(changeRecords(diffInventory(before, before), before)).toEqual([]);
});

it('has one digest for one city, and another for any other', async () => {
  const one = await reference();
  expect(inventoryDigest(one)).toEqual(inventoryDigest(await reference()));
  const [first] = one.city.terminals.values();
  if (first === undefined) throw new Error('no terminal');
  const terminals = new Map(one.city.terminals).set(first.id, { ...first, state: 'scrapped' } as typeof first);
  const other = { ...one, city: { ...one.city, terminals } };
  expect(inventoryDigest(other).sha256).not.toBe(inventoryDigest(one).sha256);
});

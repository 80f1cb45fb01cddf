import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createBlobTable } from './blob-table.ts';

const idOf = (index: number): string => createHash('sha256').update(String(index)).digest('hex');

it('finds every blob again after it has grown, the first place of each, and none that it was not given', () => {
  const table = createBlobTable();
  const placeOf = (index: number) => ({
    pack: idOf(-1 - (index % 7)),
    offset: index * 10,
    length: 4_000_000_000 + index,
    plain: index,
  });
  for (let index = 0; index < 5_000; index++) table.add(idOf(index), placeOf(index));
  table.add(idOf(3), placeOf(4));
  for (let index = 0; index < 5_000; index++) expect(table.get(idOf(index))).toEqual(placeOf(index));
  expect(table.get(idOf(5_000))).toBeUndefined();
});

it('keeps ids apart that begin alike, and takes no word for an id', () => {
  const table = createBlobTable();
  const [one, two] = ['00', '01'].map((end) => `${'ab'.repeat(31)}${end}`) as [string, string];
  table.add(one, { pack: 'p', offset: 0, length: 1, plain: 1 });
  table.add(two, { pack: 'q', offset: 1, length: 2, plain: 2 });
  table.add('no id', { pack: 'r', offset: 2, length: 3, plain: 3 });
  expect([one, two, 'no id'].map((id) => table.get(id)?.pack)).toEqual(['p', 'q', undefined]);
});

import { Problem } from '../problems/problem.ts';
import type { WirePage } from '../wire.ts';

export const maximumPageSize = 500;
export const defaultPageSize = 100;

/**
 * A page of a list that is in memory, after the item that the cursor names. The cursor is the id of the last item of
 * the page before, so that items that come and go elsewhere do not move the page.
 * @throws Problem `invalid-cursor` when that item is no longer in the list.
 */
export function pageOf<T, W>(
  items: readonly T[],
  asked: { readonly cursor?: string; readonly limit?: number },
  idOf: (item: T) => string,
  toWire: (item: T) => W,
): WirePage<W> {
  const limit = asked.limit ?? defaultPageSize;
  let start = 0;
  if (asked.cursor !== undefined) {
    const lastId = readCursor(asked.cursor);
    start = items.findIndex((item) => idOf(item) === lastId) + 1;
    if (start === 0) throw new Problem('invalid-cursor');
  }
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const more = start + limit < items.length && last !== undefined;
  return { items: page.map(toWire), total: items.length, next: more ? makeCursor(idOf(last)) : null };
}

/** Opaque to clients. */
export function makeCursor(id: string): string {
  return Buffer.from(id, 'utf8').toString('base64url');
}

export function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (id === '' || makeCursor(id) !== cursor) throw new Problem('invalid-cursor');
  return id;
}

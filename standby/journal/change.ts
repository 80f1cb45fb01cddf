/** What one decision changes; one row of the journal holds those that happened together. */
export type Change =
  /** A document under a key; `text` is its JSON, null deletes it. */
  | readonly ['document', collection: string, key: string, text: string | null]
  /** An entry of a store's journal; `text` is JSON. */
  | readonly ['entry', journal: string, at: number, subject: string, text: string]
  /** A record of evidence; `text` is the body's JSON. */
  | readonly ['record', kind: string, subject: string, at: number, text: string];

/** One row of the journal, as it is read. */
export interface Decision {
  /** Rises by one. */
  readonly seq: number;
  /** Hash over this row and, by way of the one before, over all of them. */
  readonly chain: string;
  readonly changes: readonly Change[];
}

/** The changes of a row; undefined for anything that is none, so that a foreign row stops nobody with an exception. */
export function parseChanges(body: string): readonly Change[] | undefined {
  try {
    const list: unknown = JSON.parse(body);
    return Array.isArray(list) && list.every(isChange) ? list : undefined;
  } catch {
    return undefined;
  }
}

function isChange(value: unknown): value is Change {
  if (!Array.isArray(value)) return false;
  const [what, a, b, c, d] = value as readonly unknown[];
  const text = (each: unknown): each is string => typeof each === 'string';
  if (what === 'document') return value.length === 4 && text(a) && text(b) && (c === null || text(c));
  if (what === 'entry') return value.length === 5 && text(a) && Number.isSafeInteger(b) && text(c) && text(d);
  return what === 'record' && value.length === 5 && text(a) && text(b) && Number.isSafeInteger(c) && text(d);
}

import type { Driver } from './driver.ts';
import { limits } from './limits.ts';
import type { Pending } from './pending.ts';
import type { JournalEntry, JournalQuery, KeptDocument } from './store.ts';

/** Documents and journals: queued ones as if they were on disk. */
export interface Events {
  put(document: KeptDocument): void;
  documents(collection: string): Promise<readonly KeptDocument[]>;
  record(entry: JournalEntry): void;
  journal(query: JournalQuery): Promise<readonly (JournalEntry & { readonly sequence: number })[]>;
  /** Refused because they are no JSON or too large. */
  readonly refused: number;
}

export async function openEvents(reader: Driver, pending: Pending): Promise<Events> {
  const [row] = await reader.all("SELECT seq FROM sqlite_sequence WHERE name = 'journal'");
  let sequence = Number(row?.seq ?? 0);
  let refused = 0;
  /** Taken as text at once, so that later changes by its owner do not show; undefined when it cannot be kept. */
  const textOf = (body: unknown, ...names: string[]): string | undefined => {
    try {
      const text = JSON.stringify(body);
      const sound = names.every((name) => name.isWellFormed() && !name.includes('\0'));
      if (sound && text !== undefined && Buffer.byteLength(text) <= limits.maxBodyBytes) return text;
    } catch {
      // A circle or a BigInt: refused below.
    }
    refused++;
    return undefined;
  };

  return {
    put({ collection, key, body }) {
      const text = body === undefined ? null : textOf(body, collection, key);
      if (text !== undefined) pending.documents.add([{ collection, key, text }]);
    },

    async documents(collection) {
      const queued = pending.documents.all().filter((document) => document.collection === collection);
      const rows = await reader.all('SELECT key, body FROM document WHERE collection = ?', [collection]);
      const texts = new Map<string, string | null>(rows.map(({ key, body }) => [String(key), String(body)]));
      for (const { key, text } of queued) texts.set(key, text);
      return [...texts]
        .flatMap(([key, text]) => (text === null ? [] : [{ collection, key, body: JSON.parse(text) as unknown }]))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },

    record({ journal, at, subject, body }) {
      const text = Number.isSafeInteger(at) ? textOf(body, journal, subject) : undefined;
      if (text !== undefined) pending.entries.add([{ sequence: ++sequence, journal, at, subject, text }]);
      else if (!Number.isSafeInteger(at)) refused++;
    },

    async journal({
      journal,
      subject,
      from = 0,
      to = Number.MAX_SAFE_INTEGER,
      before = Number.MAX_SAFE_INTEGER,
      limit,
    }) {
      const most = Math.floor(Math.max(0, Math.min(limit, limits.maxJournalEntries))) || 0;
      const queued = pending.entries
        .all()
        .filter((entry) => entry.journal === journal && (subject === undefined || entry.subject === subject))
        .filter((entry) => entry.at >= from && entry.at < to && entry.sequence < before);
      const rows = await reader.all(
        `SELECT sequence, at, subject, body FROM journal
         WHERE journal = ? AND sequence < ? AND at >= ? AND at < ? ${subject === undefined ? '' : 'AND subject = ?'}
         ORDER BY sequence DESC LIMIT ?`,
        [journal, before, from, to, ...(subject === undefined ? [] : [subject]), most],
      );
      const found = new Map(
        rows.map((row) => [
          Number(row.sequence),
          { at: Number(row.at), subject: String(row.subject), text: String(row.body) },
        ]),
      );
      for (const entry of queued) found.set(entry.sequence, entry);
      return [...found]
        .sort(([a], [b]) => b - a)
        .slice(0, most)
        .map(([number, entry]) => ({
          journal,
          at: entry.at,
          subject: entry.subject,
          body: JSON.parse(entry.text) as unknown,
          sequence: number,
        }));
    },

    get refused() {
      return refused;
    },
  };
}

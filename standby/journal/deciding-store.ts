import type { Store } from '../../store/index.ts';
import { isDecidedCollection, isDecidedJournal } from './decided.ts';
import type { JournalWriter } from './writer.ts';

/**
 * The store as the rooms below see it. What is decided goes to the journal first, and from there into the own store; all else goes
 * straight there. Without a writer (a standby) decisions of those below are dropped: they are the active instance's to make. The writer
 * comes when this instance becomes that.
 */
export function decidingStore(own: Store, writerNow: () => JournalWriter | undefined): Store {
  const settled = async (): Promise<void> => void (await writerNow()?.settled());
  return {
    ...own,
    stats: () => own.stats(),
    put(document) {
      const writer = writerNow();
      if (!isDecidedCollection(document.collection)) own.put(document);
      else if (writer !== undefined) {
        const text = document.body === undefined ? null : textOf(document.body);
        // What is no JSON is refused and counted where it always was.
        if (text === undefined) own.put(document);
        else writer.push(['document', document.collection, document.key, text]);
      }
    },
    async documents(collection) {
      if (isDecidedCollection(collection)) await settled();
      return own.documents(collection);
    },
    record(entry) {
      const writer = writerNow();
      if (!isDecidedJournal(entry.journal)) own.record(entry);
      else if (writer !== undefined) {
        const text = textOf(entry.body);
        if (text === undefined || !Number.isSafeInteger(entry.at)) own.record(entry);
        else writer.push(['entry', entry.journal, entry.at, entry.subject, text]);
      }
    },
    async journal(query) {
      if (isDecidedJournal(query.journal)) await settled();
      return own.journal(query);
    },
    async flush() {
      await settled();
      await own.flush();
    },
    async close() {
      await settled();
      writerNow()?.close();
      await own.close();
    },
  };
}

function textOf(body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch {
    return undefined;
  }
}

import { errorText, type Log } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import { type Page, pagingLimits } from './model.ts';

/** Pages that wait, and those that are settled and may still be seen or acknowledged. */
export const pageCollection = 'pages';
/** What became of each page, by incident. */
export const pageJournal = 'pages';

/**
 * Pages as they stand, each on disk until it is settled and long after in a journal. A page is put in the turn of the incident's own
 * change, so that both come to the disk in one transaction, or neither does.
 */
export interface Outbox {
  load(): Promise<void>;
  /** Adds pages that are not known yet; gives those that had to fail for want of room. */
  add(pages: readonly Page[]): readonly Page[];
  /** Changes a page; a settled one goes to the journal. */
  update(id: string, patch: Partial<Page>): Page | undefined;
  get(id: string): Page | undefined;
  byCode(code: string): Page | undefined;
  /** In the order of their making. */
  waiting(): Iterable<Page>;
  /** Those at hand, in the order in which they were settled. */
  settled(): Iterable<Page>;
  readonly waitingCount: number;
  /** Brings a page to the disk, unless it is there. Rejects when the disk does not take it. */
  written(id: string): Promise<void>;
  /** Brings what became of pages to the disk, so that a kill right now repeats none of them. Never rejects. */
  sync(): Promise<void>;
  /** Every page of an incident as it stands or stood, the oldest first. */
  ofIncident(incidentId: string): Promise<readonly Page[]>;
}

export function createOutbox({ store, log }: { readonly store: Store; readonly log: Log }): Outbox {
  const waiting = new Map<string, Page>();
  const settled = new Map<string, Page>();
  const codes = new Map<string, string>();
  /** Pages whose first writing nobody has waited for. */
  const unwritten = new Set<string>();
  let writing: Promise<void> | undefined;
  let syncing: Promise<void> | undefined;
  let isUnsynced = false;

  const keep = (page: Page): void => store.put({ collection: pageCollection, key: page.id, body: page });

  const settle = (page: Page): void => {
    waiting.delete(page.id);
    unwritten.delete(page.id);
    // What is told of is in the incident itself.
    const { incident: _, ...rest } = page;
    settled.delete(page.id);
    settled.set(page.id, rest);
    keep(rest);
    store.record({ journal: pageJournal, at: page.createdAt, subject: page.incidentId, body: rest });
    for (const [id, oldest] of settled) {
      if (settled.size <= pagingLimits.settledPages) break;
      settled.delete(id);
      codes.delete(oldest.code);
      store.put({ collection: pageCollection, key: id, body: undefined });
    }
  };

  const flush = async (): Promise<void> => {
    const now = [...unwritten];
    await store.flush();
    for (const id of now) unwritten.delete(id);
  };

  const outbox: Outbox = {
    async load() {
      const found: Page[] = [];
      for (const { key, body } of await store.documents(pageCollection)) {
        const page = readPage(body);
        if (page !== undefined) found.push(page);
        else {
          log.warn({ key }, 'page-unreadable');
          store.put({ collection: pageCollection, key, body: undefined });
        }
      }
      for (const page of found.sort((a, b) => a.createdAt - b.createdAt)) {
        codes.set(page.code, page.id);
        // What was added before is newer than what a former run wrote.
        if (page.state === 'pending' && !waiting.has(page.id)) waiting.set(page.id, page);
        else if (page.state !== 'pending') settled.set(page.id, page);
      }
    },
    add(pages) {
      for (const page of pages) {
        if (waiting.has(page.id) || settled.has(page.id)) continue;
        waiting.set(page.id, page);
        codes.set(page.code, page.id);
        unwritten.add(page.id);
        keep(page);
      }
      const lost: Page[] = [];
      for (const page of waiting.values()) {
        if (waiting.size <= pagingLimits.waitingPages) break;
        const failed: Page = { ...page, state: 'failed', detail: 'too many pages wait' };
        settle(failed);
        lost.push(failed);
      }
      return lost;
    },
    update(id, patch) {
      const before = waiting.get(id) ?? settled.get(id);
      if (before === undefined) return undefined;
      const page: Page = { ...before, ...patch };
      if (page.state !== 'pending') settle(page);
      else {
        waiting.set(id, page);
        keep(page);
      }
      return page;
    },
    get: (id) => waiting.get(id) ?? settled.get(id),
    byCode(code) {
      const id = codes.get(code);
      return id === undefined ? undefined : outbox.get(id);
    },
    waiting: () => waiting.values(),
    settled: () => settled.values(),
    get waitingCount() {
      return waiting.size;
    },
    async written(id) {
      while (unwritten.has(id)) {
        writing ??= flush().finally(() => {
          writing = undefined;
        });
        await writing;
      }
    },
    async sync() {
      isUnsynced = true;
      // One write at a time: those that come meanwhile share the next.
      syncing ??= (async () => {
        while (isUnsynced) {
          isUnsynced = false;
          await store.flush().catch((thrown: unknown) => log.error({ reason: errorText(thrown) }, 'page-not-written'));
        }
      })().finally(() => {
        syncing = undefined;
      });
      await syncing;
    },
    async ofIncident(incidentId) {
      const pages = new Map<string, Page>();
      const entries = await store.journal({ journal: pageJournal, subject: incidentId, limit: 1_000 });
      for (const { body } of entries.toReversed()) {
        const page = readPage(body);
        if (page !== undefined) pages.set(page.id, page);
      }
      for (const page of [...settled.values(), ...waiting.values()])
        if (page.incidentId === incidentId) pages.set(page.id, page);
      return [...pages.values()].sort((a, b) => a.createdAt - b.createdAt).slice(-pagingLimits.shownDeliveries);
    },
  };
  return outbox;
}

/** What a former run, or the other instance, wrote, where it is whole enough to go on with. */
export function readPage(body: unknown): Page | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const page = body as Partial<Page>;
  const words = [page.id, page.key, page.incidentId, page.recipientId, page.channelId, page.to, page.code, page.mark];
  if (words.some((word) => typeof word !== 'string')) return undefined;
  if (![page.createdAt, page.tries, page.nextTryAt].every(Number.isFinite)) return undefined;
  if (!['pending', 'sent', 'delivered', 'failed'].includes(String(page.state))) return undefined;
  if (page.state === 'pending' && typeof page.incident?.id !== 'string') return undefined;
  return page as Page;
}

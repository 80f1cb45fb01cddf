import type { Log } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import type { Notice } from '../notifier.ts';
import { webhookBounds } from './bounds.ts';

export interface Queued {
  readonly notice: Notice;
  /** Attempts that ended before; a restart goes on counting. */
  readonly attempts: number;
}

/** Notices that are not yet delivered, oldest first, each on disk until it is: at least once, also over a restart. */
export interface Queue {
  load(): Promise<void>;
  /** Gives the notice that had to go because the queue was full. */
  add(notice: Notice): Queued | undefined;
  first(): Queued | undefined;
  failed(noticeId: string): void;
  remove(noticeId: string): void;
  readonly size: number;
}

/** Notices that wait; who reads it from outside of the queue sends nothing without the other's word. */
export const webhookCollection = 'webhook-queue';
const collection = webhookCollection;

export function createQueue(deps: { readonly store: Store; readonly log: Log }): Queue {
  const { store, log } = deps;
  const waiting = new Map<string, Queued>();
  const keep = (queued: Queued): void => store.put({ collection, key: queued.notice.id, body: queued });
  const remove = (noticeId: string): void => {
    waiting.delete(noticeId);
    store.put({ collection, key: noticeId, body: undefined });
  };
  return {
    async load() {
      const found: Queued[] = [];
      for (const { key, body } of await store.documents(collection)) {
        const queued = readQueued(body);
        if (queued !== undefined) found.push(queued);
        else {
          log.warn({ key }, 'webhook-notice-unreadable');
          store.put({ collection, key, body: undefined });
        }
      }
      const sooner = [...waiting.values()];
      waiting.clear();
      for (const queued of found.sort((a, b) => a.notice.at - b.notice.at)) waiting.set(queued.notice.id, queued);
      for (const queued of sooner) waiting.set(queued.notice.id, queued);
    },
    add(notice) {
      const oldest = waiting.size >= webhookBounds.queuedNotices ? waiting.values().next().value : undefined;
      if (oldest !== undefined) remove(oldest.notice.id);
      const queued = { notice, attempts: 0 };
      waiting.set(notice.id, queued);
      keep(queued);
      return oldest;
    },
    first: () => waiting.values().next().value,
    failed(noticeId) {
      const known = waiting.get(noticeId);
      if (known === undefined) return;
      const queued = { ...known, attempts: known.attempts + 1 };
      waiting.set(noticeId, queued);
      keep(queued);
    },
    remove,
    get size() {
      return waiting.size;
    },
  };
}

/** What a former run, or the other instance, wrote, where it is whole enough to be sent. */
export function readQueued(body: unknown): Queued | undefined {
  if (typeof body !== 'object' || body === null || !('notice' in body) || !('attempts' in body)) return undefined;
  const notice = body.notice as Partial<Notice> | null;
  if (typeof notice !== 'object' || notice === null || typeof notice.id !== 'string') return undefined;
  if (typeof notice.at !== 'number' || typeof notice.incident?.id !== 'string') return undefined;
  const attempts = Number(body.attempts);
  // Written before there were keys.
  const key = typeof notice.key === 'string' ? notice.key : notice.id;
  return {
    notice: { ...(notice as Notice), key },
    attempts: Number.isSafeInteger(attempts) && attempts >= 0 ? attempts : 0,
  };
}

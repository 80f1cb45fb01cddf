import { errorText, type Log } from '../core/index.ts';
import type { Store } from '../store/index.ts';
import { bounds } from './settings.ts';

const collection = 'incident-numbers';
const key = 'next';

/**
 * Gives out `INC-` numbers that rise and are never used twice in one data folder. Numbers are reserved on disk ahead of
 * their use: after a crash the reserved rest is skipped, after a clean end counting goes on without a hole.
 */
export interface Numbers {
  /** Reads where to go on; `highestKnown` is the highest number found in any stored incident. */
  start(highestKnown: number): Promise<void>;
  take(): number;
  /** Gives the unused reservation back. */
  close(): void;
}

export function createNumbers(deps: { readonly store: Store; readonly log: Log }): Numbers {
  const { store, log } = deps;
  let next = 1;
  let reservedUntil = 1;
  const reserve = (until: number): void => {
    reservedUntil = until;
    store.put({ collection, key, body: { next: until } });
  };
  return {
    async start(highestKnown) {
      const stored = (await store.documents(collection)).find((document) => document.key === key)?.body;
      const kept = typeof stored === 'object' && stored !== null && 'next' in stored ? Number(stored.next) : 1;
      next = Math.max(Number.isSafeInteger(kept) ? kept : 1, highestKnown + 1, 1);
      reserve(next + bounds.numbersReserved);
      await store.flush().catch((thrown: unknown) => {
        log.warn({ reason: errorText(thrown) }, 'incident-numbers-not-reserved');
      });
    },
    take() {
      const number = next;
      next += 1;
      if (reservedUntil - next < bounds.numbersReserved / 2) reserve(next + bounds.numbersReserved);
      return number;
    },
    close() {
      store.put({ collection, key, body: { next } });
    },
  };
}

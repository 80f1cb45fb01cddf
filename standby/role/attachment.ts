import { type Clock, errorText, type Log } from '../../core/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { type Applier, openApplier } from '../journal/apply.ts';
import { seededCollections } from '../journal/decided.ts';
import { decidingLedger } from '../journal/deciding-ledger.ts';
import { decidingStore } from '../journal/deciding-store.ts';
import { createReader } from '../journal/reader.ts';
import { createWriter, type Fence, type JournalWriter } from '../journal/writer.ts';
import type { Database } from '../lease/database.ts';
import type { Role } from '../model.ts';

/** The own store and ledger while they are open, kept up with the journal. */
export interface Attachment {
  /**
   * Follows the journal to its end and gives the store as the rooms below shall see it. @throws when this instance shall decide and may
   * not, or cannot reach the end.
   */
  store(own: Store, role: Role): Promise<Store>;
  ledger(own: Ledger): Promise<Ledger>;
  /**
   * From standing by to deciding, with the same store and ledger: follows to the end, and then lets decisions through. @throws when the end
   * cannot be reached.
   */
  promote(): Promise<void>;
  /** Follows what is new. */
  follow(): Promise<void>;
  /** Place in the journal that the own store has reached; undefined while no store is open. */
  readonly seq: number | undefined;
  readonly writer: JournalWriter | undefined;
  readonly diverged: ReturnType<typeof createReader>['diverged'];
  onFollowed(listener: (collections: ReadonlySet<string>) => void): void;
}

export function createAttachment(deps: {
  readonly database: Database;
  readonly fence: Fence;
  readonly memberId: string;
  readonly clock: Clock;
  readonly log: Log;
}): Attachment {
  const { database, fence, clock, log } = deps;
  const reader = createReader({ database, log, now: () => clock.now() });
  let applier: Applier | undefined;
  let ownStore: Store | undefined;
  let writer: JournalWriter | undefined;
  /** Opened, but its missing records could not be fetched yet. */
  let waiting: Ledger | undefined;
  let listener: (collections: ReadonlySet<string>) => void = () => {};
  let turn: Promise<unknown> = Promise.resolve();
  const alone = <T>(task: () => Promise<T>): Promise<T> => {
    const next = turn.then(task, task);
    turn = next.catch(() => undefined);
    return next;
  };

  const attachLedger = async (): Promise<void> => {
    if (waiting === undefined || applier === undefined) return;
    const own = waiting;
    const after = await applier.attach(own);
    try {
      await reader.followRecords(applier, after);
      waiting = undefined;
    } catch (error) {
      applier.detach();
      throw error;
    }
  };

  const seed = async (own: Store, into: JournalWriter): Promise<void> => {
    for (const collection of seededCollections)
      for (const { key, body } of await own.documents(collection))
        into.push(['document', collection, key, JSON.stringify(body)]);
  };

  const decide = async (own: Store, into: Applier): Promise<void> => {
    writer = createWriter({ ...deps, applier: into });
    if (into.position.seq === 0) await seed(own, writer);
  };

  return {
    store: (own, role) =>
      alone(async () => {
        const decides = role === 'active';
        if (decides && fence.token() === undefined) throw new Error('the lease was lost before the store was open');
        const opened = await openApplier(own, seededCollections);
        try {
          await reader.follow(opened);
        } catch (error) {
          if (decides) throw error;
          log.warn({ reason: errorText(error) }, 'standby-not-followed');
        }
        // What came before is read by all who open after the store.
        opened.onApplied((collections) => listener(collections));
        applier = opened;
        ownStore = own;
        writer = undefined;
        if (decides) await decide(own, opened);
        const store = decidingStore(own, () => writer);
        return {
          ...store,
          async close() {
            await writer?.settled();
            await alone(async () => {
              applier = undefined;
              writer?.close();
              writer = undefined;
            });
            await store.close();
          },
        };
      }),
    ledger: (own) =>
      alone(async () => {
        waiting = own;
        try {
          await attachLedger();
        } catch (error) {
          if (writer !== undefined) throw error;
          log.warn({ reason: errorText(error) }, 'standby-records-not-followed');
        }
        const ledger = decidingLedger(own, () => writer, clock);
        return {
          ...ledger,
          async close() {
            await writer?.settled();
            await alone(async () => {
              waiting = undefined;
              applier?.detach();
            });
            await ledger.close();
          },
        };
      }),
    promote: () =>
      alone(async () => {
        if (applier === undefined || ownStore === undefined) throw new Error('the store is not open');
        if (fence.token() === undefined) throw new Error('the lease was lost');
        await reader.follow(applier);
        await attachLedger();
        await decide(ownStore, applier);
      }),
    follow: () =>
      alone(async () => {
        // While this instance writes, its own writer brings everything into the store.
        if (applier === undefined || writer !== undefined) return;
        await reader.follow(applier);
        await attachLedger();
      }),
    get seq() {
      return applier?.position.seq;
    },
    get writer() {
      return writer;
    },
    get diverged() {
      return reader.diverged;
    },
    onFollowed(next) {
      listener = next;
    },
  };
}

import type { Ledger, NewRecord } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { type Change, type Decision, parseChanges } from './change.ts';
import { decidedKindList } from './decided.ts';

/** How far a store has followed the journal; kept in the store itself, in the same transaction as what was followed. */
export interface Position {
  readonly seq: number;
  readonly chain: string;
}

export const beginning: Position = { seq: 0, chain: '' };

const collection = 'standby';
const key = 'position';

/** Brings decisions into this instance's own store and ledger, each exactly once, also over a crash between the two. */
export interface Applier {
  readonly position: Position;
  /** Takes the next decision into the store, and into the ledger once there is one. */
  apply(decision: Decision): void;
  /** Replaces everything decided by a whole copy, at its place in the journal. */
  replace(documents: readonly { collection: string; key: string; text: string }[], at: Position): Promise<void>;
  /** The journal begins anew: the own place in it is the beginning. */
  forget(): void;
  /** Gives the ledger, and the place in the journal after which its records begin to be missing. */
  attach(ledger: Pick<Ledger, 'append' | 'records'>): Promise<number>;
  /** For a ledger that is behind the store: its records alone. */
  applyRecords(decision: Decision): void;
  /** The ledger is closing: records are left for its next opening. */
  detach(): void;
  /** Told after each decision, with the collections that it changed. */
  onApplied(listener: (collections: ReadonlySet<string>) => void): void;
}

export async function openApplier(store: Store, seeded: readonly string[]): Promise<Applier> {
  let position = readPosition((await store.documents(collection)).find((each) => each.key === key)?.body);
  let ledger: Pick<Ledger, 'append'> | undefined;
  /** Seq and index of the last record in the ledger. */
  let recorded = { seq: 0, index: -1 };
  let listener: (collections: ReadonlySet<string>) => void = () => {};

  const keep = (next: Position): void => {
    position = next;
    store.put({ collection, key, body: next });
  };
  const put = (change: Change): void => {
    if (change[0] === 'document') {
      const [, into, name, text] = change;
      store.put({ collection: into, key: name, body: text === null ? undefined : (JSON.parse(text) as unknown) });
    } else if (change[0] === 'entry') {
      const [, journal, at, subject, text] = change;
      store.record({ journal, at, subject, body: JSON.parse(text) as unknown });
    }
  };
  const applyRecords = ({ seq, changes }: Decision): void => {
    for (const [index, change] of changes.entries()) {
      if (change[0] !== 'record' || ledger === undefined) continue;
      if (seq < recorded.seq || (seq === recorded.seq && index <= recorded.index)) continue;
      const [, kind, subject, at, text] = change;
      // The same number in the ledgers of both: an auditor sees that they tell of the same decision.
      const body = { ...(JSON.parse(text) as NewRecord['body']), decision: `${seq}/${index}` };
      ledger.append({ kind: kind as NewRecord['kind'], subject, at, body });
      recorded = { seq, index };
    }
  };

  return {
    get position() {
      return position;
    },
    apply(decision) {
      for (const change of decision.changes) put(change);
      applyRecords(decision);
      keep({ seq: decision.seq, chain: decision.chain });
      listener(new Set(decision.changes.flatMap((change) => (change[0] === 'document' ? [change[1]] : []))));
    },
    async replace(documents, at) {
      const names = new Set([...seeded, ...documents.map((document) => document.collection)]);
      const changed = new Set<string>();
      for (const name of names) {
        const wanted = new Map(
          documents.filter(({ collection: of }) => of === name).map((each) => [each.key, each.text]),
        );
        for (const before of await store.documents(name)) {
          if (wanted.get(before.key) === JSON.stringify(before.body)) wanted.delete(before.key);
          else if (!wanted.has(before.key)) {
            store.put({ ...before, body: undefined });
            changed.add(name);
          }
        }
        for (const [key, text] of wanted) {
          store.put({ collection: name, key, body: JSON.parse(text) as unknown });
          changed.add(name);
        }
      }
      keep(at);
      await store.flush();
      listener(changed);
    },
    forget() {
      if (position.seq > 0) keep(beginning);
      recorded = { seq: 0, index: -1 };
    },
    async attach(next) {
      ledger = next;
      recorded = { seq: 0, index: -1 };
      const { records } = await next.records({
        kinds: decidedKindList as readonly NewRecord['kind'][],
        order: 'newest',
        limit: 200,
      });
      for (const { body } of records) {
        const [seq, index] = String(body.decision ?? '')
          .split('/')
          .map(Number);
        if (seq === undefined || index === undefined || !Number.isSafeInteger(seq) || !Number.isSafeInteger(index))
          continue;
        if (seq > recorded.seq || (seq === recorded.seq && index > recorded.index)) recorded = { seq, index };
      }
      return Math.max(0, recorded.seq - 1);
    },
    applyRecords,
    detach() {
      ledger = undefined;
    },
    onApplied(next) {
      listener = next;
    },
  };
}

function readPosition(body: unknown): Position {
  if (typeof body !== 'object' || body === null || !('seq' in body) || !('chain' in body)) return beginning;
  const { seq, chain } = body;
  return Number.isSafeInteger(seq) && typeof chain === 'string' ? { seq: Number(seq), chain } : beginning;
}

/** A row of the journal as a decision; undefined when it is none. */
export function decisionOf(row: Readonly<Record<string, unknown>>): Decision | undefined {
  const changes = parseChanges(String(row.body));
  return changes === undefined ? undefined : { seq: Number(row.seq), chain: String(row.chain), changes };
}

import { type Clock, message, UserError } from '../core/index.ts';
import { limits } from './limits.ts';
import { answer, checkQuery } from './series/answer.ts';
import { pointsOfRows } from './series/points.ts';
import type { JournalEntry, KeptDocument, OpenReport, SampleRow, SeriesKind, Store, StoreStats } from './store.ts';

/** What a test may do to and see of a fake store beyond the contract. */
export interface FakeStore extends Store {
  /** Everything appended, in order. */
  readonly rows: readonly SampleRow[];
  /** Everything recorded, oldest first. */
  readonly entries: readonly (JournalEntry & { readonly sequence: number })[];
  /** Makes the disk fail (`flush` rejects, `stats` says so) or mends it. */
  breakWith(condition: StoreStats['condition']): void;
}

/**
 * A store in memory for the tests of other rooms: same answers as the real one, no disk, no roll-ups.
 * Passes the same contract test.
 */
export function createFakeStore(options: {
  readonly kinds: readonly SeriesKind[];
  readonly clock: Clock;
  readonly opened?: Partial<OpenReport>;
}): FakeStore {
  const { kinds, clock } = options;
  const rows: SampleRow[] = [];
  const documents = new Map<string, KeptDocument>();
  const entries: (JournalEntry & { sequence: number })[] = [];
  let condition: StoreStats['condition'] = 'writable';
  let lastWriteAt: number | undefined;
  let writeFailures = 0;
  let rowsDropped = 0;
  const ofEntity = (kind: string, entityId: string) =>
    rows.filter((row) => row.kind === kind && row.entityId === entityId);

  const flush = async () => {
    if (condition !== 'writable') {
      writeFailures++;
      throw new UserError(message(`store.${condition}`, { folder: 'fake' }), message(`store.${condition}.remedy`));
    }
    lastWriteAt = clock.now();
  };

  return {
    opened: { cleanShutdown: true, lastSampleAt: undefined, mayHaveLostMs: 0, schemaVersion: 1, ...options.opened },
    rows,
    entries,
    breakWith(next) {
      condition = next;
    },
    append(more) {
      for (const row of more) {
        const ahead = row.at > clock.now() + limits.maxAheadMs;
        if (ahead || !kinds.some(({ name }) => name === row.kind)) rowsDropped++;
        else rows.push(row);
      }
    },
    async query(query) {
      const indexes = checkQuery(kinds, query);
      const width = kinds.find(({ name }) => name === query.kind)?.columns.length ?? 0;
      const finite = ofEntity(query.kind, query.entityId).map((row) => ({ at: row.at, values: row.values.map(sane) }));
      return answer(pointsOfRows(finite, width), query, query.stepMs, indexes, 0);
    },
    async latest(kind, entityId) {
      return ofEntity(kind, entityId).reduce<SampleRow | undefined>(
        (newest, row) => (newest === undefined || row.at >= newest.at ? row : newest),
        undefined,
      );
    },
    put(document) {
      const key = JSON.stringify([document.collection, document.key]);
      const body = plain(document.body);
      if (body === undefined) documents.delete(key);
      else documents.set(key, { ...document, body });
    },
    async documents(collection) {
      return [...documents.values()]
        .filter((document) => document.collection === collection)
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    record(entry) {
      const body = plain(entry.body);
      if (body !== undefined) entries.push({ ...entry, body, sequence: (entries.at(-1)?.sequence ?? 0) + 1 });
    },
    async journal({
      journal,
      subject,
      from = 0,
      to = Number.POSITIVE_INFINITY,
      before = Number.POSITIVE_INFINITY,
      limit,
    }) {
      return entries
        .filter((entry) => entry.journal === journal && (subject === undefined || entry.subject === subject))
        .filter((entry) => entry.at >= from && entry.at < to && entry.sequence < before)
        .reverse()
        .slice(0, Math.max(0, Math.min(limit, limits.maxJournalEntries)));
    },
    flush,
    async maintain() {},
    stats: () => ({
      fileBytes: 0,
      walBytes: 0,
      rowsWritten: rows.length,
      rowsPending: 0,
      rowsDropped,
      writeFailures,
      condition,
      lastWriteAt,
    }),
    async close() {
      await flush();
    },
  };
}

function sane(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && Math.abs(value) <= limits.maxMagnitude ? value : undefined;
}

/** What comes back from a disk: a copy, without functions; undefined when it cannot be JSON. */
function plain(body: unknown): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(JSON.stringify(body));
  } catch {
    return undefined;
  }
}

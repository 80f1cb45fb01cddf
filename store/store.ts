import type { EpochMs } from '../core/index.ts';

/** The kinds of wide rows that the store keeps; each kind has a fixed list of columns, given when the store opens. */
export interface SeriesKind {
  /** `interface`, `device`. */
  readonly name: string;
  /** Column names in order; columns may be added at the end later, never removed or moved. */
  readonly columns: readonly string[];
}

/** One wide row: all metrics of one entity at one time. `undefined` and not-a-number are gaps. */
export interface SampleRow {
  readonly kind: string;
  readonly entityId: string;
  readonly at: EpochMs;
  readonly values: readonly (number | undefined)[];
}

export type Aggregate = 'mean' | 'min' | 'max' | 'last';

export interface SeriesQuery {
  readonly kind: string;
  readonly entityId: string;
  readonly columns: readonly string[];
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  /** Bucket width; 0 gives the raw points. At most `maxPoints` buckets are returned. */
  readonly stepMs: number;
  readonly aggregate: Aggregate;
}

/** Columns of equal length: times and, per asked column, a value or null for a gap. */
export interface SeriesAnswer {
  readonly at: readonly EpochMs[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  /** Coarsest resolution used: 0 raw, 300000, 3600000. */
  readonly resolutionMs: number;
}

/** A JSON document under a key; the owner of `collection` decides its shape. */
export interface KeptDocument {
  readonly collection: string;
  readonly key: string;
  readonly body: unknown;
}

/** One entry of an append-only journal (state changes, incident history). */
export interface JournalEntry {
  readonly journal: string;
  readonly at: EpochMs;
  /** What it is about, for look-up: an element or an incident. */
  readonly subject: string;
  readonly body: unknown;
}

export interface JournalQuery {
  readonly journal: string;
  readonly subject?: string;
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Newest first; at most 1,000. */
  readonly limit: number;
  /** Continue below this sequence number. */
  readonly before?: number;
}

/** What opening the data folder found. */
export interface OpenReport {
  /** False when the last run ended without closing (kill -9, power). */
  readonly cleanShutdown: boolean;
  /** Time of the last sample on disk before this start; undefined in a new folder. */
  readonly lastSampleAt: EpochMs | undefined;
  /** After an unclean end: at most this much may have been lost before the end, by the write interval then in force. */
  readonly mayHaveLostMs: number;
  readonly schemaVersion: number;
}

export interface StoreStats {
  readonly fileBytes: number;
  readonly walBytes: number;
  readonly rowsWritten: number;
  readonly rowsPending: number;
  /** Rows dropped because the queue was full (disk full or too slow). */
  readonly rowsDropped: number;
  readonly writeFailures: number;
  /** `writable`, or why not: `disk-full`, `read-only`, `corrupt`. */
  readonly condition: 'writable' | 'disk-full' | 'read-only' | 'corrupt';
  readonly lastWriteAt: EpochMs | undefined;
}

/** What is kept: series, current documents, journals. One implementation today (SQLite), one contract test for all. */
export interface Store {
  readonly opened: OpenReport;
  /** Queues rows; they reach the disk within one write interval. Bounded: the oldest are dropped and counted. Never throws. */
  append(rows: readonly SampleRow[]): void;
  /** Answers from disk and from the rows still queued. */
  query(query: SeriesQuery): Promise<SeriesAnswer>;
  /** The newest row of an entity, queued or on disk, not older than the raw retention. */
  latest(kind: string, entityId: string): Promise<SampleRow | undefined>;
  /** Writes with the next batch; the last body under a key wins. `body: undefined` deletes. */
  put(document: KeptDocument): void;
  documents(collection: string): Promise<readonly KeptDocument[]>;
  /** Appends with the next batch. */
  record(entry: JournalEntry): void;
  journal(query: JournalQuery): Promise<readonly (JournalEntry & { readonly sequence: number })[]>;
  /** Writes what is queued now; resolves when it is on disk, rejects with a UserError when it cannot be. */
  flush(): Promise<void>;
  /** Roll-ups and retention up to the clock's now; runs by itself every few minutes, here for tests and shutdown. */
  maintain(): Promise<void>;
  stats(): StoreStats;
  /** Flushes, marks a clean end, closes. */
  close(): Promise<void>;
}

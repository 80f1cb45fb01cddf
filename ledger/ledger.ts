/** The door of the ledger as other rooms see it. */
import type { EpochMs } from '../core/index.ts';
import type { Exported } from './reading/export.ts';
import type { BlobRef, Checked, Fault, Hash, JsonObject, LedgerRecord, RecordKind } from './verify/index.ts';

/** What somebody wishes to have recorded; the ledger gives it its number and, where it has none, its time. */
export interface NewRecord {
  readonly kind: RecordKind;
  /** What it is about: `point P01`, `user admin`; empty for Fangzhou itself. */
  readonly subject: string;
  /** Plain JSON; more than an entry can hold goes into a blob. Never a secret. */
  readonly body: JsonObject;
  readonly at?: EpochMs;
  /** Signed with the collector's key: for what the collector itself saw. */
  readonly sealed?: boolean;
}

/** The tree as it stands on the disk. */
export interface LedgerHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** A search; all conditions must hold. */
export interface RecordQuery {
  /** Recorded at or after, and before. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly kinds?: readonly RecordKind[];
  readonly subject?: string;
  /** Stands somewhere in the record's canonical JSON, letter by letter. */
  readonly text?: string;
  readonly order?: 'newest' | 'oldest';
  /** At most 500. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: number;
}

export interface RecordPage {
  readonly records: readonly LedgerRecord[];
  /** Where to go on; undefined at the end. A page may be short of its limit, or empty, and still go on. */
  readonly next: number | undefined;
}

/** An entry as it stands on the disk. */
export interface ReadEntry {
  readonly index: number;
  readonly entry: Uint8Array;
  /** It is not what its leaf says. */
  readonly altered: boolean;
}

/** How the ledger is, for health, metrics and alerts. */
export interface LedgerStatus {
  /**
   * `sound`; `failing`: the disk does not take what is written (for now); `tampered`: a record or a part of the tree is not what
   * was signed; `stopped`: the tree cannot be carried on from its signed head, so nothing is recorded or signed any more.
   */
  readonly condition: 'sound' | 'failing' | 'tampered' | 'stopped';
  /** What was found, with places; at most 100. */
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  readonly size: number;
  readonly signedSize: number;
  readonly signedAt: EpochMs | undefined;
  readonly pending: number;
  /** Records refused: the queue was full, or they cannot be written as JSON. */
  readonly refused: number;
  readonly writeFailures: number;
  /** The check of the whole in the background: records checked of this round, and when the last round ended. */
  readonly checked: number;
  readonly checkedAt: EpochMs | undefined;
}

/** What opening the folder found. */
export interface LedgerOpened {
  /** True when the folder was empty and a new ledger began. */
  readonly created: boolean;
  /** Records beyond the last signed head that were found whole and taken on. */
  readonly recovered: number;
  /** Bytes of a half-written end that were cut off; none of it had been signed. */
  readonly tornBytes: number;
}

/** Append-only evidence: an RFC 6962 tree of records, its heads signed. */
export interface Ledger {
  readonly opened: LedgerOpened;
  readonly origin: string;
  /** The vkeys that check the heads, the current one first; more than one while a rotation is under way. */
  readonly logKeys: readonly string[];
  /** The vkey that checks the seals of what the collector saw. */
  readonly collectorKey: string;
  /** Queues a record; it is on the disk within the flush interval and under a signed head within the checkpoint's. Never throws. */
  append(record: NewRecord): void;
  /** Resolves when everything appended so far is on the disk; rejects with a UserError when it cannot be. */
  flush(): Promise<void>;
  /** Flushes and signs the head now, if it has grown. */
  sign(): Promise<void>;
  head(): LedgerHead;
  /** The last signed head as a C2SP checkpoint, with the cosignatures that it has; undefined before the first. */
  checkpoint(): string | undefined;
  /** The newest head that a witness cosigned. */
  cosigned(): string | undefined;
  /** C2SP tlog-proof of one record under the last signed head, or under the newest cosigned one. Undefined when not (yet) under it. */
  proof(index: number, options?: { readonly cosigned?: boolean }): Promise<string | undefined>;
  /** Siblings from leaf to root (RFC 6962, 2.1.1). @throws RangeError outside of the tree. */
  inclusion(index: number, size: number): Promise<readonly Hash[]>;
  /** RFC 6962, 2.1.2. @throws RangeError outside of the tree. */
  consistency(from: number, to: number): Promise<readonly Hash[]>;
  /** The root that the tree had at a size. @throws RangeError outside of the tree. */
  root(size: number): Promise<Hash>;
  /** The bytes of a leaf, as hashed; undefined when there is none. */
  entry(index: number): Promise<Uint8Array | undefined>;
  /** One record, checked against its leaf, and this against the signed head where it stands under one. */
  record(index: number): Promise<Checked<LedgerRecord> | undefined>;
  records(query: RecordQuery): Promise<RecordPage>;
  /**
   * Every entry from a place on, in order, for reports over long times. With `kinds` bundles that hold none of them are passed
   * over; entries of other kinds still come along.
   */
  entries(from: number, to: number, kinds?: readonly RecordKind[]): AsyncIterable<ReadEntry>;
  /** Keeps a larger piece of evidence by its content; rejects with a UserError when the disk does not take it. */
  putBlob(bytes: Uint8Array): Promise<BlobRef>;
  /** Undefined when there is none, or when its content is not what its name says. */
  blob(sha256: string): Promise<Uint8Array | undefined>;
  /** Writes the whole log under the last signed head as a tlog-tiles folder, with its policy, and names what was altered. */
  exportTiles(folder: string): Promise<Exported>;
  /** Takes cosignatures of known witnesses on a head that this log had; each is recorded. */
  addCosignatures(checkpoint: string): Promise<Checked<readonly string[]>>;
  /** The tlog-policy by which this ledger's heads and proofs are checked. */
  policy(): string;
  status(): LedgerStatus;
  /** Checks everything now, at full speed; also gives what it found. */
  check(): Promise<readonly Fault[]>;
  /** Flushes, signs, ends the background work. */
  close(): Promise<void>;
}

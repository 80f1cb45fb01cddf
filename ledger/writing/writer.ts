import { type Clock, type EpochMs, errorText, type Log } from '../../core/index.ts';
import type { Blobs } from '../files/blobs.ts';
import type { Segments } from '../files/segments.ts';
import type { Summaries } from '../files/summaries.ts';
import type { TreeFiles } from '../files/tree.ts';
import type { NewRecord } from '../ledger.ts';
import { limits } from '../limits.ts';
import { ledgerError } from '../problem.ts';
import type { Hash } from '../verify/index.ts';
import { type Encoded, encodeRecord } from './encode.ts';

/** Takes records, gives each its place, and brings them to the disk in order. */
export interface Writer {
  append(record: NewRecord): void;
  /** Resolves when everything appended before is on the disk. */
  flush(): Promise<void>;
  /** Runs something while nothing is written. */
  alone<T>(task: () => Promise<T>): Promise<T>;
  /** Records on the disk and in the tree, and the root over them. */
  readonly size: number;
  readonly root: Hash;
  readonly pending: number;
  readonly refused: number;
  readonly failures: number;
  readonly failing: boolean;
  /** From now on nothing is taken any more. */
  stop(): void;
}

export function createWriter(deps: {
  readonly folder: string;
  readonly segments: Segments;
  readonly tree: TreeFiles;
  readonly summaries: Summaries;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly log: Log;
}): Writer {
  const { segments, tree, summaries, blobs, clock, log } = deps;
  let pending: Encoded[] = [];
  let pendingBytes = 0;
  let size = segments.size;
  let root = tree.root();
  let [refused, failures, failing, stopped] = [0, 0, false, false];
  let gap: { count: number; from: EpochMs; to: EpochMs } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const queue = (record: NewRecord): void => {
    const encoded = encodeRecord(record, segments.size + pending.length, clock.now());
    pending.push(encoded);
    pendingBytes += encoded.size;
  };

  const append = (record: NewRecord): void => {
    const now = clock.now();
    if (stopped || pending.length >= limits.maxPendingRecords || pendingBytes >= limits.maxPendingBytes) {
      refused += 1;
      gap = { count: (gap?.count ?? 0) + 1, from: gap?.from ?? now, to: now };
      return;
    }
    try {
      // That something is missing is itself on record, where it is missing.
      if (gap !== undefined) {
        const { count, from, to } = gap;
        gap = undefined;
        const body = { refused: count, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
        queue({ kind: 'gap', subject: '', body });
      }
      queue(record);
    } catch (thrown) {
      refused += 1;
      log.error({ kind: record.kind, subject: record.subject, reason: errorText(thrown) }, 'ledger-record-refused');
    }
  };

  /** Writes one run of records: blobs, entries, then the tree over them. A failure leaves all of them pending. */
  const writeSome = async (most: number): Promise<number> => {
    const some = pending.slice(0, Math.min(most, limits.recordsPerWrite, segments.room));
    for (const { blob } of some) if (blob !== undefined) await blobs.put(blob.bytes);
    const entries = some.map(({ entry }) => entry);
    await segments.write(entries);
    segments.commit(entries);
    // Without waiting in between: the place of a record is the count of those before it.
    pending = pending.slice(some.length);
    for (const { leaf, traits, size: bytes } of some) {
      pendingBytes -= bytes;
      tree.append(leaf);
      summaries.add(traits);
    }
    return some.length;
  };

  /** What the tree holds is only told once it can also be read. */
  const tell = async (): Promise<void> => {
    await tree.write();
    await summaries.write();
    size = tree.size;
    root = tree.root();
  };

  const write = async (): Promise<void> => {
    try {
      for (let left = pending.length; left > 0; ) {
        left -= await writeSome(left);
        await tell();
      }
      if (size !== tree.size) await tell();
      failing = false;
    } catch (error) {
      failures += 1;
      if (!failing) log.error({ reason: errorText(error) }, 'ledger-write-failed');
      failing = true;
      throw ledgerError('write', { folder: deps.folder }, error);
    }
  };

  const alone = <T>(task: () => Promise<T>): Promise<T> => {
    const next = last.then(task, task);
    last = next.catch(() => undefined);
    return next;
  };

  return {
    append,
    flush: () => alone(write),
    alone,
    get size() {
      return size;
    },
    get root() {
      return root;
    },
    get pending() {
      return pending.length;
    },
    get refused() {
      return refused;
    },
    get failures() {
      return failures;
    },
    get failing() {
      return failing;
    },
    stop() {
      stopped = true;
    },
  };
}

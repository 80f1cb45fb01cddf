import { join } from 'node:path';
import { type Cancel, type Clock, type EpochMs, errorText, type Log } from '../../core/index.ts';
import type { Statements, WriteTap } from '../../store/index.ts';
import { limits } from '../limits.ts';
import { decodeSet, encodeSet } from './change-set.ts';
import {
  freshPosition,
  type Generation,
  newGeneration,
  type Position,
  readGeneration,
  readPosition,
  writeGeneration,
  writePosition,
} from './position.ts';
import { openSpool, type Spool } from './spool.ts';

/** What a position is answered with. */
export type FeedAnswer =
  /** The sets after it; none when there is nothing new. */
  | { readonly kind: 'sets'; readonly sets: readonly Uint8Array[]; readonly more: boolean }
  /** They are not kept any more: a copy has to be taken. */
  | { readonly kind: 'gone' }
  /** It is not a place in this feed's past: another one was written after it, or this feed was set back before it. */
  | { readonly kind: 'diverged' };

export interface FeedStats {
  readonly position: Position;
  readonly generation: Generation;
  /** Sets that can be read again. */
  readonly kept: number;
  readonly spoolBytes: number;
  /** Bytes and sets taken since the start. */
  readonly bytesTaken: number;
  readonly setsTaken: number;
  /** How often the feed had to begin anew (the spool's disk failed, a commit was unsure): each costs the standby a copy. */
  readonly breaks: number;
}

/** Everything that is written into a store, as an ordered stream of numbered, chained change sets. */
export interface Feed {
  /** Give it to the store that shall be followed. */
  readonly tap: WriteTap;
  readonly stats: () => FeedStats;
  /** The last committed set. */
  position(): Position;
  generation(): Generation;
  read(after: Pick<Position, 'sequence' | 'checksum'>, mostBytes: number): Promise<FeedAnswer>;
  /** When the set of a number was committed; undefined when it is not kept. */
  committedAt(sequence: number): Promise<EpochMs | undefined>;
  /** Resolves when a set after this number is committed, or after the time. */
  wait(sequence: number, forMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * The feed of a data folder. A set is put on the spool inside its transaction and its number is written with it, so that neither
 * a kill of this process nor an undone transaction makes the feed tell something else than the store holds.
 */
export function createFeed({
  folder,
  clock,
  log,
  spoolBytes = limits.spoolBytes,
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly spoolBytes?: number;
}): Feed {
  let spool: Spool | undefined;
  let schemaVersion = 0;
  let generation: Generation | undefined;
  let position: Position | undefined;
  /** On the spool, not committed yet. */
  let coming: Position | undefined;
  let [breaks, setsTaken, bytesTaken] = [0, 0, 0];
  const waiting = new Set<() => void>();
  const opened = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the feed is asked before its store is open');
    return value;
  };

  /** Nobody can go on from before. The place itself is written with the next transaction. */
  const broken = async (reason: string): Promise<void> => {
    breaks += 1;
    position = freshPosition(position, clock.now());
    log.error({ reason, sequence: position.sequence }, 'feed-broken');
    await spool?.reset().catch((error: unknown) => log.error({ reason: errorText(error) }, 'feed-spool-not-reset'));
  };

  const tap: WriteTap = {
    async opened(statements: Statements, version: number) {
      schemaVersion = version;
      const before = await readPosition(statements);
      generation = await readGeneration(statements);
      if (generation === undefined) {
        generation = newGeneration(undefined, clock.now());
        await writeGeneration(statements, generation);
      }
      const known = before?.schemaVersion === version ? before : undefined;
      const fileBytes = Math.min(limits.spoolFileBytes, Math.ceil(spoolBytes / 16));
      const bounds = { bytes: spoolBytes, fileBytes, sets: limits.spoolSets };
      spool = await openSpool(join(folder, 'feed'), known, bounds);
      position = known ?? freshPosition(before, clock.now());
      if (known === undefined) await writePosition(statements, position, version);
    },
    async committing(changes, statements) {
      const last = opened(position);
      const next = { sequence: last.sequence + 1, previous: last.checksum, at: clock.now(), changes };
      const set = encodeSet(next);
      coming = { sequence: next.sequence, checksum: set.checksum, at: next.at };
      try {
        if (set.bytes.length > limits.maxSetBytes) throw new RangeError(`a set of ${set.bytes.length} bytes`);
        await opened(spool).append(next.sequence, set);
        bytesTaken += set.bytes.length;
      } catch (error) {
        // What the store writes does not depend on whether it can be followed.
        await broken(errorText(error));
        coming = freshPosition(position, next.at);
      }
      await writePosition(statements, coming, schemaVersion);
    },
    ended(outcome) {
      const taken = coming;
      coming = undefined;
      if (taken === undefined) return;
      if (outcome === 'committed') {
        position = taken;
        setsTaken += 1;
        for (const wake of [...waiting]) wake();
      } else if (outcome === 'undone') {
        uncommitted = spool?.cut(opened(position).sequence).catch((error: unknown) => broken(errorText(error)));
      } else uncommitted = broken('the commit failed, and may have been done');
    },
  };
  /** Work on the spool after a transaction that was not committed; the next one waits for it. */
  let uncommitted: Promise<void> | undefined;
  const { committing } = tap;

  return {
    tap: {
      ...tap,
      async committing(changes, statements) {
        await uncommitted;
        uncommitted = undefined;
        await committing(changes, statements);
      },
    },
    stats() {
      const { first, last, bytes = 0 } = spool ?? {};
      const kept = first === undefined || last === undefined ? 0 : last - first + 1;
      return {
        ...{ position: opened(position), generation: opened(generation) },
        ...{ kept, spoolBytes: bytes, bytesTaken, setsTaken, breaks },
      };
    },
    position: () => opened(position),
    generation: () => opened(generation),
    async read(after, mostBytes) {
      const last = opened(position);
      if (after.sequence === last.sequence)
        return after.checksum === last.checksum ? { kind: 'sets', sets: [], more: false } : { kind: 'diverged' };
      if (after.sequence > last.sequence) return { kind: 'diverged' };
      const sets: Uint8Array[] = [];
      let bytes = 0;
      let previous = after.checksum;
      for (let sequence = after.sequence + 1; sequence <= last.sequence; sequence++) {
        const set = await opened(spool).read(sequence);
        const read = set === undefined ? undefined : decodeSet(set);
        // Not kept, or the spool's disk gives back something else than was written.
        if (set === undefined || read?.sequence !== sequence)
          return sets.length === 0 ? { kind: 'gone' } : whole(sets, true);
        if (read.previous !== previous) return { kind: 'diverged' };
        sets.push(set);
        bytes += set.length;
        previous = read.checksum;
        if (bytes >= mostBytes) return whole(sets, sequence < last.sequence);
      }
      return whole(sets, false);
    },
    async committedAt(sequence) {
      const set = sequence > opened(position).sequence ? undefined : await opened(spool).read(sequence);
      return set === undefined ? undefined : decodeSet(set)?.at;
    },
    wait: (sequence, forMs) =>
      new Promise((resolve) => {
        if (opened(position).sequence > sequence) return resolve();
        let cancel: Cancel = () => undefined;
        const wake = () => {
          cancel();
          waiting.delete(wake);
          resolve();
        };
        cancel = clock.after(forMs, wake);
        waiting.add(wake);
      }),
    async close() {
      for (const wake of [...waiting]) wake();
      await spool?.close();
    },
  };
}

function whole(sets: readonly Uint8Array[], more: boolean): FeedAnswer {
  return { kind: 'sets', sets, more };
}

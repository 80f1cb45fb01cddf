import { nodeHash } from '../crypto.ts';
import type { Segments } from '../files/segments.ts';
import type { Summaries } from '../files/summaries.ts';
import type { TreeFiles } from '../files/tree.ts';
import type { ReadEntry, RecordPage, RecordQuery } from '../ledger.ts';
import { limits } from '../limits.ts';
import {
  type Checked,
  equal,
  faulty,
  type Hash,
  type LedgerRecord,
  type RecordKind,
  readRecord,
  splitBundle,
  splitTile,
  tileWidth,
} from '../verify/index.ts';

/** Reads what is on the disk; `size()` is how much of it counts. */
export interface Reader {
  entry(index: number): Promise<Uint8Array | undefined>;
  record(index: number): Promise<Checked<LedgerRecord> | undefined>;
  records(query: RecordQuery): Promise<RecordPage>;
  entries(from: number, to: number, kinds?: readonly RecordKind[]): AsyncGenerator<ReadEntry>;
  /** The counted entries of a bundle; undefined when its bytes are not entries any more. */
  bundle(number: number): Promise<readonly Uint8Array[] | undefined>;
}

export function createReader(deps: {
  readonly segments: Segments;
  readonly tree: TreeFiles;
  readonly summaries: Summaries;
  readonly size: () => number;
  /** Somebody who searched or read on met an entry that is not what its leaf says. */
  readonly onAltered: (index: number) => void;
}): Reader {
  const { segments, tree, summaries, size, onAltered } = deps;

  const bundle: Reader['bundle'] = async (number) => {
    const count = Math.min(tileWidth, size() - number * tileWidth);
    const entries = splitBundle(await segments.bundle(number));
    return entries === undefined || entries.length < count ? undefined : entries.slice(0, count);
  };

  const holds = (index: number): boolean => Number.isSafeInteger(index) && index >= 0 && index < size();

  const entry: Reader['entry'] = async (index) => {
    if (!holds(index)) return undefined;
    return (await bundle(Math.floor(index / tileWidth)))?.[index % tileWidth];
  };

  /** The records of a bundle that a search asks for, in the order of the ledger. */
  const found = async (number: number, query: RecordQuery): Promise<readonly LedgerRecord[]> => {
    // As it stands in the JSON, and as a person would write what a text of the JSON says.
    const { text } = query;
    const needles = text === undefined ? undefined : [text, JSON.stringify(text).slice(1, -1)];
    const records: LedgerRecord[] = [];
    let leaves: readonly Hash[] | undefined;
    for (const [offset, bytes] of ((await bundle(number)) ?? []).entries()) {
      const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (needles !== undefined && !needles.some((needle) => whole.includes(needle))) continue;
      // One that was tampered with is not shown as a record, but told.
      const index = number * tileWidth + offset;
      const record = readRecord(bytes, index);
      if (record.ok && !matches(record.value, query)) continue;
      leaves ??= splitTile(await tree.tile(0, number));
      const leaf = leaves[offset];
      if (leaf === undefined || !equal(nodeHash.leaf(bytes), leaf)) onAltered(index);
      else if (record.ok) records.push(record.value);
    }
    return records;
  };

  return {
    bundle,
    entry,
    async record(index) {
      if (!holds(index)) return undefined;
      const bytes = await entry(index);
      if (bytes === undefined) return faulty('entries-broken', { first: index, last: index });
      if (!equal(nodeHash.leaf(bytes), await tree.leaf(index))) return faulty('entry-altered', { index });
      return readRecord(bytes, index);
    },
    async records(query) {
      const limit = Math.max(1, Math.min(query.limit, limits.maxPage));
      const newest = query.order !== 'oldest';
      const end = size();
      // The cursor is the next record to look at.
      let next = query.cursor ?? (newest ? end - 1 : 0);
      if (newest) next = Math.min(next, end - 1);
      const records: LedgerRecord[] = [];
      for (let read = 0; next >= 0 && next < end; ) {
        const number = Math.floor(next / tileWidth);
        const beyond = newest ? number * tileWidth - 1 : (number + 1) * tileWidth;
        if (!summaries.may(number, query)) {
          next = beyond;
          continue;
        }
        if (read >= limits.bundlesPerPage) return { records, next };
        read += 1;
        const all = await found(number, query);
        const rest = all.filter(({ seq }) => (newest ? seq <= next : seq >= next));
        const ordered = newest ? rest.toReversed() : rest;
        const taken = ordered.slice(0, limit - records.length);
        records.push(...taken);
        const last = taken.at(-1);
        next = ordered.length > taken.length && last !== undefined ? last.seq + (newest ? -1 : 1) : beyond;
        if (records.length === limit) return { records, next: next >= 0 && next < end ? next : undefined };
      }
      return { records, next: undefined };
    },
    async *entries(from, to, kinds) {
      const end = Math.min(to, size());
      for (let index = Math.max(0, from); index < end; ) {
        const number = Math.floor(index / tileWidth);
        if (kinds !== undefined && !summaries.may(number, { kinds })) {
          index = (number + 1) * tileWidth;
          continue;
        }
        const entries = (await bundle(number)) ?? [];
        const leaves = splitTile(await tree.tile(0, number));
        for (; index < Math.min(end, (number + 1) * tileWidth); index++) {
          const [entry, leaf] = [entries[index % tileWidth], leaves[index % tileWidth]];
          if (entry === undefined) continue;
          const altered = leaf === undefined || !equal(nodeHash.leaf(entry), leaf);
          if (altered) onAltered(index);
          yield { index, entry, altered };
        }
      }
    },
  };
}

function matches({ kind, at, subject }: LedgerRecord, query: RecordQuery): boolean {
  const time = Date.parse(at);
  if (query.from !== undefined && time < query.from) return false;
  if (query.to !== undefined && time >= query.to) return false;
  if (query.kinds !== undefined && !query.kinds.includes(kind)) return false;
  return query.subject === undefined || query.subject === subject;
}

import { readFile } from 'node:fs/promises';
import type { EpochMs } from '../../../core/index.ts';
import { digestOf, parseRecord, type SpoolGap, type SpoolRecord } from '../record.ts';
import { type FoundFrame, frameAt, nextFrame } from './frame.ts';

/** One file of the spool: records in the order of their numbers, some of which may be missing. */
export interface Segment {
  readonly path: string;
  readonly first: number;
  /** Digest before the first record. */
  readonly before: string;
  last: number;
  /** Digest of the last record. */
  digest: string;
  /** Of the records that are whole and synced. */
  bytes: number;
  readonly firstAt: EpochMs;
  lastAt: EpochMs;
  /** The steady clock at the last record. */
  lastSteady: { readonly boot: string; readonly ms: number };
}

/** One record as it was read. */
export interface ReadRecord {
  readonly record: SpoolRecord;
  /** As it is bound and sent. */
  readonly text: string;
}

/** What a file was found to be. */
export interface FoundSegment {
  /** Undefined: no whole record stands in it. */
  readonly segment: Segment | undefined;
  /** Numbers that were lost to damage between whole records. */
  readonly damaged: readonly SpoolGap[];
  /** Octets behind the last whole record. */
  readonly tailBytes: number;
}

/** The whole records of a file, in order; what does not stand whole, or does not follow, is passed over. */
export function* recordsIn(bytes: Buffer): Generator<ReadRecord & FoundFrame> {
  let last = 0;
  for (let at: number | undefined = 0; at !== undefined && at < bytes.length; ) {
    const frame: FoundFrame | undefined = frameAt(bytes, at);
    const text = frame?.payload.toString('utf8') ?? '';
    const record = frame === undefined ? undefined : parseRecord(text);
    if (frame === undefined || record === undefined || record.s <= last) {
      at = nextFrame(bytes, at + 1);
      continue;
    }
    last = record.s;
    at = frame.end;
    yield { ...frame, record, text };
  }
}

/** Reads a file of the spool. Whatever ended the writing, what was synced before it is found. */
export async function findSegment(path: string): Promise<FoundSegment> {
  const bytes = await readFile(path);
  let segment: Segment | undefined;
  const damaged: SpoolGap[] = [];
  let end = 0;
  for (const { record, text, end: after } of recordsIn(bytes)) {
    // A record that was left out on purpose is a gap of its own; damage is what is bound to something that is not here.
    if (segment !== undefined && record.s > segment.last + 1 && record.d !== segment.digest)
      damaged.push({
        from: segment.last + 1,
        to: record.s - 1,
        reason: 'damaged',
        since: segment.lastAt,
        until: record.w,
      });
    segment = grown(segment, path, record, { text, end: after });
    end = after;
  }
  return { segment, damaged, tailBytes: bytes.length - end };
}

/** The segment with one more record at its end. */
export function grown(
  segment: Segment | undefined,
  path: string,
  { s, d, w, m, b }: SpoolRecord,
  { text, end }: { readonly text: string; readonly end: number },
): Segment {
  const latest = { last: s, digest: digestOf(text), bytes: end, lastAt: w, lastSteady: { boot: b, ms: m } };
  return segment === undefined ? { path, first: s, before: d, firstAt: w, ...latest } : Object.assign(segment, latest);
}

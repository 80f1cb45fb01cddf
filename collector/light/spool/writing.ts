/** Putting records on the disk: many at a time with one sync, room made of the oldest, numbers that were given and not kept. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Clock, errorText, type Log, syncFolder } from '../../../core/index.ts';
import { lightBounds } from '../limits.ts';
import { digestOf, type RecordBody, type SpoolGap, type SpoolRecord } from '../record.ts';
import type { Steady } from '../steady.ts';
import { encodeFrame } from './frame.ts';
import { cutTo, segmentPath } from './generation.ts';
import { type SpoolName, withGap, writeGaps } from './notes.ts';
import { grown, type Segment } from './segment.ts';
import type { SpoolFile, SpoolFiles } from './spool-file.ts';

/** What the spool is at this moment; its parts change it, one at a time. */
export interface SpoolState {
  name: SpoolName;
  segments: readonly Segment[];
  gaps: readonly SpoolGap[];
  delivered: number;
  /** Up to where the hub had everything at any time. */
  everDelivered: number;
  last: number;
  /** Of the last record. */
  digest: string;
  isWritable: boolean;
}

export interface SpoolWriter {
  append(body: RecordBody): Promise<number | undefined>;
  /** Drops the oldest file, where another one is written to; false: there is none. In turn. */
  dropOldest(): Promise<boolean>;
  /** Notes what never arrives. In turn. */
  note(gap: SpoolGap): Promise<void>;
  /** Begins another file with the next record. In turn. */
  leave(): Promise<void>;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
}

interface Waiting {
  readonly body: RecordBody;
  readonly at: number;
  readonly steadyMs: number;
  readonly done: (sequence: number | undefined) => void;
}

export function createWriter(deps: {
  readonly state: SpoolState;
  readonly folder: string;
  readonly clock: Clock;
  readonly steady: Steady;
  readonly log: Log;
  readonly keptBytes: number;
  readonly keptMs: number;
  readonly segmentBytes: number;
  readonly files: SpoolFiles;
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
}): SpoolWriter {
  const { state, folder, clock, steady, log, keptBytes, keptMs, segmentBytes, files, inTurn } = deps;
  let file: SpoolFile | undefined;
  /** The last file was written to its end as it is known: it may go on. */
  let mayGoOn = state.segments.length > 0;
  let begunMs = steady.ms();
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  const note = async (gap: SpoolGap): Promise<void> => {
    state.gaps = withGap(state.gaps, gap);
    log.warn({ ...gap }, 'spool-gap');
    // Without it the numbers are still missing; only why is forgotten.
    await writeGaps(folder, state.gaps).catch((error: unknown) =>
      log.warn({ reason: errorText(error) }, 'spool-notes'),
    );
  };

  const dropOldest = async (): Promise<boolean> => {
    const [oldest, ...rest] = state.segments;
    if (oldest === undefined || rest.length === 0) return false;
    state.segments = rest;
    await rm(oldest.path, { force: true });
    const from = Math.max(oldest.first, state.delivered + 1);
    const { last: to, firstAt: since, lastAt: until } = oldest;
    if (from <= to) await note({ from, to, reason: 'dropped', since, until });
    return true;
  };

  const leave = async (): Promise<void> => {
    const left = file;
    file = undefined;
    mayGoOn = false;
    await left?.close().catch(() => undefined);
  };

  /** The file that takes the next record, and from where on. */
  const target = async (): Promise<{ readonly open: SpoolFile; readonly current: Segment | undefined }> => {
    const current = state.segments.at(-1);
    const isOld = steady.ms() - begunMs > keptMs / 8;
    if (current !== undefined && mayGoOn && current.bytes < segmentBytes && !isOld) {
      file ??= await files(current.path, current.bytes);
      return { open: file, current };
    }
    await leave();
    file = await files(segmentPath(folder, state.name, state.last + 1), 0);
    begunMs = steady.ms();
    await syncFolder(dirname(file.path));
    return { open: file, current: undefined };
  };

  const writeAll = async (list: readonly Waiting[]): Promise<void> => {
    const records = encoded(list, state, steady.boot);
    const { open, current } = await target();
    const start = current?.bytes ?? 0;
    try {
      await open.write(Buffer.concat(records.map(({ frame }) => frame)), start);
    } catch (error) {
      // What may stand half in it is never appended to: the next try begins another file.
      await leave();
      await (current === undefined ? rm(open.path, { force: true }) : cutTo(open.path, start)).catch(() => undefined);
      throw error;
    }
    mayGoOn = true;
    let segment = current;
    let end = start;
    for (const { record, text, frame } of records) {
      end += frame.length;
      segment = grown(segment, open.path, record, { text, end });
    }
    if (segment === undefined) return;
    if (current === undefined) state.segments = [...state.segments, segment];
    state.last = segment.last;
    state.digest = segment.digest;
  };

  /** Their numbers stay unused, so that whoever takes the next record sees what is missing. */
  const giveUp = async (list: readonly Waiting[]): Promise<void> => {
    const [first, final] = [list[0], list.at(-1)];
    if (first === undefined || final === undefined) return;
    const from = state.last + 1;
    state.last += list.length;
    for (const { done } of list) done(undefined);
    await note({ from, to: state.last, reason: 'disk-full', since: first.at, until: final.at });
  };

  const flush = async (): Promise<void> => {
    const list = waiting;
    waiting = [];
    const before = state.last;
    for (;;) {
      try {
        await writeAll(list);
        state.isWritable = true;
        list.forEach(({ done }, index) => void done(before + 1 + index));
        const isOver = (): boolean => state.segments.reduce((sum, { bytes }) => sum + bytes, 0) > keptBytes;
        while (isOver() && (await dropOldest())) log.debug({ first: state.segments[0]?.first }, 'spool-bounded');
        return;
      } catch (error) {
        if (state.isWritable) log.error({ reason: errorText(error) }, 'spool-not-writable');
        state.isWritable = false;
        // Room is made of the oldest: what happens now says more than what happened then.
        if (isFull(error) && (await dropOldest())) continue;
        return giveUp(list);
      }
    }
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) await inTurn(flush);
  };

  const begin = (): void => {
    running ??= run().finally(() => {
      running = undefined;
      if (waiting.length > 0) begin();
    });
  };

  return {
    append(body) {
      return new Promise((done) => {
        const one = { body, at: clock.now(), steadyMs: steady.ms(), done };
        // A disk that hangs may not take the memory too.
        const isTooMuch = waiting.length >= lightBounds.waiting || !fits(body);
        if (isTooMuch) void inTurn(() => giveUp([one]));
        else waiting.push(one);
        begin();
      });
    },
    dropOldest,
    note,
    leave,
    settled: () => running ?? Promise.resolve(),
  };
}

function encoded(list: readonly Waiting[], { last, digest }: SpoolState, boot: string) {
  let [sequence, before] = [last, digest];
  return list.map(({ body, at, steadyMs }) => {
    const frame = { s: ++sequence, d: before, w: at, m: Math.round(steadyMs), b: boot };
    const record: SpoolRecord = 'result' in body ? { ...frame, r: body.result } : { ...frame, f: body.figure };
    const text = JSON.stringify(record);
    before = digestOf(text);
    return { record, text, frame: encodeFrame(Buffer.from(text, 'utf8')) };
  });
}

/** With room for number, digest and times. */
function fits(body: RecordBody): boolean {
  return Buffer.byteLength(JSON.stringify(body)) < lightBounds.recordBytes - 512;
}

const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');

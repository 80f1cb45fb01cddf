/** What was seen while the hub could not be reached, on this disk: numbered, synced before it counts, bounded in size and age. */
import { mkdir, readFile } from 'node:fs/promises';
import { type Clock, createTurns, type Log, privateFolder } from '../../../core/index.ts';
import { lightBounds } from '../limits.ts';
import { digestOf, type RecordBody, type SpoolGap } from '../record.ts';
import type { Steady } from '../steady.ts';
import { generationFolder, nameIn, openGeneration, removeOthers } from './generation.ts';
import { gapsBetween, readDelivered, readGaps, withGap, writeDelivered, writeGaps, writeName } from './notes.ts';
import { recordsIn, type Segment } from './segment.ts';
import { createSpoolFile, type SpoolFiles } from './spool-file.ts';
import { createWriter, type SpoolState } from './writing.ts';

/** Records as they are sent: without a gap between them, each bound to the one before. */
export interface Batch {
  /** Number of the first. */
  readonly first: number;
  /** Digest before the first. */
  readonly before: string;
  readonly texts: readonly string[];
  readonly last: number;
  /** Digest of the last. */
  readonly digest: string;
}

export interface Spool {
  readonly id: string;
  /** Number of the oldest record that is kept; one more than `last` when none is. */
  readonly first: number;
  /** The highest number that was ever given. */
  readonly last: number;
  readonly bytes: number;
  /** Up to where the hub is known to have everything. */
  readonly delivered: number;
  /** When the oldest record that the hub lacks was kept, as far as files tell. */
  readonly waitingSince: number | undefined;
  /** Whether the disk took what was last put on it. */
  readonly isWritable: boolean;
  /** Octets of a half-written record that were cut off at the opening. */
  readonly tornBytes: number;
  /** Synced to the disk under the number that it gives; undefined: the disk did not take it, and the number is a gap. */
  append(body: RecordBody): Promise<number | undefined>;
  /** The records from this number on; undefined where none is kept from there on. */
  read(from: number): Promise<Batch | undefined>;
  /** Digest of that record, or of what the oldest is bound to; undefined: it is not kept. */
  digestAt(sequence: number): Promise<string | undefined>;
  /** Why each of these numbers is missing. */
  gaps(from: number, to: number): readonly SpoolGap[];
  /** The hub has everything up to this number. */
  deliver(sequence: number): Promise<void>;
  /** The hub is ahead of this spool, or has another story: what was not delivered is given up, and counted, and it goes on from there. */
  rebase(sequence: number, digest: string): Promise<void>;
  /** Drops what is too old. `hubOffsetMs`: what is to be added to the wall clock, once the hub has been heard in this run of the machine. */
  age(hubOffsetMs: number | undefined): Promise<void>;
  close(): Promise<void>;
}

export interface SpoolOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly steady: Steady;
  readonly log: Log;
  readonly keptBytes?: number | undefined;
  readonly keptMs?: number | undefined;
  /** A file is begun anew beyond this. */
  readonly segmentBytes?: number;
  /** In tests: a disk that is full. */
  readonly files?: SpoolFiles;
}

/**
 * Opens the spool of a folder. What was synced before the last end is there; a half-written end is cut off.
 * @throws when the folder cannot be read or written.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, clock, steady, log, files = createSpoolFile } = options;
  const { keptBytes = lightBounds.keptBytes, keptMs = lightBounds.keptMs } = options;
  const segmentBytes = options.segmentBytes ?? Math.min(lightBounds.segmentBytes, Math.ceil(keptBytes / 8));
  await mkdir(folder, { recursive: true, mode: privateFolder });
  const { state, tornBytes } = await found(folder, log);
  const inTurn = createTurns();
  const limits = { keptBytes, keptMs, segmentBytes };
  const writer = createWriter({ state, folder, clock, steady, log, ...limits, files, inTurn });

  const segmentFrom = (sequence: number): Segment | undefined => state.segments.find(({ last }) => last >= sequence);

  const read = async (from: number): Promise<Batch | undefined> => {
    const segment = segmentFrom(from);
    if (segment === undefined) return undefined;
    const texts: string[] = [];
    let size = 0;
    let [first, last, before, digest] = [0, 0, '', ''];
    for (const { record, text } of recordsIn(await wholePart(segment))) {
      if (record.s < from) continue;
      size += text.length;
      const isEnough = texts.length >= lightBounds.batchRecords || size > lightBounds.batchBytes;
      if (texts.length > 0 && (record.s !== last + 1 || isEnough)) break;
      if (texts.length === 0) [first, before] = [record.s, record.d];
      texts.push(text);
      [last, digest] = [record.s, digestOf(text)];
    }
    return texts.length === 0 ? undefined : { first, before, texts, last, digest };
  };

  const digestAt = async (sequence: number): Promise<string | undefined> => {
    const [oldest] = state.segments;
    if (oldest === undefined) return sequence === state.last ? state.digest : undefined;
    if (sequence === oldest.first - 1) return oldest.before;
    const segment = segmentFrom(sequence);
    if (segment === undefined) return undefined;
    for (const { record, text } of recordsIn(await wholePart(segment)))
      if (record.s === sequence) return digestOf(text);
    return undefined;
  };

  const deliver = async (sequence: number): Promise<void> => {
    if (sequence === state.delivered) return;
    state.delivered = sequence;
    state.everDelivered = Math.max(sequence, state.everDelivered);
    const left = state.gaps.filter(({ to }) => to > sequence);
    const isLess = left.length < state.gaps.length;
    state.gaps = left;
    // Of both files the hub knows more: where they cannot be written, nothing is lost.
    if (isLess) await writeGaps(folder, left).catch(() => undefined);
    await writeDelivered(folder, { sequence, ever: state.everDelivered }).catch(() => undefined);
  };

  const rebase = async (sequence: number, digest: string): Promise<void> => {
    const { delivered, last, segments } = state;
    const lost = Math.max(0, last - Math.max(delivered, (segments[0]?.first ?? last + 1) - 1));
    const [since, until] = [segmentFrom(delivered + 1)?.firstAt, segments.at(-1)?.lastAt];
    const name = { id: state.name.id, generation: state.name.generation + 1, last: sequence + lost, digest };
    await mkdir(generationFolder(folder, name), { recursive: true, mode: privateFolder });
    await writeName(folder, name);
    await writer.leave();
    Object.assign(state, { name, segments: [], gaps: [], last: name.last, digest });
    Object.assign(state, { delivered: sequence, everDelivered: sequence });
    const times = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
    if (lost > 0) await writer.note({ from: sequence + 1, to: name.last, reason: 'set-back', ...times });
    else await writeGaps(folder, []).catch(() => undefined);
    await removeOthers(folder, name);
  };

  const age = async (hubOffsetMs: number | undefined): Promise<void> => {
    const ageOf = ({ lastAt, lastSteady }: Segment): number => {
      if (lastSteady.boot === steady.boot) return steady.ms() - lastSteady.ms;
      // Of another run of the machine only the wall clock tells, and that may have been set since: the hub's is asked.
      return hubOffsetMs === undefined ? 0 : clock.now() + hubOffsetMs - lastAt;
    };
    for (let [oldest] = state.segments; oldest !== undefined && ageOf(oldest) > keptMs; [oldest] = state.segments)
      if (!(await writer.dropOldest())) return;
  };

  return {
    get id() {
      return state.name.id;
    },
    get first() {
      return state.segments[0]?.first ?? state.last + 1;
    },
    get last() {
      return state.last;
    },
    get bytes() {
      return state.segments.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    get delivered() {
      return state.delivered;
    },
    get waitingSince() {
      const segment = segmentFrom(state.delivered + 1);
      if (segment === undefined) return undefined;
      return segment.first > state.delivered ? segment.firstAt : segment.lastAt;
    },
    get isWritable() {
      return state.isWritable;
    },
    tornBytes,
    append: writer.append,
    read: (from) => inTurn(() => read(from)),
    digestAt: (sequence) => inTurn(() => digestAt(sequence)),
    gaps: (from, to) => gapsBetween(state.gaps, { from, to, ever: state.everDelivered }),
    deliver: (sequence) => inTurn(() => deliver(sequence)),
    rebase: (sequence, digest) => inTurn(() => rebase(sequence, digest)),
    age: (hubOffsetMs) => inTurn(() => age(hubOffsetMs)),
    async close() {
      await writer.settled();
      await inTurn(writer.leave);
    },
  };
}

/** What stands in the folder, with what was found damaged. */
async function found(folder: string, log: Log): Promise<{ state: SpoolState; tornBytes: number }> {
  const name = await nameIn(folder);
  await removeOthers(folder, name);
  const { segments, damaged, tornBytes } = await openGeneration(folder, name);
  const gaps = damaged.reduce(withGap, await readGaps(folder));
  if (damaged.length > 0) log.warn({ damaged }, 'spool-damaged');
  if (tornBytes > 0) log.warn({ tornBytes }, 'spool-torn');
  const last = Math.max(name.last, segments.at(-1)?.last ?? 0, ...gaps.map(({ to }) => to));
  const digest = segments.at(-1)?.digest ?? name.digest;
  const { sequence: delivered, ever: everDelivered } = await readDelivered(folder);
  return { state: { name, segments, gaps, delivered, everDelivered, last, digest, isWritable: true }, tornBytes };
}

/** What of a file is synced: behind it somebody may be writing. */
async function wholePart({ path, bytes }: Segment): Promise<Buffer> {
  return (await readFile(path)).subarray(0, bytes);
}

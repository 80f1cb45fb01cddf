/** The records of the ledger that a report rests on: found in one pass, matched with the journal, proven. */
import { type EpochMs, message, UserError } from '../../../core/index.ts';
import {
  type Hash,
  type Ledger,
  type LedgerRecord,
  nodeHash,
  type RecordKind,
  readRecord,
  verifyInclusion,
} from '../../../ledger/index.ts';
import { type RecordedState, type Span, timelineOf } from '../../availability/timeline.ts';
import { spansOf } from '../../availability/view-timeline.ts';
import type { Interval } from '../../intervals.ts';
import { reportBounds, type StoryDifference } from '../model.ts';
import type { History } from '../uptime/history.ts';
import { readPause, readState } from '../uptime/records.ts';
import type { EvidenceProof } from './parts.ts';

/** A clock may be set back a little between two records; the search begins so much earlier. */
export const searchMarginMs = 3_600_000;
const stateMark = Buffer.from('"kind":"state-change"');
const gapMark = Buffer.from('"kind":"gap"');

/** Records of one matter, whole and as they read. */
export interface MatterRecords {
  readonly records: readonly { readonly index: number; readonly entry: Uint8Array }[];
  readonly read: readonly LedgerRecord[];
}

/**
 * The records of a kind that are about one matter, among the first `size`, in the order of the ledger.
 * @param input.after nothing of it is on record before
 * @throws UserError when a record of that time was altered.
 */
export async function findMatter(input: {
  readonly ledger: Pick<Ledger, 'record' | 'entries'>;
  readonly size: number;
  readonly after: EpochMs;
  readonly kind: RecordKind;
  readonly isAbout: (record: LedgerRecord) => boolean;
}): Promise<MatterRecords> {
  const { ledger, size, after, kind, isAbout } = input;
  const start = await firstAt(ledger, size, after - searchMarginMs);
  const records: { index: number; entry: Uint8Array }[] = [];
  const read: LedgerRecord[] = [];
  for await (const { index, entry, altered } of ledger.entries(start, size, [kind])) {
    if (altered) throw alteredError(index);
    const record = readRecord(entry, index);
    if (!record.ok || record.value.kind !== kind || !isAbout(record.value)) continue;
    records.push({ index, entry });
    read.push(record.value);
  }
  return { records, read };
}

export interface FoundEvidence {
  /** In the order of the ledger. */
  readonly records: readonly { readonly index: number; readonly entry: Uint8Array }[];
  /** Whether the records tell the same story as the journal, for every element. */
  readonly complete: boolean;
  /** Whether they are few enough to come with a report. */
  readonly few: boolean;
  readonly differs: StoryDifference | undefined;
  placeOf(subject: string, span: Span): number | undefined;
}

interface FoundState {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly state: RecordedState;
}

/** Of what lies before the period only the newest counts; a view has two stories, and what was measured may be written late. */
function addRecord(list: FoundState[], found: FoundState, from: EpochMs): void {
  const { at, basis } = found.state;
  if (at < from) {
    const isSame = ({ state }: FoundState): boolean => state.at < from && state.basis === basis;
    if (basis === undefined) list.length = 0;
    const known = list.findIndex(isSame);
    if ((list[known]?.state.at ?? at) > at) return;
    if (known >= 0) list.splice(known, 1);
  }
  list.push(found);
}

/**
 * Finds the records of state that a history rests on, among the first `size` of the ledger.
 * @throws UserError when a record of that time was altered.
 */
export async function findEvidence(input: {
  readonly ledger: Pick<Ledger, 'record' | 'entries'>;
  readonly size: number;
  readonly history: History;
  readonly period: Interval;
  readonly staleAfterMs: number;
}): Promise<FoundEvidence> {
  const { ledger, size, history, period, staleAfterMs } = input;
  const earliest = Math.min(
    period.from,
    ...Array.from(history.records.values(), (records) =>
      records.reduce((first, { at }) => Math.min(first, at), period.from),
    ),
    ...history.unwatched.map(({ from }) => from),
  );
  const from = await firstAt(ledger, size, earliest - searchMarginMs);
  const bySubject = new Map<string, FoundState[]>();
  const gaps: { readonly index: number; readonly entry: Uint8Array; readonly pause: Interval }[] = [];
  for await (const { index, entry, altered } of ledger.entries(from, size)) {
    // Whatever it says now, it may have been a record of these elements.
    if (altered) throw alteredError(index);
    // Most of the ledger are heartbeats: bytes are looked through before anything is read as JSON.
    const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length);
    const isState = bytes.includes(stateMark);
    if (!isState && !bytes.includes(gapMark)) continue;
    const read = readRecord(entry, index);
    if (!read.ok) continue;
    const { kind, subject, at, body } = read.value;
    if (kind === 'state-change' && history.records.has(subject)) {
      const state = readState({ at: Date.parse(at), sequence: index, body });
      if (state === undefined || state.at >= period.to) continue;
      const list = bySubject.get(subject) ?? [];
      addRecord(list, { index, entry, state }, period.from);
      bySubject.set(subject, list);
    } else if (kind === 'gap') {
      const pause = readPause(Date.parse(at), body, staleAfterMs);
      if (pause !== undefined && pause.from < period.to && pause.to > period.from) gaps.push({ index, entry, pause });
    }
  }
  const count = [...bySubject.values()].reduce((sum, list) => sum + list.length, gaps.length);
  const few = count <= reportBounds.evidenceRecords;
  const differs = differenceOf({
    history,
    period,
    proven: new Map([...bySubject].map(([subject, list]) => [subject, list.map(({ state }) => state)])),
    unwatched: gaps.map(({ pause }) => pause),
    spansOf,
  });
  const places = new Map<string, number>();
  for (const [subject, list] of bySubject) {
    for (const { index, state } of list) places.set(`${subject} ${state.at} ${state.state}`, index);
  }
  const bySequence = new Map<string, Map<number, RecordedState>>();
  for (const [subject, records] of history.records) {
    bySequence.set(subject, new Map(records.map((record) => [record.sequence, record])));
  }
  const all = [...[...bySubject.values()].flat(), ...gaps].sort((a, b) => a.index - b.index);
  return {
    records: all.map(({ index, entry }) => ({ index, entry })),
    complete: few && differs === undefined,
    few,
    differs,
    placeOf(subject, { sequence }) {
      const record = sequence === undefined ? undefined : bySequence.get(subject)?.get(sequence);
      return record === undefined ? undefined : places.get(`${subject} ${record.at} ${record.state}`);
    },
  };
}

export function alteredError(index: number): UserError {
  return new UserError(message('report.evidence-altered', { index }), message('report.evidence-altered.remedy'));
}

/** Compares the journal's story of each element with the ledger's. */
export function differenceOf<Word extends string>({
  history,
  period,
  proven,
  unwatched,
  spansOf: tell = (_subject, story) => timelineOf(story),
}: {
  readonly history: History<Word>;
  readonly period: Interval;
  readonly proven: ReadonlyMap<string, readonly RecordedState<Word>[]>;
  readonly unwatched: readonly Interval[];
  /** How the records of an element become spans, where that depends on what it is. */
  readonly spansOf?: (
    subject: string,
    story: Parameters<typeof timelineOf<Word>>[0],
  ) => ReturnType<typeof timelineOf<Word>>;
}): StoryDifference | undefined {
  let [elements, notInLedger, notInJournal] = [0, 0, 0];
  for (const [subject, records] of history.records) {
    const found = proven.get(subject) ?? [];
    const ours = tell(subject, { period, records, unwatched: history.unwatched });
    const theirs = tell(subject, { period, records: found, unwatched });
    const same =
      ours.length === theirs.length &&
      ours.every((span, at) => span.from === theirs[at]?.from && span.state === theirs[at]?.state);
    if (same) continue;
    const keysOf = (states: readonly RecordedState<Word>[]) => new Set(states.map(({ at, state }) => `${at} ${state}`));
    const [journal, ledger] = [keysOf(records), keysOf(found)];
    elements += 1;
    notInLedger += [...journal].filter((key) => !ledger.has(key)).length;
    notInJournal += [...ledger].filter((key) => !journal.has(key)).length;
  }
  return elements === 0 ? undefined : { elements, notInLedger, notInJournal };
}

/** The first place whose record is not older; records stand in the order of their time, give or take the margin. */
export async function firstAt(ledger: Pick<Ledger, 'record'>, size: number, at: EpochMs): Promise<number> {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const read = await ledger.record(middle);
    // An altered time would lead the search astray.
    if (read?.ok === false) throw alteredError(middle);
    const time = read === undefined ? Number.NEGATIVE_INFINITY : Date.parse(read.value.at);
    if (time < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Proves each record under a head.
 * @throws UserError when a record is not what the head says: a report on it would be refused by whoever checks it.
 */
export async function proveAll(
  ledger: Pick<Ledger, 'inclusion'>,
  records: FoundEvidence['records'],
  { size, root }: { readonly size: number; readonly root: Hash },
  onProgress: (share: number) => void,
): Promise<readonly EvidenceProof[]> {
  const proofs: EvidenceProof[] = [];
  for (const [done, { index, entry }] of records.entries()) {
    const proof = await ledger.inclusion(index, size);
    if (!verifyInclusion(nodeHash, { index, size, leaf: nodeHash.leaf(entry), proof, root })) {
      throw alteredError(index);
    }
    proofs.push({ index, proof });
    if (done % 500 === 0) onProgress(done / records.length);
  }
  return proofs;
}

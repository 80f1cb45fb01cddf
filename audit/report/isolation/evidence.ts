/** The records of the ledger that an isolation report is made from: found, read in order, compared with the journal. */
import type { Ledger, RecordKind } from '../../../ledger/index.ts';
import { type LedgerRecord, readRecord } from '../../../ledger/index.ts';
import type { Interval } from '../../intervals.ts';
import type { IsolationWord } from '../../isolation/model.ts';
import { alteredError, differenceOf, firstAt, searchMarginMs } from '../bundle/evidence.ts';
import { reportBounds, type StoryDifference } from '../model.ts';
import type { History } from '../uptime/history.ts';
import { type NoteReader, noteKinds } from './notes.ts';
import { createStoryReader, type IsolationStory, storyKinds } from './story.ts';

export interface FoundIsolation {
  readonly story: IsolationStory;
  readonly records: readonly { readonly index: number; readonly entry: Uint8Array }[];
  /** Whether they are few enough to come with a report. */
  readonly few: boolean;
  /** Where the journal of places tells another story. */
  readonly differs: StoryDifference | undefined;
}

const kindMark = Buffer.from('"kind":"');
const wanted: readonly RecordKind[] = [...storyKinds, ...noteKinds];

/**
 * Reads the whole story among the first `size` records: what held when the period began, and everything since. A record may
 * be later than the period and still speak of it, for the end of trust is dated back.
 * @throws UserError when a record of that time was altered.
 */
export async function findIsolation(input: {
  readonly ledger: Pick<Ledger, 'record' | 'records' | 'entries' | 'entry'>;
  readonly size: number;
  readonly history: History<IsolationWord>;
  readonly period: Interval;
  readonly staleAfterMs: number;
  readonly notes: NoteReader;
}): Promise<FoundIsolation> {
  const { ledger, size, history, period, staleAfterMs, notes } = input;
  const reader = createStoryReader({ period, staleAfterMs, isPlace: (id) => history.records.has(id) });
  const start = await firstAt(ledger, size, period.from - searchMarginMs);
  await readBefore(ledger, start, storyKinds, (record) => reader.take(record));
  const entries = new Map<number, Uint8Array>();
  for await (const { index, entry, altered } of ledger.entries(start, size, wanted)) {
    // Whatever it says now, it may have been a verdict.
    if (altered) throw alteredError(index);
    // Most of the ledger are heartbeats: bytes are looked through before anything is read as JSON.
    const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length);
    const at = bytes.lastIndexOf(kindMark) + kindMark.length;
    const named = bytes.toString('latin1', at, bytes.indexOf(0x22, at));
    if (!wanted.some((kind) => kind === named)) continue;
    const read = readRecord(entry, index);
    if (!read.ok) continue;
    const { kind } = read.value;
    if (noteKinds.some((each) => each === kind)) notes.take(read.value);
    else {
      reader.take(read.value);
      entries.set(index, entry);
    }
  }
  const story = reader.story();
  const records: { index: number; entry: Uint8Array }[] = [];
  for (const index of story.records) {
    const entry = entries.get(index) ?? (await ledger.entry(index));
    if (entry === undefined) throw alteredError(index);
    records.push({ index, entry });
  }
  return {
    story,
    records,
    few: records.length <= reportBounds.evidenceRecords,
    differs: differenceOf({ history, period, proven: story.places, unwatched: story.unwatched }),
  };
}

/** Verdicts that stand for long may be much older than the period: these are looked for by kind, which passes over heartbeats. */
export async function readBefore(
  ledger: Pick<Ledger, 'records'>,
  start: number,
  kinds: readonly RecordKind[],
  take: (record: LedgerRecord) => void,
): Promise<void> {
  let cursor: number | undefined = 0;
  while (cursor !== undefined && cursor < start) {
    const page: Awaited<ReturnType<Ledger['records']>> = await ledger.records({
      kinds,
      order: 'oldest',
      limit: 500,
      cursor,
    });
    for (const record of page.records) if (record.seq < start) take(record);
    cursor = page.next;
  }
}

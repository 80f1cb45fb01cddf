/** The records of the ledger that a report of backups is made from: found and read in order. */
import type { Ledger } from '../../../ledger/index.ts';
import { readRecord } from '../../../ledger/index.ts';
import type { Interval } from '../../intervals.ts';
import { alteredError, firstAt, searchMarginMs } from '../bundle/evidence.ts';
import { readBefore } from '../isolation/evidence.ts';
import { reportBounds } from '../model.ts';
import { type BackupStory, createBackupReader, lastingKinds, storyKinds } from './story.ts';

export interface FoundBackups {
  readonly story: BackupStory;
  readonly records: readonly { readonly index: number; readonly entry: Uint8Array }[];
  /** Whether they are few enough to come with a report. */
  readonly few: boolean;
}

/**
 * Reads the whole story among the first `size` records: what held when the period began, and everything since. A record may
 * be later than the period and still tell of a snapshot that was begun in it.
 * @throws UserError when a record of that time was altered.
 */
export async function findBackups(input: {
  readonly ledger: Pick<Ledger, 'record' | 'records' | 'entries' | 'entry'>;
  readonly size: number;
  readonly period: Interval;
  readonly staleAfterMs: number;
  readonly setIds: ReadonlySet<string>;
  readonly repositoryIds: ReadonlySet<string>;
}): Promise<FoundBackups> {
  const { ledger, size, period, staleAfterMs, setIds, repositoryIds } = input;
  const reader = createBackupReader({
    ...{ period, staleAfterMs },
    isSet: (id) => setIds.has(id),
    isRepository: (id) => repositoryIds.has(id),
  });
  const start = await firstAt(ledger, size, period.from - searchMarginMs);
  await readBefore(ledger, start, lastingKinds, (record) => reader.take(record));
  for await (const { index, entry, altered } of ledger.entries(start, size, storyKinds)) {
    // Whatever it says now, it may have been a verdict.
    if (altered) throw alteredError(index);
    const read = readRecord(entry, index);
    if (read.ok) reader.take(read.value);
  }
  const story = reader.story();
  const records: { index: number; entry: Uint8Array }[] = [];
  for (const index of story.records) {
    const entry = await ledger.entry(index);
    if (entry === undefined) throw alteredError(index);
    records.push({ index, entry });
  }
  return { story, records, few: records.length <= reportBounds.evidenceRecords };
}

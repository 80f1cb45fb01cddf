import { type Ledger, type LedgerRecord, readRecord } from '../../../ledger/index.ts';
import { alteredError, firstAt, searchMarginMs } from '../bundle/evidence.ts';
import { isOfAssessment } from './story.ts';

/**
 * The records of one closed assessment among the first `size`, in the order of the ledger.
 * @param input.after when its period ended: nothing of it is on record before
 * @throws UserError when a record of that time was altered.
 */
export async function findAssessment(input: {
  readonly ledger: Pick<Ledger, 'record' | 'entries'>;
  readonly size: number;
  readonly assessmentId: string;
  readonly after: number;
}): Promise<{
  readonly records: readonly { readonly index: number; readonly entry: Uint8Array }[];
  readonly read: readonly LedgerRecord[];
}> {
  const { ledger, size, assessmentId, after } = input;
  const start = await firstAt(ledger, size, after - searchMarginMs);
  const records: { index: number; entry: Uint8Array }[] = [];
  const read: LedgerRecord[] = [];
  for await (const { index, entry, altered } of ledger.entries(start, size, ['assessment'])) {
    if (altered) throw alteredError(index);
    const record = readRecord(entry, index);
    if (!record.ok || !isOfAssessment(record.value, assessmentId)) continue;
    records.push({ index, entry });
    read.push(record.value);
  }
  return { records, read };
}

import { type Ledger, type LedgerRecord, readRecord } from '../../../ledger/index.ts';
import { alteredError, firstAt, searchMarginMs } from '../bundle/evidence.ts';

/** A drill may be planned so long before it runs. */
const aheadMs = 401 * 86_400_000;

/**
 * The records of one drill among the first `size`, in the order of the ledger.
 * @throws UserError when a record of that time was altered.
 */
export async function findDrill(input: {
  readonly ledger: Pick<Ledger, 'record' | 'entries'>;
  readonly size: number;
  readonly drillId: string;
  readonly from: number;
}): Promise<{
  readonly records: readonly { readonly index: number; readonly entry: Uint8Array }[];
  readonly read: readonly LedgerRecord[];
}> {
  const { ledger, size, drillId } = input;
  const start = await firstAt(ledger, size, input.from - aheadMs - searchMarginMs);
  const records: { index: number; entry: Uint8Array }[] = [];
  const read: LedgerRecord[] = [];
  for await (const { index, entry, altered } of ledger.entries(start, size, ['drill'])) {
    if (altered) throw alteredError(index);
    const record = readRecord(entry, index);
    if (!record.ok || record.value.kind !== 'drill' || record.value.subject !== `drill ${drillId}`) continue;
    records.push({ index, entry });
    read.push(record.value);
  }
  return { records, read };
}

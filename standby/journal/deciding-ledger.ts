import type { Clock } from '../../core/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { isDecidedRecord } from './decided.ts';
import type { JournalWriter } from './writer.ts';

/**
 * The ledger as the rooms below see it. Each instance has a ledger of its own, with its own keys: what it saw itself it seals and
 * records there, and decisions come into both ledgers by way of the journal, under the same number.
 */
export function decidingLedger(own: Ledger, writerNow: () => JournalWriter | undefined, clock: Clock): Ledger {
  const settled = async (): Promise<void> => void (await writerNow()?.settled());
  return {
    ...own,
    append(record) {
      const { kind, subject, body, at = clock.now(), sealed } = record;
      if (sealed === true || !isDecidedRecord(kind, subject)) own.append(record);
      else writerNow()?.push(['record', kind, subject, at, JSON.stringify(body)]);
    },
    async flush() {
      await settled();
      await own.flush();
    },
    async sign() {
      await settled();
      await own.sign();
    },
    async close() {
      await settled();
      await own.close();
    },
  };
}

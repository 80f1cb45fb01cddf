import type { NewRecord } from '../../ledger/index.ts';
import type { WatchPause } from '../state/keeper.ts';

/** Subject of the records that tell when nobody watched. */
const watchSubject = 'watch';

/** That nobody watched before this start: what a report counts as unknown, for everything. */
export function pauseRecord({ lastPollAt, startedAt }: WatchPause): NewRecord {
  return { kind: 'gap', subject: watchSubject, at: startedAt, body: { lastPollAt } };
}

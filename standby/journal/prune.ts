import type { Database } from '../lease/database.ts';
import { schemaName } from '../lease/schema.ts';
import { pairLimits } from '../pair-limits.ts';

const { journalKeptDays, journalKeptRows, sentCountsHours } = pairLimits;

/** Takes what is too old out of the database: the journal's rows that no standby needs any more, and sent records. */
export async function prune(database: Database): Promise<void> {
  await database.run(
    'journal',
    `WITH old AS (
       DELETE FROM ${schemaName}.decision WHERE at < clock_timestamp() - ${journalKeptDays} * interval '1 day'
         AND seq <= (SELECT max(seq) FROM ${schemaName}.decision) - ${journalKeptRows})
     DELETE FROM ${schemaName}.sent WHERE at < clock_timestamp() - ${2 * sentCountsHours} * interval '1 hour'`,
  );
}

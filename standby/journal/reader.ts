import { createHash } from 'node:crypto';
import type { Log } from '../../core/index.ts';
import type { Database } from '../lease/database.ts';
import { schemaName } from '../lease/schema.ts';
import { pairLimits } from '../pair-limits.ts';
import { type Applier, decisionOf, type Position } from './apply.ts';
import type { Decision } from './change.ts';

/** How an instance follows the journal. */
export interface JournalReader {
  /**
   * Follows up to the end as it is now. Begins with a whole copy where the own place is not in the journal: it is new, was away
   * for longer than the journal goes back, or holds decisions that were lost in a takeover. @throws when the database does not answer.
   */
  follow(applier: Applier): Promise<void>;
  /** Records of evidence that the ledger lacks, up to where the store has followed. */
  followRecords(applier: Applier, after: number): Promise<void>;
  /** Decisions of ours that the journal does not know, found when a lost one came back; undefined when there were none. */
  readonly diverged: { readonly fromSeq: number; readonly foundAt: number } | undefined;
}

const decision = `${schemaName}.decision`;

export function createReader(deps: {
  readonly database: Database;
  readonly log: Log;
  readonly now: () => number;
}): JournalReader {
  const { database, log, now } = deps;
  let diverged: JournalReader['diverged'];

  const rowsAfter = async (seq: number): Promise<readonly Decision[]> => {
    const rows = await database.run(
      'journal',
      `SELECT seq, chain, body FROM ${decision} WHERE seq > $1::bigint ORDER BY seq LIMIT $2`,
      [seq, pairLimits.rowsPerLook],
    );
    return rows.flatMap((row) => {
      const read = decisionOf(row);
      if (read === undefined) log.error({ seq: Number(row.seq) }, 'standby-decision-unreadable');
      return read ?? [];
    });
  };

  /** Whether the journal knows this place, by its chain; and what it holds. */
  const placeOf = async (position: Position) => {
    const [row] = await database.run(
      'journal',
      `SELECT min(seq) AS first, coalesce(max(seq), 0) AS last,
         (SELECT chain FROM ${decision} WHERE seq = $1::bigint) AS chain FROM ${decision}`,
      [position.seq],
    );
    const first = row?.first === null ? undefined : Number(row?.first);
    return { first, last: Number(row?.last ?? 0), known: row?.chain === position.chain };
  };

  const copy = async (applier: Applier): Promise<void> => {
    // One statement, so that the documents and the place in the journal are of the same moment.
    const rows = await database.run(
      'journal',
      `SELECT d.collection, d.key, d.body, j.seq, j.chain
       FROM (SELECT 1) one LEFT JOIN (SELECT seq, chain FROM ${decision} ORDER BY seq DESC LIMIT 1) j ON true
       LEFT JOIN ${schemaName}.document d ON true`,
      [],
    );
    const [first] = rows;
    const at = first === undefined || first.seq === null ? { seq: 0, chain: '' } : position(first);
    const documents = rows
      .filter((row) => row.collection !== null)
      .map((row) => ({ collection: String(row.collection), key: String(row.key), text: String(row.body) }));
    await applier.replace(documents, at);
    log.info({ seq: at.seq, documents: documents.length }, 'standby-copied-whole');
  };
  const position = (row: Readonly<Record<string, unknown>>): Position => ({
    seq: Number(row.seq),
    chain: String(row.chain),
  });

  return {
    get diverged() {
      return diverged;
    },
    async follow(applier) {
      const own = applier.position;
      const place = await placeOf(own);
      if (place.last === 0) {
        // A new database: whoever decides first hands over what it has.
        applier.forget();
        return;
      }
      if (own.seq > 0 && !place.known && own.seq >= (place.first ?? 0)) {
        diverged = { fromSeq: own.seq, foundAt: now() };
        log.error({ ownSeq: own.seq, journalSeq: place.last }, 'standby-diverged');
      }
      if (!place.known && (own.seq > 0 || place.first !== 1)) await copy(applier);
      for (;;) {
        const rows = await rowsAfter(applier.position.seq);
        for (const row of rows) applier.apply(row);
        if (rows.length < pairLimits.rowsPerLook) return;
      }
    },
    async followRecords(applier, after) {
      for (let seq = after; seq < applier.position.seq; ) {
        const rows = (await rowsAfter(seq)).filter((row) => row.seq <= applier.position.seq);
        for (const row of rows) applier.applyRecords(row);
        const last = rows.at(-1);
        if (last === undefined) return;
        seq = last.seq;
      }
    },
  };
}

/** The chain after a row: it names this row and all before it. */
export function chainAfter(before: string, body: string): string {
  return createHash('sha256').update(before).update('\n').update(body).digest('hex').slice(0, 32);
}

import { errorText, type Log } from '../../core/index.ts';
import type { ArbiterClient } from '../arbiter/client.ts';
import type { Database } from '../lease/database.ts';
import { schemaName } from '../lease/schema.ts';
import type { Token } from '../lease/token.ts';
import type { Hindrance } from '../model.ts';
import { pairLimits } from '../pair-limits.ts';

const timelineSql =
  'SELECT pg_is_in_recovery() AS replica, (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline';

/** What the replica on one's own host is. @throws when it does not answer. */
export async function ownReplica(database: Database, id: string): Promise<{ replica: boolean; timeline: number }> {
  const [row] = await database.runAt(id, timelineSql);
  return { replica: row?.replica === true, timeline: Number(row?.timeline) };
}

/** The newest decision in one server's copy of the journal. @throws when it does not answer. */
export async function lastDecision(
  database: Database,
  at: string,
): Promise<{ readonly seq: number; readonly at: string | undefined }> {
  const [row] = await database.runAt(
    at,
    `SELECT seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
     FROM ${schemaName}.decision ORDER BY seq DESC LIMIT 1`,
  );
  return row === undefined ? { seq: 0, at: undefined } : { seq: Number(row.seq), at: String(row.at) };
}

/** Ends recovery on one's own host. @throws when it did not end in time. */
export async function promoteOwn(database: Database, id: string): Promise<void> {
  const seconds = pairLimits.promoteSeconds;
  const [row] = await database.runAt(id, 'SELECT pg_promote(true, $1) AS done', [seconds], (seconds + 2) * 1000);
  if (row?.done !== true) throw new Error('the promotion did not end in time');
}

/**
 * Promotes the replica on the own host when the arbiter agrees that the holder is gone: two of three votes. The timeline that
 * begins is above everything that the old holder can ever show, so the vote is for it as a whole.
 */
export async function promoteByVotes(deps: {
  readonly database: Database;
  readonly arbiter: ArbiterClient;
  readonly id: string;
  readonly ttlMs: number;
  readonly last: Token | undefined;
  readonly log: Log;
}): Promise<Hindrance | undefined> {
  const { database, arbiter, id, ttlMs, last, log } = deps;
  const own = await ownReplica(database, id).catch(() => undefined);
  if (own === undefined || !own.replica) return 'no-own-replica';
  const token = { timeline: Math.max(own.timeline, last?.timeline ?? 0) + 1, epoch: 0 };
  const answer = await arbiter.ask({ do: 'vote', id, token, ttlMs });
  if (answer === undefined) return 'arbiter-unreachable';
  if (!answer.granted) return 'arbiter-refuses';
  log.warn({ timeline: own.timeline }, 'standby-promotes-database');
  try {
    await promoteOwn(database, id);
    await database.probeAt(id);
    return undefined;
  } catch (error) {
    log.error({ reason: errorText(error) }, 'standby-promotion-failed');
    return 'no-own-replica';
  }
}

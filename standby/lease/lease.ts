import type { SqlValue } from './connection.ts';
import type { Database } from './database.ts';
import { currentTimeline, schemaName } from './schema.ts';
import type { Token } from './token.ts';

/** The lease as somebody who looks at it sees it. */
export interface LeaseView {
  readonly holder: string;
  readonly token: Token;
  /** By the server's clock, which is the only wall clock that counts. */
  readonly valid: boolean;
  readonly url: string;
  /** Timeline of the server that answered. */
  readonly timeline: number;
}

/** One look of a member. */
export interface Look {
  readonly lease: LeaseView | undefined;
  /** Last row of the journal. */
  readonly lastSeq: number;
  /** The other member's sign of life: a number that rises while it lives, and how far it has followed. */
  readonly peer: { readonly beat: number; readonly seq: number; readonly url: string } | undefined;
}

export interface Member {
  readonly id: string;
  readonly peer: string;
  readonly url: string;
}

/** The lease's statements: each is one, decided by the server's clock alone. */
export interface Lease {
  /** Undefined while somebody else holds it. A holder takes it anew with a higher epoch, so a former process of its own is fenced. */
  acquire(): Promise<Token | undefined>;
  /** Whether it still is ours, and the other member's sign of life. */
  renew(token: Token, seq: number): Promise<{ readonly held: boolean; readonly look: Look }>;
  /** Lets it end now; harmless when it is no longer ours. */
  release(token: Token): Promise<void>;
  /** Tells that this member lives, and looks. */
  look(seq: number): Promise<Look>;
}

const lease = `${schemaName}.lease`;
const member = `${schemaName}.member`;

const beat = `beat AS (
  INSERT INTO ${member} AS m (id, beat, seq, url, seen) VALUES ($1, 1, $2::bigint, $3, clock_timestamp())
  ON CONFLICT (id) DO UPDATE SET beat = m.beat + 1, seq = excluded.seq, url = excluded.url, seen = excluded.seen
)`;
const seen = `
  l.holder, l.timeline, l.epoch, l.url, l.expires > clock_timestamp() AS valid, ${currentTimeline} AS current,
  (SELECT coalesce(max(seq), 0) FROM ${schemaName}.decision) AS last_seq,
  p.beat AS peer_beat, p.seq AS peer_seq, p.url AS peer_url`;

export function createLease(deps: {
  readonly database: Database;
  readonly member: Member;
  readonly ttlMs: number;
}): Lease {
  const { database } = deps;
  // The holder stops deciding after two thirds of the ttl without an answer: it may be free a little before the ttl is over.
  const ttlMs = (deps.ttlMs * 5) / 6;
  const { id, peer, url } = deps.member;
  const run = (text: string, values: readonly SqlValue[]) => database.run('lease', text, values);
  return {
    async acquire() {
      const [row] = await run(
        `INSERT INTO ${lease} AS l (id, holder, timeline, epoch, expires, url)
         VALUES (1, $1, ${currentTimeline}, 1, clock_timestamp() + $2 * interval '1 millisecond', $3)
         ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, timeline = excluded.timeline, epoch = l.epoch + 1,
           expires = excluded.expires, url = excluded.url
         WHERE l.expires < clock_timestamp() OR l.holder = excluded.holder OR l.timeline < excluded.timeline
         RETURNING timeline, epoch`,
        [id, ttlMs, url],
      );
      return row === undefined ? undefined : { timeline: Number(row.timeline), epoch: Number(row.epoch) };
    },
    async renew(token, seq) {
      const [row] = await run(
        `WITH ${beat}, renewed AS (
           UPDATE ${lease} SET expires = clock_timestamp() + $5 * interval '1 millisecond', seq = $2::bigint
           WHERE id = 1 AND holder = $1 AND timeline = $6 AND epoch = $7::bigint AND expires > clock_timestamp()
             AND ${currentTimeline} = $6
           RETURNING 1)
         SELECT ${seen}, (SELECT count(*) FROM renewed) AS renewed
         FROM (SELECT 1) one LEFT JOIN ${lease} l ON true LEFT JOIN ${member} p ON p.id = $4`,
        [id, seq, url, peer, ttlMs, token.timeline, token.epoch],
      );
      return { held: Number(row?.renewed) === 1, look: lookOf(row) };
    },
    async release(token) {
      await run(
        `UPDATE ${lease} SET expires = clock_timestamp() - interval '1 second'
         WHERE holder = $1 AND timeline = $2 AND epoch = $3::bigint`,
        [id, token.timeline, token.epoch],
      );
    },
    async look(seq) {
      const [row] = await run(
        `WITH ${beat} SELECT ${seen}
         FROM (SELECT 1) one LEFT JOIN ${lease} l ON true LEFT JOIN ${member} p ON p.id = $4`,
        [id, seq, url, peer],
      );
      return lookOf(row);
    },
  };
}

function lookOf(row: Readonly<Record<string, unknown>> | undefined): Look {
  if (row === undefined) throw new Error('no answer');
  const token = { timeline: Number(row.timeline), epoch: Number(row.epoch) };
  return {
    lease:
      row.holder === null
        ? undefined
        : {
            holder: String(row.holder),
            token,
            valid: row.valid === true,
            url: String(row.url),
            timeline: Number(row.current),
          },
    lastSeq: Number(row.last_seq),
    peer:
      row.peer_beat === null
        ? undefined
        : { beat: Number(row.peer_beat), seq: Number(row.peer_seq), url: String(row.peer_url) },
  };
}

/** The condition of every write that decides: this member holds the lease with this token, on this timeline, now. */
export function holderSql(first: number): string {
  const [holder, timeline, epoch] = [`$${first}`, `$${first + 1}`, `$${first + 2}`];
  return `SELECT 1 AS held FROM ${lease} WHERE id = 1 AND holder = ${holder} AND timeline = ${timeline}::int
    AND epoch = ${epoch}::bigint AND expires > clock_timestamp() AND ${currentTimeline} = ${timeline}::int FOR UPDATE`;
}

export function holderValues(id: string, token: Token): readonly SqlValue[] {
  return [id, token.timeline, token.epoch];
}

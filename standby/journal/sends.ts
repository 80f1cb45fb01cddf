import { type Clock, errorText, type Log } from '../../core/index.ts';
import type { Database } from '../lease/database.ts';
import { holderSql, holderValues } from '../lease/lease.ts';
import { schemaName } from '../lease/schema.ts';
import { pairLimits } from '../pair-limits.ts';
import type { Fence } from './writer.ts';

/**
 * Records of pages that went out, by whoever sent them. They are not fenced: that somebody was told is true whoever it was. While the
 * database is away they are remembered here and handed over when it is back.
 */
export interface SendRecords {
  /** Whether a page may go out now: `send`, it already did (`sent`), or it cannot be told (`unknown`). Asked of the database each time. */
  ask(key: string, asActive: boolean): Promise<'send' | 'sent' | 'unknown'>;
  sent(key: string): Promise<void>;
  knows(key: string): boolean;
  /** Hands over what was remembered. */
  handOver(): Promise<void>;
}

const counts = `at > clock_timestamp() - ${pairLimits.sentCountsHours} * interval '1 hour'`;

export function createSendRecords(deps: {
  readonly database: Database;
  readonly memberId: string;
  readonly fence: Fence;
  readonly clock: Clock;
  readonly log: Log;
}): SendRecords {
  const { database, memberId, fence, clock, log } = deps;
  const remembered = new Map<string, { readonly key: string; readonly at: number; handedOver: boolean }>();

  const knows = (key: string): boolean => {
    const at = remembered.get(key)?.at;
    return at !== undefined && clock.now() - at < pairLimits.sentCountsHours * 3_600_000;
  };

  const insert = async ({ key, at }: { readonly key: string; readonly at: number }): Promise<void> => {
    await database.run(
      'journal',
      `INSERT INTO ${schemaName}.sent (key, sender, at) VALUES ($1, $2, to_timestamp($3::float8 / 1000))
       ON CONFLICT (key) DO UPDATE SET sender = excluded.sender, at = excluded.at`,
      [key, memberId, at],
    );
  };

  return {
    async ask(key, asActive) {
      if (knows(key)) return 'sent';
      const token = fence.token();
      if (asActive && token === undefined) return 'unknown';
      try {
        const [row] = await database.run(
          'journal',
          `WITH holder AS (${holderSql(1)})
           SELECT (SELECT count(*) FROM holder) AS held,
             EXISTS (SELECT FROM ${schemaName}.sent WHERE key = $4 AND ${counts}) AS sent`,
          [...holderValues(memberId, token ?? { timeline: 0, epoch: 0 }), key],
        );
        if (row?.sent === true) return 'sent';
        if (!asActive) return 'send';
        if (Number(row?.held) === 1) return fence.token() === undefined ? 'unknown' : 'send';
        fence.lost('the lease is not ours');
        return 'unknown';
      } catch {
        return 'unknown';
      }
    },
    async sent(key) {
      const entry = { key, at: clock.now(), handedOver: false };
      remembered.set(key, entry);
      for (const oldest of remembered.keys()) {
        if (remembered.size <= pairLimits.sentRemembered) break;
        remembered.delete(oldest);
      }
      await insert(entry).then(
        () => {
          entry.handedOver = true;
        },
        (error: unknown) => log.warn({ key, reason: errorText(error) }, 'standby-sent-not-recorded'),
      );
    },
    knows,
    async handOver() {
      for (const entry of remembered.values()) {
        if (entry.handedOver) continue;
        await insert(entry);
        entry.handedOver = true;
      }
    },
  };
}

import type { PostgresqlFacts } from '../../model.ts';
import { engineBounds, theirWords } from '../ask.ts';
import { must, told, Unlikely } from '../told.ts';
import type { PostgresqlStatement } from './statements.ts';

/** A row as the server wrote it. */
export type TextRow = Readonly<Record<string, string | null>>;
export type Answers = Readonly<Record<PostgresqlStatement, readonly TextRow[]>>;

function textOf(row: TextRow | undefined, column: string): string | undefined {
  return row?.[column] ?? undefined;
}

/** A number that must be one where it is not null. @throws Unlikely */
function numberOf(row: TextRow | undefined, column: string): number | undefined {
  const text = textOf(row, column);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Unlikely(`${column} = ${text}`);
  return value;
}

/** Octets that lie behind; a standby that is ahead of what was read a moment before is not behind. */
function behindOf(row: TextRow, column: string): number | undefined {
  const value = numberOf(row, column);
  return value === undefined ? undefined : Math.max(0, value);
}

function lsnOf(row: TextRow | undefined, column: string): bigint | undefined {
  const text = textOf(row, column);
  if (text === undefined) return undefined;
  if (!/^\d{1,20}$/.test(text)) throw new Unlikely(`${column} = ${text}`);
  return BigInt(text);
}

function flagOf(row: TextRow | undefined, column: string): boolean | undefined {
  const text = textOf(row, column);
  if (text === undefined) return undefined;
  if (text !== 't' && text !== 'f') throw new Unlikely(`${column} = ${text}`);
  return text === 't';
}

function timelineOf(about: TextRow | undefined, receiver: TextRow | undefined): number | undefined {
  const written = textOf(about, 'wal_timeline');
  if (written === undefined) return numberOf(receiver, 'timeline');
  if (!/^[0-9A-F]{8}$/i.test(written)) throw new Unlikely(`wal_timeline = ${written}`);
  return Number.parseInt(written, 16);
}

/**
 * Makes facts of the rows. A receiver without a status is one that this role may not look at: the caller has made sure
 * that it may.
 * @throws Unlikely when a column holds what it cannot
 */
export function postgresqlFactsOf(answers: Answers): PostgresqlFacts {
  const about = answers.about[0];
  const receiver = answers.receiver[0];
  const status = textOf(receiver, 'status');
  const archiver = answers.archiver[0];
  return told<PostgresqlFacts>({
    version: theirWords(must(textOf(about, 'version'), 'version')),
    systemIdentifier: must(lsnOf(about, 'system_identifier'), 'system_identifier').toString(),
    inRecovery: must(flagOf(about, 'in_recovery'), 'in_recovery'),
    timeline: timelineOf(about, receiver),
    lsnBytes: lsnOf(about, 'lsn'),
    receivedLsnBytes: lsnOf(about, 'received_lsn'),
    replayPaused: flagOf(about, 'replay_paused'),
    lastReplayedAt: numberOf(about, 'replayed_at'),
    standbys: answers.standbys.slice(0, engineBounds.rows).map((row) => ({
      name: theirWords(textOf(row, 'name')),
      address: theirWords(textOf(row, 'address')),
      state: theirWords(must(textOf(row, 'state'), 'state')),
      syncState: theirWords(textOf(row, 'sync_state')),
      ...told<{ replayBytesBehind?: number; replayLagMs?: number }>({
        replayBytesBehind: behindOf(row, 'replay_bytes'),
        replayLagMs: numberOf(row, 'replay_lag_ms'),
      }),
    })),
    slots: answers.slots.slice(0, engineBounds.rows).map((row) => ({
      name: theirWords(textOf(row, 'name')),
      active: must(flagOf(row, 'active'), 'active'),
      ...told<{ walStatus?: string; retainedBytes?: number }>({
        walStatus: textOf(row, 'wal_status'),
        retainedBytes: behindOf(row, 'retained'),
      }),
    })),
    receiver:
      status === undefined
        ? undefined
        : { status: theirWords(status), senderHost: theirWords(textOf(receiver, 'sender_host')) },
    archiver:
      archiver === undefined
        ? undefined
        : told<NonNullable<PostgresqlFacts['archiver']>>({
            archivedCount: must(numberOf(archiver, 'archived'), 'archived'),
            failedCount: must(numberOf(archiver, 'failed'), 'failed'),
            lastArchivedWal: textOf(archiver, 'last_archived_wal'),
            lastFailedWal: textOf(archiver, 'last_failed_wal'),
            lastArchivedAt: numberOf(archiver, 'archived_at'),
            lastFailedAt: numberOf(archiver, 'failed_at'),
          }),
    excessRights: answers.rights.slice(0, engineBounds.rows).map((row) => theirWords(textOf(row, 'word'))),
  });
}

/** Whether the role sees what it must: without pg_monitor the views are there and half of their columns are null. */
export function maySee(answers: Answers): boolean {
  return flagOf(answers.about[0], 'may_monitor') === true;
}

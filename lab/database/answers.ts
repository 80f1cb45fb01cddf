import { type PostgresqlStatement, postgresqlOrder, postgresqlStatements } from '../../collector/index.ts';
import type { SqlResult } from './model.ts';
import type { DatabaseMoment } from './pair.ts';

/** What the lab's databases say they are. */
export const databaseVersion = '15.14 (Fangzhou lab)';

const plain = (statement: string) => statement.replace(/\s+/g, ' ').trim();
const nameOf: ReadonlyMap<string, PostgresqlStatement> = new Map(
  postgresqlOrder.map((name) => [plain(postgresqlStatements[name]), name]),
);
const segmentBytes = 16n * 1024n * 1024n;
const hex = (value: bigint) => value.toString(16).toUpperCase().padStart(8, '0');

/** Name of the WAL file that a position lies in, as pg_walfile_name says it. */
export function walFile(timeline: number, position: bigint): string {
  const segment = position / segmentBytes;
  const inEach = 0x1_0000_0000n / segmentBytes;
  return hex(BigInt(timeline)) + hex(segment / inEach) + hex(segment % inEach);
}

const columns: Readonly<Record<PostgresqlStatement, readonly string[]>> = {
  about: [
    'version',
    'in_recovery',
    'system_identifier',
    'wal_timeline',
    'lsn',
    'received_lsn',
    'replay_paused',
    'replayed_at',
    'may_monitor',
  ],
  standbys: ['name', 'address', 'state', 'sync_state', 'replay_bytes', 'replay_lag_ms'],
  slots: ['name', 'active', 'wal_status', 'retained'],
  receiver: ['status', 'sender_host', 'timeline'],
  archiver: ['archived', 'failed', 'last_archived_wal', 'last_failed_wal', 'archived_at', 'failed_at'],
  rights: ['word'],
};

type Row = SqlResult['rows'][number];

const rows: Readonly<Record<PostgresqlStatement, (now: DatabaseMoment, at: number) => readonly Row[]>> = {
  about: ({ inRecovery, systemIdentifier, timeline, position, received, replayedAt }) => [
    {
      version: databaseVersion,
      in_recovery: inRecovery ? 't' : 'f',
      system_identifier: systemIdentifier,
      wal_timeline: inRecovery ? null : hex(BigInt(timeline)),
      lsn: String(position),
      received_lsn: inRecovery ? String(received) : null,
      replay_paused: inRecovery ? 'f' : null,
      replayed_at: inRecovery ? String(Math.floor(replayedAt)) : null,
      may_monitor: 't',
    },
  ],
  standbys: ({ standby }) =>
    standby === undefined
      ? []
      : [
          {
            name: standby.name,
            address: standby.address,
            state: 'streaming',
            sync_state: 'async',
            replay_bytes: String(standby.behind),
            replay_lag_ms: standby.lagMs.toFixed(3),
          },
        ],
  slots: ({ inRecovery, standby, slotName, retained }) =>
    inRecovery
      ? []
      : [
          {
            name: slotName,
            active: standby === undefined ? 'f' : 't',
            wal_status: retained > 1024 ** 3 ? 'extended' : 'reserved',
            retained: String(retained),
          },
        ],
  receiver: ({ senderAddress, timeline }) =>
    senderAddress === undefined
      ? []
      : [{ status: 'streaming', sender_host: senderAddress, timeline: String(timeline) }],
  archiver: ({ inRecovery, position, timeline }, at) => {
    const last = position - segmentBytes;
    return [
      {
        archived: inRecovery ? '0' : String(last / segmentBytes),
        failed: '0',
        last_archived_wal: inRecovery ? null : walFile(timeline, last),
        last_failed_wal: null,
        archived_at: inRecovery ? null : String(at - 60_000),
        failed_at: null,
      },
    ];
  },
  rights: () => [],
};

/** What a database answers to a statement that monitoring asks; undefined to any other. */
export function answerOf(statement: string, now: DatabaseMoment, at: number): SqlResult | undefined {
  const name = nameOf.get(plain(statement));
  return name === undefined ? undefined : { columns: columns[name], rows: rows[name](now, at) };
}

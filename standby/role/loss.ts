import type { Database } from '../lease/database.ts';
import type { StandbyView, TakeoverManner } from '../model.ts';

/** What the database itself would lose with its host, as its primary says. */
export interface LossWatch {
  /** Asks the primary. Never throws. */
  look(): Promise<void>;
  view(): { readonly database: StandbyView['lossBound']['database']; readonly databaseBytes: number | undefined };
}

/** The replica of the pair: the one that is furthest behind counts. Without the right to see it (pg_monitor) the bytes are null. */
const replicaSql = `SELECT count(*) AS replicas, bool_or(sync_state IN ('sync', 'quorum')) AS synchronous,
  max(pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn)) AS bytes FROM pg_stat_replication WHERE state = 'streaming'`;

export function createLossWatch(deps: { readonly database: Database; readonly manner: TakeoverManner }): LossWatch {
  const { database, manner } = deps;
  let view: ReturnType<LossWatch['view']> = { database: 'unknown', databaseBytes: undefined };
  if (manner === 'lease') view = { database: 'external', databaseBytes: undefined };
  return {
    async look() {
      if (manner === 'lease') return;
      try {
        const [row] = await database.run('lease', replicaSql);
        if (Number(row?.replicas) === 0) view = { database: 'single', databaseBytes: undefined };
        else
          view = {
            database: row?.synchronous === true ? 'synchronous' : 'asynchronous',
            databaseBytes: row?.bytes === null || row?.bytes === undefined ? undefined : Number(row.bytes),
          };
      } catch {
        view = { database: 'unknown', databaseBytes: undefined };
      }
    },
    view: () => view,
  };
}

/**
 * What PostgreSQL (10 and newer) is asked: one set for a primary and a standby alike, as one of them may have become the other
 * since the last reading. Every column comes as text.
 */

/** Roles that can do more than read what the server says of itself; whoever is a member has more than monitoring needs. */
const strongRoles = [
  'pg_write_all_data',
  'pg_read_all_data',
  'pg_database_owner',
  'pg_execute_server_program',
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_signal_backend',
  'pg_checkpoint',
  'pg_maintain',
  'pg_create_subscription',
];

/** The last position that this end has, whichever end it is; pg_current_wal_lsn() fails on a standby. */
const position = `case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end`;

const epochMs = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint::text`;
const bytes = (lsn: string) => `pg_wal_lsn_diff(${lsn}, '0/0')::text`;

export const postgresqlStatements = {
  /**
   * The timeline of a primary is that of the WAL file it writes: its control file keeps the old one until the first checkpoint
   * after a promotion.
   */
  about: `select current_setting('server_version') as version,
    pg_is_in_recovery() as in_recovery,
    (select system_identifier::text from pg_control_system()) as system_identifier,
    case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end as wal_timeline,
    ${bytes(position)} as lsn,
    case when pg_is_in_recovery() then ${bytes('pg_last_wal_receive_lsn()')} end as received_lsn,
    case when pg_is_in_recovery() then pg_is_wal_replay_paused() end as replay_paused,
    case when pg_is_in_recovery() then ${epochMs('pg_last_xact_replay_timestamp()')} end as replayed_at,
    pg_has_role(current_user, 'pg_monitor', 'usage') as may_monitor`,

  standbys: `select application_name as name, coalesce(host(client_addr), '') as address, state,
    coalesce(sync_state, '') as sync_state,
    pg_wal_lsn_diff(${position}, replay_lsn)::text as replay_bytes,
    (extract(epoch from replay_lag) * 1000)::text as replay_lag_ms
    from pg_stat_replication order by application_name, pid limit 64`,

  /** wal_status came with 13; by way of JSON its absence is a null. */
  slots: `select slot_name as name, active, to_jsonb(s) ->> 'wal_status' as wal_status,
    pg_wal_lsn_diff(${position}, restart_lsn)::text as retained
    from pg_replication_slots s order by slot_name limit 64`,

  receiver: `select status, coalesce(sender_host, '') as sender_host, received_tli::text as timeline
    from pg_stat_wal_receiver`,

  archiver: `select archived_count::text as archived, failed_count::text as failed, last_archived_wal, last_failed_wal,
    ${epochMs('last_archived_time')} as archived_at, ${epochMs('last_failed_time')} as failed_at
    from pg_stat_archiver`,

  rights: `select r.word from pg_roles u, lateral (values
      ('superuser', u.rolsuper), ('createrole', u.rolcreaterole), ('createdb', u.rolcreatedb),
      ('replication', u.rolreplication), ('bypassrls', u.rolbypassrls)) r (word, has)
    where u.rolname = current_user and r.has
    union all
    select p.rolname from pg_roles p
    where p.rolname in (${strongRoles.map((role) => `'${role}'`).join(', ')})
      and pg_has_role(current_user, p.oid, 'member')
      and not (select u.rolsuper from pg_roles u where u.rolname = current_user)
    order by 1`,
} as const;

export type PostgresqlStatement = keyof typeof postgresqlStatements;

/** In the order in which they are asked, as one text: one way there and back, one transaction. */
export const postgresqlOrder: readonly PostgresqlStatement[] = [
  'about',
  'standbys',
  'slots',
  'receiver',
  'archiver',
  'rights',
];
export const postgresqlQuestion: string = postgresqlOrder.map((name) => postgresqlStatements[name]).join(';\n');

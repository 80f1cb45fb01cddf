import type { SqlAccess } from '../../inventory/index.ts';
import { backupBounds } from './limits.ts';

export type SqlRows = readonly Readonly<Record<string, unknown>>[];

/**
 * Asks PostgreSQL one question, read-only and within bounds of time. The client is loaded when it is asked.
 * @throws what the client throws; the caller makes a finding of it.
 */
export async function askPostgresql(
  { host, access }: { readonly host: string; readonly access: SqlAccess },
  ask: (query: (sql: string, values?: readonly unknown[]) => Promise<SqlRows>) => Promise<SqlRows>,
): Promise<SqlRows> {
  const { readFile } = await import('node:fs/promises');
  const { default: pg } = await import('pg');
  const { port, user, password, database, tls, authority } = access;
  const ssl =
    tls === 'off'
      ? false
      : tls === 'require'
        ? { rejectUnauthorized: false }
        : { rejectUnauthorized: true, ...(authority === undefined ? {} : { ca: await readFile(authority, 'utf8') }) };
  const client = new pg.Client({
    host,
    port,
    user,
    password,
    database,
    ssl,
    connectionTimeoutMillis: backupBounds.connectSeconds * 1000,
    statement_timeout: backupBounds.sqlMs,
    query_timeout: backupBounds.sqlMs + 1000,
    application_name: 'fangzhou backup audit',
  });
  // A connection that breaks between two questions must not end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('set default_transaction_read_only = on');
    return await ask(async (sql, values = []) => (await client.query(sql, [...values])).rows);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Why an SQL server could not be asked: SQLSTATE classes 28 (not allowed in) and 42501 (no right), or no connection at all. */
export function sqlReason(thrown: unknown): 'wrong-password' | 'unreachable' | 'malformed' {
  const code = String((thrown as { readonly code?: unknown }).code ?? '');
  if (code.startsWith('28') || code === '42501') return 'wrong-password';
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('08') && !code.startsWith('57') && !/^E[A-Z]+$/.test(code)
    ? 'malformed'
    : 'unreachable';
}

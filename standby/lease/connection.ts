import type { Client } from 'pg';
import { type Clock, errorText } from '../../core/index.ts';
import { pairLimits } from '../pair-limits.ts';

/** One PostgreSQL server that may hold the lease. The password is resolved from its reference, and is in no log and no error. */
export interface Access {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Id of the instance on whose host it runs; undefined for a third place, which somebody else keeps available. */
  readonly at: string | undefined;
  /** With TLS, checked against these authorities (PEM). */
  readonly authority: string | undefined;
}

export type SqlValue = string | number | null | readonly string[] | readonly (string | null)[];
export type Row = Readonly<Record<string, unknown>>;

/** One connection, opened when it is needed, opened anew after a failure. */
export interface Connection {
  /** Runs one statement. @throws when there is no answer in time; whether it took effect is then unknown. */
  run(text: string, values?: readonly SqlValue[], timeoutMs?: number): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Lets one statement run at a time; an answer that does not come in time ends the connection, so that it can never come late. */
export function createConnection(access: Access, clock: Clock): Connection {
  let client: Promise<Client> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const open = async (): Promise<Client> => {
    // Loaded by those alone who have a standby.
    const { default: pg } = await import('pg');
    const opened = new pg.Client({
      host: access.host,
      port: access.port,
      database: access.database,
      user: access.user,
      password: access.password,
      ...(access.authority === undefined ? {} : { ssl: { ca: access.authority } }),
      application_name: 'fangzhou',
      connectionTimeoutMillis: pairLimits.connectMs,
      keepAlive: true,
    });
    // An error between two statements: the next one finds no connection and opens one.
    opened.on('error', () => drop(opened));
    try {
      await opened.connect();
    } catch (error) {
      opened.end().catch(() => undefined);
      throw error;
    }
    return opened;
  };

  const drop = (broken: Client | undefined): void => {
    // One that is still being opened is ended when it comes.
    if (broken === undefined) client?.then(drop, () => undefined);
    client = undefined;
    failedAt = clock.monotonicMs();
    // A polite end would wait for a server that does not answer.
    const stream = (broken as unknown as { connection?: { stream?: { destroy(): void } } })?.connection?.stream;
    stream?.destroy();
    broken?.end().catch(() => undefined);
  };

  const runNow = async (text: string, values: readonly SqlValue[], timeoutMs: number): Promise<readonly Row[]> => {
    if (closed) throw new Error('closed');
    if (client === undefined && clock.monotonicMs() - failedAt < pairLimits.knockAgainMs)
      throw new Error('not connected');
    client ??= open();
    let opened: Client | undefined;
    let cancel = (): void => {};
    try {
      const late = new Promise<never>((_, reject) => {
        cancel = clock.after(timeoutMs, () => reject(new Error('no answer in time')));
      });
      const work = (async () => {
        opened = await client;
        return opened?.query<Row>(text, values as unknown[]);
      })();
      work.catch(() => undefined);
      const result = await Promise.race([work, late]);
      return result?.rows ?? [];
    } catch (error) {
      // A refused statement leaves the connection sound; everything else may not.
      if (!isRefusal(error)) drop(opened);
      throw new Error(safeText(error, access));
    } finally {
      cancel();
    }
  };

  return {
    run(text, values = [], timeoutMs = pairLimits.statementMs) {
      const next = turn.then(
        () => runNow(text, values, timeoutMs),
        () => runNow(text, values, timeoutMs),
      );
      turn = next.catch(() => undefined);
      return next;
    },
    async close() {
      closed = true;
      drop(undefined);
    },
  };
}

/** The server answered, and said no: five characters of SQLSTATE, but not one of those that end the connection. */
function isRefusal(error: unknown): boolean {
  // Only the server's own answers have a severity.
  if (typeof error !== 'object' || error === null || !('severity' in error) || !('code' in error)) return false;
  const code = String(error.code);
  return /^[0-9A-Z]{5}$/.test(code) && !/^(?:08|57|28|3D)/.test(code);
}

function safeText(error: unknown, { password }: Access): string {
  const text = errorText(error).slice(0, 300);
  return password === '' ? text : text.replaceAll(password, '[secret]');
}

import sqlite3 from 'sqlite3';
import { createTurns } from './turns.ts';

/** What SQL takes and gives. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements of one connection. A failed one rejects with a `DriverError`. */
export interface Statements {
  /** Runs one statement; `changes` counts rows inserted, updated or deleted. */
  run(sql: string, params?: readonly SqlValue[]): Promise<{ readonly changes: number }>;
  /** Runs one statement and gives all its rows. */
  all(sql: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
}

/** One connection to one file. Statements and transactions run one after the other, in the order in which they were asked for. */
export interface Driver extends Statements {
  /** Runs any number of statements without parameters. */
  exec(sql: string): Promise<void>;
  /** All of `work` or nothing; only `work` may use the connection meanwhile, through what it is given. */
  transaction<T>(mode: 'DEFERRED' | 'IMMEDIATE', work: (statements: Statements) => Promise<T>): Promise<T>;
  /** Stops the statement that is running; it rejects with `SQLITE_INTERRUPT`. */
  interrupt(): void;
  close(): Promise<void>;
}

/** Why a statement failed, by SQLite's primary result code, for example `SQLITE_FULL`. */
export class DriverError extends Error {
  readonly code: string;

  constructor(code: string, text: string) {
    super(text);
    this.name = 'DriverError';
    this.code = code;
  }
}

export type OpenDriver = (file: string, options: { readonly busyTimeoutMs: number }) => Promise<Driver>;

/** Opens or creates a file with the npm package `sqlite3`, whose work runs in libuv's threads, not in ours. */
export const openDriver: OpenDriver = async (file, { busyTimeoutMs }) => {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened: sqlite3.Database = new sqlite3.Database(file, (error) =>
      error === null ? resolve(opened) : reject(asDriverError(error)),
    );
  });
  database.configure('busyTimeout', busyTimeoutMs);
  const exec = (sql: string) =>
    new Promise<void>((resolve, reject) => {
      database.exec(sql, (error) => (error === null ? resolve() : reject(asDriverError(error))));
    });
  const statements: Statements = {
    run: (sql, params = []) =>
      new Promise((resolve, reject) => {
        database.run(sql, params.map(bound), function done(error) {
          if (error === null) resolve({ changes: this.changes });
          else reject(asDriverError(error));
        });
      }),
    all: (sql, params = []) =>
      new Promise((resolve, reject) => {
        database.all<SqlRow>(sql, params.map(bound), (error, rows) =>
          error === null ? resolve(rows) : reject(asDriverError(error)),
        );
      }),
  };
  const close = () =>
    new Promise<void>((resolve, reject) => {
      database.close((error) => (error === null ? resolve() : reject(asDriverError(error))));
    });
  return driverOf(statements, exec, () => database.interrupt(), close);
};

/** Puts order into a connection: one statement or transaction at a time, a failed transaction leaves nothing behind. */
export function driverOf(
  statements: Statements,
  exec: (sql: string) => Promise<void>,
  interrupt: () => void,
  close: () => Promise<void>,
): Driver {
  const inTurn = createTurns();
  return {
    run: (sql, params) => inTurn(() => statements.run(sql, params)),
    all: (sql, params) => inTurn(() => statements.all(sql, params)),
    exec: (sql) => inTurn(() => exec(sql)),
    transaction: (mode, work) =>
      inTurn(async () => {
        await exec(`BEGIN ${mode}`);
        try {
          const result = await work(statements);
          await exec('COMMIT');
          return result;
        } catch (error) {
          // SQLite has rolled back by itself after some errors; then there is nothing left to undo.
          await exec('ROLLBACK').catch(() => undefined);
          throw error;
        }
      }),
    interrupt,
    close: () => inTurn(close),
  };
}

function bound(value: SqlValue): SqlValue {
  return value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value) : value;
}

function asDriverError(error: Error): DriverError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'SQLITE_ERROR';
  return new DriverError(code, error.message);
}

import { DatabaseSync } from 'node:sqlite';
import { DriverError, driverOf, type OpenDriver, type SqlRow, type SqlValue } from './driver.ts';

const codes: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  9: 'SQLITE_INTERRUPT',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT',
  26: 'SQLITE_NOTADB',
};

/** The same driver on Node's own SQLite, used by tests only: it shows that nothing else depends on the package. */
export const openNodeDriver: OpenDriver = async (file, { busyTimeoutMs }) => {
  const attempt = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (error) {
      const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 1;
      throw new DriverError(codes[code] ?? 'SQLITE_ERROR', error instanceof Error ? error.message : String(error));
    }
  };
  const database = await attempt(() => new DatabaseSync(file, { timeout: busyTimeoutMs }));
  return driverOf(
    {
      run: (sql, params: readonly SqlValue[] = []) =>
        attempt(() => ({ changes: Number(database.prepare(sql).run(...params).changes) })),
      all: (sql, params: readonly SqlValue[] = []) =>
        attempt(() =>
          database
            .prepare(sql)
            .all(...params)
            .map((row) => ({ ...row }) as SqlRow),
        ),
    },
    (sql) => attempt(() => database.exec(sql)),
    () => undefined,
    () => attempt(() => database.close()),
  );
};

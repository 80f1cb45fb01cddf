/** A whole copy of a store, read in one read transaction while it is written: rows in the order of their keys, no file in between. */
import type { Clock } from '../../core/index.ts';
import { type Driver, databaseFile, openDriver, type SqlRow, type SqlValue } from '../../store/index.ts';
import { count, encodeValue, type Position, Reader, readPosition } from '../feed/index.ts';
import { limits } from '../limits.ts';
import type { CopyHead } from './protocol.ts';

/** Begins a copy of the store in a data folder; `rows` must be read to its end or returned, or the read transaction stays. */
export async function beginCopy(
  folder: string,
  clock: Clock,
): Promise<{
  readonly head: Omit<CopyHead, 'from'>;
  readonly rows: AsyncGenerator<Buffer>;
  cancel(): Promise<void>;
}> {
  const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: 5_000 });
  try {
    await driver.exec('PRAGMA query_only = ON; PRAGMA cache_size = -1024; BEGIN DEFERRED');
    // The first reading begins the snapshot: everything after it is as of this position.
    const position = await readPosition(driver);
    if (position === undefined) throw new Error('the store is not followed: it has no position');
    const made = await driver.all(
      "SELECT name, sql, type FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index', rowid",
    );
    const names = made.filter(({ type }) => type === 'table').map(({ name }) => String(name));
    const tables = [];
    for (const name of [...names, 'sqlite_sequence']) {
      const columns = await driver.all(`SELECT name, type, pk FROM pragma_table_info('${name}')`);
      // An integer primary key is the row's number under another name.
      const isNumber = columns.filter(({ pk }) => pk !== 0).every(({ type }) => type === 'INTEGER');
      const numbered = isNumber && columns.some(({ pk }) => pk !== 0);
      tables.push({ name, columns: [...(numbered ? [] : ['rowid']), ...columns.map((column) => String(column.name))] });
    }
    const head = {
      position: plain(position),
      schemaVersion: position.schemaVersion,
      schema: made.map(({ sql }) => String(sql)),
      tables,
    };
    return {
      head,
      rows: rowsOf(driver, tables, clock),
      cancel: () => driver.close().catch(() => undefined),
    };
  } catch (error) {
    await driver.close().catch(() => undefined);
    throw error;
  }
}

function plain({ sequence, checksum, at }: Position): Position {
  return { sequence, checksum, at };
}

async function* rowsOf(driver: Driver, tables: CopyHead['tables'], clock: Clock): AsyncGenerator<Buffer> {
  try {
    for (const [index, { name, columns }] of tables.entries()) {
      const list = columns.filter((column) => column !== 'rowid').map((column) => `"${column}"`);
      const select = `SELECT rowid AS rowid, ${list.join(', ')} FROM "${name}"`;
      let after = Number.MIN_SAFE_INTEGER;
      let rowsAtOnce = 64;
      for (;;) {
        const began = clock.monotonicMs();
        const rows = await driver.all(`${select} WHERE rowid > ? ORDER BY rowid LIMIT ?`, [after, rowsAtOnce]);
        if (rows.length === 0) break;
        const bytes = encodeRows(index, rows, columns);
        after = Number(rows.at(-1)?.rowid);
        yield bytes;
        // The next reading has about as many bytes as one frame should have.
        rowsAtOnce = Math.max(1, Math.min(4_096, Math.round((rowsAtOnce * limits.copyBytes) / bytes.length)));
        const dueMs = (bytes.length / limits.copyBytesPerSecond) * 1_000 - (clock.monotonicMs() - began);
        if (dueMs > 1) await new Promise<void>((resolve) => clock.after(dueMs, resolve));
      }
    }
  } finally {
    await driver.exec('ROLLBACK').catch(() => undefined);
    await driver.close().catch(() => undefined);
  }
}

function encodeRows(table: number, rows: readonly SqlRow[], columns: readonly string[]): Buffer {
  const parts: Uint8Array[] = [count(table), count(rows.length)];
  for (const row of rows) for (const column of columns) parts.push(...encodeValue(row[column] ?? null));
  return Buffer.concat(parts);
}

/** Makes a new database from a copy. `row` takes each frame of rows; `finish` makes it last and closes it. */
export async function writeCopy(
  file: string,
  head: Pick<CopyHead, 'schema' | 'tables'>,
): Promise<{ row(frame: Buffer): Promise<number>; finish(): Promise<void>; cancel(): Promise<void> }> {
  const driver = await openDriver(file, { busyTimeoutMs: 5_000 });
  const cancel = () => driver.close().catch(() => undefined);
  try {
    // Until it is whole it is worth nothing: no journal, one sync at the end.
    await driver.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
    for (const sql of head.schema.filter((each) => !/^CREATE (UNIQUE )?INDEX/i.test(each))) await driver.run(sql);
  } catch (error) {
    await cancel();
    throw error;
  }
  return {
    async row(frame) {
      const reader = new Reader(frame);
      const table = head.tables[reader.count(head.tables.length - 1)];
      if (table === undefined) throw new RangeError('no such table');
      const rows = reader.count(limits.maxCount);
      const width = table.columns.length;
      const names = table.columns.map((column) => `"${column}"`).join(', ');
      const perStatement = Math.max(1, Math.floor(Math.min(limits.copyRows, 30_000 / width)));
      await driver.transaction('IMMEDIATE', async (statements) => {
        // SQLite has begun to count by itself.
        if (table.name === 'sqlite_sequence') await statements.run('DELETE FROM sqlite_sequence');
        for (let left = rows; left > 0; ) {
          const some = Math.min(left, perStatement);
          const params: SqlValue[] = Array.from({ length: some * width }, () => reader.value());
          const places = Array.from({ length: some }, () => `(${'?, '.repeat(width - 1)}?)`).join(', ');
          await statements.run(`INSERT OR REPLACE INTO "${table.name}" (${names}) VALUES ${places}`, params);
          left -= some;
        }
      });
      return rows;
    },
    async finish() {
      for (const sql of head.schema.filter((each) => /^CREATE (UNIQUE )?INDEX/i.test(each))) await driver.run(sql);
      await driver.exec('PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL');
      const [checked] = await driver.all('PRAGMA quick_check(1)');
      if (Object.values(checked ?? {})[0] !== 'ok') throw new Error('the copy is damaged');
      await driver.all('PRAGMA wal_checkpoint(TRUNCATE)');
      await driver.close();
    },
    cancel,
  };
}

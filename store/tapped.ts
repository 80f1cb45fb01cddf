import type { Driver, SqlValue, Statements } from './driver.ts';

/** One statement that changed something, as it ran. */
export interface Change {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  /** Rows that it inserted, updated or deleted. */
  readonly changed: number;
}

/**
 * Listens to everything that is written, in its order: each committed transaction once, with its statements. Never two at a time.
 */
export interface WriteTap {
  /** Once the schema is in place, before anything is written. */
  opened(statements: Statements, schemaVersion: number): Promise<void>;
  /** Inside the transaction, after its last statement; may add statements of its own. A rejection undoes the transaction. */
  committing(changes: readonly Change[], statements: Statements): Promise<void>;
  /** How that ended: `unsure` when the commit itself failed, so that it may be on the disk or not. */
  ended(outcome: 'committed' | 'undone' | 'unsure'): void;
}

/**
 * A driver whose writes are told to a tap. A statement outside of a transaction gets one of its own. Statements that changed no row
 * are not told, for they did nothing; only `run` writes (`exec` is for pragmas, `all` for reading).
 */
export function tapped(driver: Driver, tap: WriteTap): Driver {
  const transaction: Driver['transaction'] = async (mode, work) => {
    let asked = false;
    let worked = false;
    try {
      const result = await driver.transaction(mode, async (statements) => {
        const changes: Change[] = [];
        const value = await work({
          all: statements.all,
          async run(sql, params = []) {
            const done = await statements.run(sql, params);
            if (done.changes > 0) changes.push({ sql, params, changed: done.changes });
            return done;
          },
        });
        if (changes.length > 0) {
          asked = true;
          await tap.committing(changes, statements);
        }
        worked = true;
        return value;
      });
      if (asked) tap.ended('committed');
      return result;
    } catch (error) {
      if (asked) tap.ended(worked ? 'unsure' : 'undone');
      throw error;
    }
  };
  return {
    ...driver,
    transaction,
    run: (sql, params) => transaction('IMMEDIATE', (statements) => statements.run(sql, params)),
  };
}

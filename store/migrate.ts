import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { message, UserError } from '../core/index.ts';
import type { Driver } from './driver.ts';

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** The steps of the schema in order, from `migrations/NNNN-name.sql`. */
export async function readMigrations(folder = join(import.meta.dirname, 'migrations')): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[\w-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      version: Number(name.slice(0, 4)),
      name,
      sql: await readFile(join(folder, name), 'utf8'),
    })),
  );
}

/**
 * Brings the schema forward, each step in a transaction of its own, and gives its version. Never backward: a file of a newer
 * Fangzhou is refused with a UserError and left as it is.
 */
export async function migrate(driver: Driver, migrations: readonly Migration[], now: number): Promise<number> {
  await driver.exec(
    'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL)',
  );
  const [row] = await driver.all('SELECT max(version) AS version FROM migration');
  const present = Number(row?.version ?? 0);
  const known = migrations.at(-1)?.version ?? 0;
  if (present > known) {
    throw new UserError(message('store.newer', { present, known }), message('store.newer.remedy', { present, known }));
  }
  for (const { version, name, sql } of migrations.filter((step) => step.version > present)) {
    await driver.transaction('IMMEDIATE', async (statements) => {
      for (const statement of statementsOf(sql)) await statements.run(statement);
      await statements.run('INSERT INTO migration (version, name, at) VALUES (?, ?, ?)', [version, name, now]);
    });
  }
  return known;
}

/** Our migrations hold no semicolons but at the end of a statement. */
function statementsOf(sql: string): string[] {
  return sql
    .replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNodeDriver } from './driver.node.ts';
import { type Driver, type OpenDriver, openDriver } from './driver.ts';
import { trialFolder } from './trial.ts';

const drivers: readonly [string, OpenDriver][] = [
  ['sqlite3', openDriver],
  ['node:sqlite', openNodeDriver],
];

describe.each(drivers)('a driver on %s', (_name, open) => {
  let place: Awaited<ReturnType<typeof trialFolder>>;
  let driver: Driver;
  beforeEach(async () => {
    place = await trialFolder();
    driver = await open(join(place.folder, 'trial.db'), { busyTimeoutMs: 0 });
    await driver.exec('PRAGMA journal_mode = WAL; CREATE TABLE thing (id INTEGER PRIMARY KEY, body)');
  });
  afterEach(async () => {
    await driver.close().catch(() => undefined);
    await place.remove();
  });
  const bodies = async (from: Driver = driver) =>
    (await from.all('SELECT body FROM thing ORDER BY id')).map((row) => row.body);

  it('gives back every sort of value as it was put in', async () => {
    const values = [null, 0, -1.5, 2 ** 53 - 1, 0.1 + 0.2, '', '方舟 ⛵', '"quoted"'];
    for (const value of values) await driver.run('INSERT INTO thing (body) VALUES (?)', [value]);
    expect(await bodies()).toEqual(values);
  });

  it('gives back bytes as bytes', async () => {
    await driver.run('INSERT INTO thing (body) VALUES (?), (?)', [Buffer.of(0, 255, 7), new Uint8Array([1, 0])]);
    const back = (await bodies()).map((body) => (body instanceof Uint8Array ? [...body] : body));
    expect(back).toEqual([
      [0, 255, 7],
      [1, 0],
    ]);
  });

  it('inserts many rows from one JSON text and counts them', async () => {
    const sql = "INSERT INTO thing (id, body) SELECT value ->> '$[0]', value ->> '$[1]' FROM json_each(?)";
    const { changes } = await driver.run(sql, [
      JSON.stringify([
        [1, [0.1, null]],
        [2, 'two'],
        [3, null],
      ]),
    ]);
    expect(changes).toBe(3);
    expect(await bodies()).toEqual(['[0.1,null]', 'two', null]);
  });

  it('undoes a transaction whose work fails, and goes on working', async () => {
    const failing = driver.transaction('IMMEDIATE', async (statements) => {
      await statements.run("INSERT INTO thing (body) VALUES ('lost')");
      throw new Error('work failed');
    });
    await expect(failing).rejects.toThrow('work failed');
    await driver.run("INSERT INTO thing (body) VALUES ('kept')");
    expect(await bodies()).toEqual(['kept']);
  });

  it('lets nothing else into a transaction', async () => {
    const transaction = driver.transaction('IMMEDIATE', async (statements) => {
      await statements.run("INSERT INTO thing (body) VALUES ('first')");
      await new Promise((resolve) => setImmediate(resolve));
      return statements.all('SELECT count(*) AS n FROM thing');
    });
    const other = driver.run("INSERT INTO thing (body) VALUES ('second')");
    expect(await transaction).toEqual([{ n: 1 }]);
    await other;
    expect(await bodies()).toEqual(['first', 'second']);
  });

  it('shows another connection only what is committed', async () => {
    const other = await open(join(place.folder, 'trial.db'), { busyTimeoutMs: 0 });
    await driver.transaction('IMMEDIATE', async (statements) => {
      await statements.run("INSERT INTO thing (body) VALUES ('new')");
      expect(await bodies(other)).toEqual([]);
    });
    expect(await bodies(other)).toEqual(['new']);
    await other.close();
  });

  it('says SQLITE_BUSY when another connection is writing', async () => {
    const other = await open(join(place.folder, 'trial.db'), { busyTimeoutMs: 0 });
    await driver.transaction('IMMEDIATE', async () => {
      await expect(other.run("INSERT INTO thing (body) VALUES ('x')")).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    });
    await other.close();
  });

  it('says SQLITE_FULL when the file may not grow, and works again when it may', async () => {
    await driver.all('PRAGMA max_page_count = 10');
    const insert = () => driver.run('INSERT INTO thing (body) VALUES (zeroblob(100000))');
    await expect(insert()).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    await driver.all('PRAGMA max_page_count = 10000');
    await insert();
  });

  it('says SQLITE_ERROR for a statement that is none', async () => {
    await expect(driver.all('SELECT FROM')).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    await expect(driver.exec('nonsense')).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
  });

  it('cannot open a file in a folder that is not there', async () => {
    await expect(open(join(place.folder, 'no', 'trial.db'), { busyTimeoutMs: 0 })).rejects.toMatchObject({
      code: 'SQLITE_CANTOPEN',
    });
  });
});

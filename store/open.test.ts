import { spawn } from 'node:child_process';
import { chmod, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../core/index.ts';
import { contractStart } from './contract.ts';
import { openDriver } from './driver.ts';
import { databaseFile } from './folder.ts';
import { openStore, setAside } from './index.ts';
import { limits } from './limits.ts';
import { createHandClock, trialFolder, trialOptions } from './trial.ts';

describe('opening a data folder', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ folder, remove } = await trialFolder());
  });
  afterEach(() => remove());

  const clock = createHandClock();
  const opened = (path = folder) => openStore(trialOptions(path, clock));
  const refusal = async (path = folder): Promise<UserError> => {
    const result = await opened(path).catch((error: unknown) => error);
    if (!(result instanceof UserError)) throw new Error(`not refused: ${String(result)}`);
    return result;
  };
  const fill = async () => {
    const store = await opened();
    const rows = Array.from({ length: 2000 }, (_, n) => ({
      kind: 'interface',
      entityId: `e${n}`,
      at: contractStart,
      values: [n, Math.sqrt(n)],
    }));
    store.append(rows);
    await store.close();
  };

  it('is for its owner only: the folder that it makes, the database, and also a lock of an older version', async () => {
    const made = join(folder, 'a', 'b');
    const lock = join(made, 'fangzhou.lock');
    await (await opened(made)).close();
    await chmod(lock, 0o644);
    await (await opened(made)).close();
    const modes = await Promise.all(
      [made, lock, databaseFile(made)].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  it('makes the folder, and finds nothing in it', async () => {
    const store = await opened(join(folder, 'a', 'b'));
    expect(store.opened).toEqual({ cleanShutdown: true, lastSampleAt: undefined, mayHaveLostMs: 0, schemaVersion: 1 });
    await store.close();
  });

  it('looks at the size of its file again after a while, not each time that it is asked', async () => {
    const turned = createHandClock();
    const store = await openStore(trialOptions(folder, turned));
    const { fileBytes, walBytes } = store.stats();
    store.append(
      Array.from({ length: 500 }, (_, n) => ({
        kind: 'interface',
        entityId: `e${n}`,
        at: contractStart,
        values: [n, Math.sqrt(n)],
      })),
    );
    await store.flush();
    expect(store.stats()).toMatchObject({ fileBytes, walBytes });
    turned.jump(limits.sizesEveryMs);
    store.stats();
    await vi.waitFor(() => expect(store.stats().walBytes).toBeGreaterThan(walBytes), { timeout: 5_000 });
    await store.close();
  });

  it('says after a clean end when the last sample was', async () => {
    await fill();
    const store = await opened();
    expect(store.opened).toMatchObject({ cleanShutdown: true, lastSampleAt: contractStart, mayHaveLostMs: 0 });
    await store.close();
  });

  it('leaves one file after a clean end: the log is folded in', async () => {
    await fill();
    expect((await readdir(folder)).sort()).toEqual(['fangzhou.db', 'fangzhou.lock']);
  });

  it('refuses a folder that another store has, and takes it when that one is closed', async () => {
    const first = await opened();
    expect((await refusal()).what.key).toBe('store.locked');
    await first.close();
    await (await opened()).close();
  });

  it('refuses a folder that another process has, and takes it once that one is killed', async () => {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, 'durability.child.ts'),
      folder,
      '0',
      `${Date.now()}`,
    ]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect((await refusal()).what.key).toBe('store.locked');
    await expect(setAside(folder, clock)).rejects.toMatchObject({ what: { key: 'store.locked' } });
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    const store = await opened();
    expect(store.opened.cleanShutdown).toBe(false);
    await store.close();
  });

  it.each([
    ['text instead of a database', async (file: string) => writeFile(file, 'this is no database '.repeat(1000))],
    [
      'a torn header',
      async (file: string) => {
        const handle = await open(file, 'r+');
        await handle.write(Buffer.alloc(100, 0xee), 0, 100, 0);
        await handle.close();
      },
    ],
    ['a file cut in half', async (file: string) => writeFile(file, (await readFile(file)).subarray(0, 6000))],
  ])('says that the file is damaged and what to do: %s', async (_name, spoil) => {
    await fill();
    await spoil(databaseFile(folder));
    const error = await refusal();
    expect(error.what.key).toBe('store.corrupt');
    expect(error.remedy.key).toBe('store.corrupt.remedy');
    // And again the same: nothing was made worse.
    expect((await refusal()).what.key).toBe('store.corrupt');
  });

  it('finds torn pages after an unclean end', async () => {
    await fill();
    const file = databaseFile(folder);
    const driver = await openDriver(file, { busyTimeoutMs: 0 });
    await driver.run("UPDATE run SET value = 'open' WHERE key = 'state'");
    const [page] = await driver.all("SELECT rootpage FROM sqlite_master WHERE name = 'raw_open_place'");
    await driver.close();
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(4096, 0x55), 0, 4096, (Number(page?.rootpage) - 1) * 4096);
    await handle.close();
    expect((await refusal()).what.key).toBe('store.corrupt');
  });

  it('sets a damaged file aside under a name with the time, deletes nothing, and begins anew', async () => {
    await fill();
    await writeFile(databaseFile(folder), 'garbage '.repeat(1000));
    const moved = await setAside(folder, clock);
    expect(moved).toEqual([join(folder, 'fangzhou.db.broken-20260105T080000Z')]);
    expect((await stat(moved[0] ?? '')).size).toBe(8000);
    const store = await opened();
    expect(store.opened.lastSampleAt).toBeUndefined();
    await store.close();
  });

  it('leaves a sound database where it is when damage is to be set aside', async () => {
    await fill();
    expect(await setAside(folder, clock)).toEqual([]);
    const store = await opened();
    expect(store.opened.lastSampleAt).toBeDefined();
    await store.close();
    await rm(databaseFile(folder));
    expect(await setAside(folder, clock)).toEqual([]);
  });

  it('keeps its files from other users of the machine', async () => {
    const store = await opened();
    store.put({ collection: 'c', key: 'k', body: 1 });
    await store.flush();
    for (const part of ['', '-wal']) expect((await stat(`${databaseFile(folder)}${part}`)).mode & 0o077).toBe(0);
    await store.close();
  });

  it('refuses the file of a newer version and leaves it as it is', async () => {
    await fill();
    const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: 0 });
    await driver.run("INSERT INTO migration (version, name, at) VALUES (99, '0099-later.sql', 0)");
    await driver.close();
    const error = await refusal();
    expect(error.what).toEqual({ key: 'store.newer', params: { present: 99, known: 1 } });
  });

  it('refuses a path that is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    expect((await refusal(join(folder, 'file'))).what.key).toBe('store.folder');
  });

  it('refuses a database that is a folder', async () => {
    await mkdir(databaseFile(folder));
    expect((await refusal()).what.key).toBe('store.read-only');
  });

  it('keeps entities, documents and sequences from one run to the next', async () => {
    const first = await opened();
    first.append([{ kind: 'interface', entityId: 'e', at: contractStart, values: [1, 2] }]);
    first.put({ collection: 'c', key: 'k', body: [1] });
    first.record({ journal: 'j', at: 1, subject: 's', body: 'one' });
    await first.close();
    const second = await opened();
    second.append([{ kind: 'interface', entityId: 'e', at: contractStart + 60_000, values: [3, 4] }]);
    second.record({ journal: 'j', at: 2, subject: 's', body: 'two' });
    await second.flush();
    const answer = await second.query({
      kind: 'interface',
      entityId: 'e',
      columns: ['out'],
      from: contractStart,
      to: contractStart + 120_000,
      stepMs: 0,
      aggregate: 'last',
    });
    expect(answer.columns).toEqual({ out: [2, 4] });
    expect(await second.documents('c')).toEqual([{ collection: 'c', key: 'k', body: [1] }]);
    expect((await second.journal({ journal: 'j', limit: 9 })).map(({ body }) => body)).toEqual(['two', 'one']);
    await second.close();
  });

  it('reads rows written before a column was added as gaps in that column', async () => {
    const options = trialOptions(folder, clock);
    const narrow = await openStore({ ...options, kinds: [{ name: 'interface', columns: ['in'] }] });
    narrow.append([{ kind: 'interface', entityId: 'e', at: contractStart, values: [1] }]);
    await narrow.close();
    const store = await opened();
    store.append([{ kind: 'interface', entityId: 'e', at: contractStart + 1, values: [2, 3] }]);
    const answer = await store.query({
      kind: 'interface',
      entityId: 'e',
      columns: ['in', 'out'],
      from: contractStart,
      to: contractStart + 2,
      stepMs: 0,
      aggregate: 'last',
    });
    expect(answer.columns).toEqual({ in: [1, 2], out: [null, 3] });
    await store.close();
  });
});

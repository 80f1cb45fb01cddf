import { execFileSync } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../core/clock.fake.ts';
import { silentLog, UserError } from '../core/index.ts';
import { contractStart } from './contract.ts';
import { closeDatabase, type Database, openDatabase } from './database.ts';
import { DriverError } from './driver.ts';
import { loadEntities } from './entities.ts';
import { openStore, type SampleRow } from './index.ts';
import { createPending } from './pending.ts';
import type { NumberedRow } from './series/bundle.ts';
import { createHandClock, trialFolder, trialOptions } from './trial.ts';
import { createWriter, type Writer } from './writer.ts';

const noise = (n: number) => Math.sin(n) * 1e9;

describe('a disk that is full', () => {
  const clock = new FakeClock(contractStart);
  let place: Awaited<ReturnType<typeof trialFolder>>;
  let database: Database;
  let writer: Writer;
  const pending = createPending(500);
  beforeEach(async () => {
    place = await trialFolder();
    database = await openDatabase({ folder: place.folder, clock, log: silentLog, writeIntervalMs: 5_000 });
    writer = createWriter({
      driver: database.writer,
      pending,
      entities: await loadEntities(database.reader),
      clock,
      log: silentLog,
      folder: place.folder,
      writeIntervalMs: 5_000,
    });
  });
  afterEach(async () => {
    writer.stop();
    await closeDatabase(database, true);
    await place.remove();
  });
  const rows = (count: number, from = 0): NumberedRow[] =>
    Array.from({ length: count }, (_, n) => ({ entity: 1, at: contractStart + from + n, values: [noise(n)] }));
  const settled = async () => {
    await clock.advance(5_000);
    await writer.flush().catch(() => undefined);
  };

  it('keeps what it cannot write, says so, and writes all of it by itself when there is room again', async () => {
    await database.writer.all('PRAGMA max_page_count = 1');
    pending.rows.add(rows(400));
    await expect(writer.flush()).rejects.toMatchObject({ what: { key: 'store.disk-full' } });
    expect(writer.state).toMatchObject({ condition: 'disk-full', writeFailures: 1, rowsWritten: 0 });
    expect(pending.rows.size).toBe(400);
    await database.writer.all('PRAGMA max_page_count = 1000000');
    await settled();
    expect(writer.state).toMatchObject({ condition: 'writable', rowsWritten: 400 });
    expect(pending.rows.size).toBe(0);
    expect(await database.reader.all('SELECT count(*) AS n FROM raw_open')).toEqual([{ n: 1 }]);
  });

  it('stays damaged once damage was read, though writing goes on', async () => {
    await writer.failed(new DriverError('SQLITE_CORRUPT', 'database disk image is malformed'));
    pending.rows.add(rows(10));
    await writer.flush();
    expect(writer.state).toMatchObject({ condition: 'corrupt', rowsWritten: 10 });
    await writer.failed(new DriverError('SQLITE_FULL', 'database or disk is full'));
    expect(writer.state.condition).toBe('corrupt');
  });

  it('drops the oldest beyond the bound, counts them, and never grows', async () => {
    await database.writer.all('PRAGMA max_page_count = 1');
    pending.rows.add(rows(500, -500));
    for (let n = 0; n < 20; n++) {
      pending.rows.add(rows(100, n * 100));
      await settled();
    }
    expect(pending.rows.size).toBe(500);
    expect(pending.rows.dropped).toBe(2000);
    expect(pending.rows.all()[0]?.at).toBe(contractStart + 1500);
    await database.writer.all('PRAGMA max_page_count = 1000000');
    await settled();
    expect(writer.state.rowsWritten).toBe(500);
  });
});

/** A file system of its own needs root; where we are not, max_page_count above stands for it. */
const asRoot = process.getuid?.() === 0;

function canMount(): boolean {
  if (!asRoot) return false;
  try {
    execFileSync('mount', ['--version'], { stdio: 'ignore' });
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (canMount()) {
  it('survives a file system that is really full, and writes everything once there is space', async () => {
    const place = await trialFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place.folder]);
    try {
      const clock = createHandClock();
      const store = await openStore(trialOptions(place.folder, clock));
      const ballast = join(place.folder, 'ballast');
      await writeFile(ballast, Buffer.alloc(2_000_000)).catch(() => undefined);
      const rows: SampleRow[] = Array.from({ length: 2000 }, (_, n) => ({
        kind: 'interface',
        entityId: `e${n % 10}`,
        at: contractStart + n,
        values: [noise(n), noise(n + 1)],
      }));
      store.append(rows);
      await expect(store.flush()).rejects.toBeInstanceOf(UserError);
      expect(store.stats()).toMatchObject({ condition: 'disk-full', rowsPending: 2000 });
      const ask = () =>
        store.query({
          kind: 'interface',
          entityId: 'e3',
          columns: ['in'],
          from: contractStart,
          to: contractStart + 10_000,
          stepMs: 0,
          aggregate: 'last',
        });
      expect((await ask()).at).toHaveLength(200);
      await rm(ballast);
      await store.flush();
      expect(store.stats()).toMatchObject({ condition: 'writable', rowsPending: 0, rowsDropped: 0 });
      expect((await ask()).at).toHaveLength(200);
      await store.close();
      const again = await openStore(trialOptions(place.folder, clock));
      expect(again.opened.cleanShutdown).toBe(true);
      await again.close();
    } finally {
      execFileSync('umount', [place.folder]);
      await place.remove();
    }
  });

  it('says how much it lost when it must end on a full file system', async () => {
    const place = await trialFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place.folder]);
    try {
      const warned: unknown[] = [];
      const log = { ...silentLog, warn: (fields: object, event: string) => warned.push({ ...fields, event }) };
      const store = await openStore({ ...trialOptions(place.folder, createHandClock()), log });
      await writeFile(join(place.folder, 'ballast'), Buffer.alloc(2_000_000)).catch(() => undefined);
      store.append(
        Array.from({ length: 2000 }, (_, n) => ({
          kind: 'interface',
          entityId: `e${n % 10}`,
          at: contractStart + n,
          values: [noise(n), noise(n + 1)],
        })),
      );
      await expect(store.close()).rejects.toBeInstanceOf(UserError);
      expect(warned).toEqual([{ folder: place.folder, clean: false, lost: 2000, event: 'store-closed' }]);
    } finally {
      execFileSync('umount', [place.folder]);
      await place.remove();
    }
  });
} else {
  process.stderr.write('not run: store on a full file system (needs root and mount)\n');
}

it('refuses a folder that it may not write, with what to do', async () => {
  const place = await trialFolder();
  await chmod(place.folder, 0o555);
  // Root may write anywhere; for this one call we are nobody.
  if (asRoot) process.seteuid?.(65_534);
  try {
    const error = await openStore(trialOptions(place.folder, createHandClock())).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ what: { key: 'store.read-only' }, remedy: { key: 'store.read-only.remedy' } });
  } finally {
    if (asRoot) process.seteuid?.(0);
    await chmod(place.folder, 0o755);
    await place.remove();
  }
});

describe('a store that runs', () => {
  it('writes by itself once per interval', async () => {
    const place = await trialFolder();
    const options = trialOptions(place.folder);
    const store = await openStore(options);
    store.append([{ kind: 'interface', entityId: 'e', at: contractStart, values: [1, 1] }]);
    await options.clock.advance(4_999);
    expect(store.stats().rowsPending).toBe(1);
    await options.clock.advance(1);
    // The write itself is in another thread; a second one would wait for it.
    await store.flush();
    expect(store.stats()).toMatchObject({ rowsPending: 0, rowsWritten: 1 });
    await store.close();
    await place.remove();
  });

  it('answers nothing and takes nothing once it is closed, without a crash', async () => {
    const place = await trialFolder();
    const store = await openStore(trialOptions(place.folder));
    await store.close();
    await store.close();
    store.append([{ kind: 'interface', entityId: 'e', at: contractStart, values: [1, 1] }]);
    store.put({ collection: 'c', key: 'k', body: 1 });
    store.record({ journal: 'j', at: 1, subject: 's', body: 1 });
    await store.maintain();
    await expect(store.documents('c')).rejects.toMatchObject({ what: { key: 'store.closed' } });
    await expect(store.flush()).rejects.toMatchObject({ what: { key: 'store.closed' } });
    await place.remove();
  });
});

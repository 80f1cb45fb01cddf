import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeCity, fakeSettings } from '../../api/stage.fake.ts';
import { fakeBackup, fakeRepository, hour } from '../../audit/backups/stage.fake.ts';
import type { CatalogueReading } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { backupsDefaults, type Inventory } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { type Backups, openBackups, type ReadRepository } from './backups.ts';

let folder: string;
let clock: FakeClock;
let records: NewRecord[];
let inventory: Inventory;
let open: Backups[];

function declare(ids: readonly string[], repositories = ['r1']): void {
  const { backups: _, ...city } = fakeCity(4);
  inventory = {
    city: { ...city, backups: new Map(ids.map((id) => [id, fakeBackup(id)])) },
    settings: {
      ...fakeSettings,
      backups: {
        ...backupsDefaults,
        repositories: new Map(repositories.map((id) => [id, fakeRepository(id, { location: folder })])),
      },
    },
    targets: new Map(),
    source: '',
    folder: '',
  };
}

/** Small dumps of each set and a manifest that names them, as a script would leave them. */
async function dump(ids: readonly string[], agesHours: readonly number[]): Promise<void> {
  const lines: string[] = [];
  for (const id of ids)
    for (const age of agesHours) {
      const startedAt = clock.now() - age * hour;
      const name = `${id}-${startedAt}.sql`;
      const text = `-- ${name}\n`.repeat(40 + (age % 3));
      await writeFile(join(folder, name), text);
      const sha256 = createHash('sha256').update(text).digest('hex');
      const when = {
        startedAt: new Date(startedAt).toISOString(),
        endedAt: new Date(startedAt + 60_000).toISOString(),
      };
      lines.push(
        JSON.stringify({ name, bytes: text.length, sha256, ...when, tag: id, host: 'h', paths: ['/srv'], files: 1 }),
      );
    }
  await writeFile(join(folder, 'manifest.jsonl'), `${lines.join('\n')}\n`);
}

async function start(read?: ReadRepository, store = createFakeStore({ kinds: [], clock })) {
  const ledger = { append: (record: NewRecord) => void records.push(record) };
  const parts = { inventory: () => inventory, store, ledger, clock, log: silentLog };
  const backups = await openBackups(read === undefined ? parts : { ...parts, read });
  open.push(backups);
  backups.start();
  return { backups, store };
}

/** Turns the hands until something holds, for real processes take real time. */
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds() && Date.now() < end) {
    await clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(holds()).toBe(true);
}

const word = ({ port }: Backups, id: string) => port.dataSet(id)?.verdict;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fangzhou-backups-'));
  clock = new FakeClock(Date.now());
  records = [];
  open = [];
  declare(['a', 'b']);
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.stop()));
  await rm(folder, { recursive: true, force: true });
});

describe('the audit of backups', () => {
  it('reads a real folder of dumps, and puts what it saw before its verdict on record', async () => {
    await dump(['a', 'b'], [2, 26, 50, 74]);
    const { backups } = await start();
    await until(() => word(backups, 'a') !== 'unknown');
    expect([word(backups, 'a'), word(backups, 'b'), backups.port.repository('r1')?.verdict]).toEqual([
      'pass',
      'pass',
      'pass',
    ]);
    const told = records.map(({ subject, body }) => `${subject} ${String(body.what)}`);
    expect(told.indexOf('backup-repository r1 snapshots-added')).toBe(0);
    expect(told).toContain('backup a verdict');
  });

  it('finds bytes that changed, and that they were put right', async () => {
    await dump(['a', 'b'], [2, 26, 50]);
    const { backups } = await start();
    await until(() => word(backups, 'a') === 'pass');
    const [newest] = backups.port.snapshotsOf('a').slice(-1);
    const file = join(folder, newest?.id ?? '');
    await writeFile(file, 'X'.repeat(newest?.sourceBytes ?? 0));
    backups.port.lookNow('r1');
    await until(() => word(backups, 'a') === 'fail');
    expect(word(backups, 'b')).toBe('pass');
    const text = `-- ${newest?.id}\n`;
    await writeFile(file, text.repeat((newest?.sourceBytes ?? 0) / text.length));
    await clock.advance(60_000);
    backups.port.lookNow('r1');
    await until(() => word(backups, 'a') === 'pass');
  });

  it('looks out of turn, one look at a time, and never into what nobody described', async () => {
    const looks: { readonly end: (reading: Partial<CatalogueReading>) => void }[] = [];
    const { backups } = await start((settings) => {
      return new Promise((resolve) => {
        const end = (more: Partial<CatalogueReading>) =>
          resolve({
            ...{ repositoryId: settings.id, tool: 'manifest', startedAt: clock.now(), finishedAt: clock.now() },
            ...{ listed: true, snapshots: [], findings: [], checks: [], locks: [], ...more },
          });
        looks.push({ end });
      });
    });
    await clock.advance(6_000);
    expect([looks.length, backups.port.looking('r1'), backups.port.lookNow('r1')]).toEqual([1, true, true]);
    await clock.advance(20 * 60_000);
    expect(looks.length).toBe(1);
    looks[0]?.end({});
    await clock.advance(2_000);
    expect(looks.length).toBe(2);
    looks[1]?.end({});
    await clock.advance(1);
    expect([backups.port.looking('r1'), backups.port.lookNow('nowhere')]).toEqual([false, false]);
  });

  it('survives a reader that throws, and says that nobody can tell', async () => {
    const { backups } = await start(() => Promise.reject(new Error('broken')));
    await clock.advance(20 * 60_000);
    expect([word(backups, 'a'), backups.port.looking('r1')]).toEqual(['unknown', false]);
  });

  it('takes a changed inventory: new sets at once, a repository that is gone no more', async () => {
    await dump(['a', 'b'], [2, 26]);
    const { backups } = await start();
    await until(() => word(backups, 'a') === 'pass');
    declare(['a', 'c']);
    backups.apply();
    expect([word(backups, 'a'), word(backups, 'b'), word(backups, 'c')]).toEqual(['pass', undefined, 'unknown']);
    declare(['a'], []);
    backups.apply();
    expect([word(backups, 'a'), backups.port.lookNow('r1')]).toEqual(['unknown', false]);
  });

  it('takes a repository that was made anew on a person’s word, on record and over a restart', async () => {
    await dump(['a', 'b'], [2, 26]);
    let identity = 'old';
    const read: ReadRepository = async (settings) => ({
      ...{ repositoryId: settings.id, tool: 'manifest', startedAt: clock.now(), finishedAt: clock.now(), identity },
      ...{ listed: true, snapshots: [], findings: [], checks: [], locks: [] },
    });
    const first = await start(read);
    const isSame = (backups: Backups) =>
      backups.port.repository('r1')?.judgements.find(({ checkId }) => checkId === 'BA-18')?.verdict;
    await until(() => isSame(first.backups) === 'pass');
    identity = 'new';
    const { port } = first.backups;
    port.lookNow('r1');
    await until(() => isSame(first.backups) === 'fail');
    const wish = { repositoryId: 'r1', by: { user: 'wang', role: 'approver' }, reason: 'new disk' };
    expect(port.accept({ ...wish, identity: 'old' })?.key).toBe('backups.accept.other');
    expect(port.accept({ ...wish, identity: 'new' })).toBeUndefined();
    expect([isSame(first.backups), port.accept(wish)?.key]).toEqual(['pass', 'backups.accept.same']);
    expect(records.map(({ body }) => body.what)).toContain('identity-accepted');
    await first.backups.stop();
    const second = await start(read, first.store);
    await until(() => second.backups.port.repository('r1')?.reading !== undefined);
    expect(isSame(second.backups)).toBe('pass');
  });

  it('misses after a restart what went away meanwhile', async () => {
    await dump(['a'], [2, 26, 50]);
    const first = await start();
    await until(() => first.backups.port.dataSet('a')?.verdict === 'pass');
    await first.backups.stop();
    await dump(['a'], [2, 26]);
    const second = await start(undefined, first.store);
    await until(() => word(second.backups, 'a') === 'fail');
    const check = second.backups.port.dataSet('a')?.judgements.find(({ checkId }) => checkId === 'BA-16');
    expect(check?.verdict).toBe('fail');
  });
});

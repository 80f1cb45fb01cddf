import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packDiary } from '../../../collector/index.ts';
import { FakeClock } from '../../../core/clock.fake.ts';
import { silentLog } from '../../../core/index.ts';
import { type Ledger, type NewRecord, openLedger, openSnapshot } from '../../../ledger/index.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { createOuterKeeper } from './keeper.ts';

const nonce = '00112233445566778899aabbccddeeff';
const minute = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'outer-'));
const opened: Ledger[] = [];
let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let records: NewRecord[];
let declared: { id: string; key: string }[];
let count = 0;

interface Outside {
  readonly key: string;
  up(from: number, to: number): void;
  heard(nonce: string): void;
  carry(): Promise<Uint8Array>;
}

/** A sentinel's notes in a folder of their own. */
async function outside(): Promise<Outside> {
  const where = join(folder, `${count++}`);
  const ledger = await openLedger({
    folder: where,
    clock,
    log: silentLog,
    name: 's1.fangzhou/sentinel',
    flushIntervalMs: 1_000,
    checkpointIntervalMs: 1_000,
  });
  opened.push(ledger);
  const note = (body: NewRecord['body']) => ledger.append({ kind: 'probe', subject: 'sentinel s1', body });
  return {
    key: ledger.logKeys[0] ?? '',
    up: (from, to) => note({ what: 'up', from, to, listening: ['tcp:80'] }),
    heard: (heard) => note({ what: 'heard', at: clock.now(), by: 'tcp', from: '10.1.1.1', nonce: heard }),
    async carry() {
      await ledger.flush();
      await ledger.sign();
      const snapshot = await openSnapshot(where);
      if (!snapshot.ok) throw new Error(snapshot.fault.key);
      return await packDiary(snapshot.value);
    },
  };
}

const keeperOf = () =>
  createOuterKeeper({
    sentinels: () => declared,
    store,
    ledger: { append: (record) => void records.push(record) },
    clock,
  });

let sentinel: Outside;
beforeEach(async () => {
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
  records = [];
  sentinel = await outside();
  declared = [{ id: 's1', key: sentinel.key }];
});
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

it('takes what was carried over, joins the times it was up, and puts on record what it was and who brought it', async () => {
  const keeper = keeperOf();
  const at = clock.now();
  sentinel.up(at, at + 5 * minute);
  sentinel.up(at + 5 * minute, at + 9 * minute);
  sentinel.up(at + 20 * minute, at + 21 * minute);
  sentinel.heard(nonce);
  const taken = await keeper.take(await sentinel.carry(), 'admin');
  expect(taken).toMatchObject({
    ok: true,
    newHeard: 1,
    sentinel: { id: 's1', importedAt: at, upTo: at + 21 * minute, heard: 1, reached: 0 },
  });
  expect(keeper.view()?.sentinels[0]).toMatchObject({
    up: [
      { from: at, to: at + 9 * minute },
      { from: at + 20 * minute, to: at + 21 * minute },
    ],
    heard: [{ nonce, at, from: '10.1.1.1' }],
  });
  expect(records).toMatchObject([
    { kind: 'probe', subject: 'sentinel s1', body: { what: 'carried-over', by: 'admin', heard: 1 } },
  ]);
  expect(records[0]?.body).toMatchObject({ file: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

it('knows after a restart what it has, and goes on from there', async () => {
  await keeperOf().take(await sentinel.carry(), 'admin');
  const again = keeperOf();
  await again.start();
  expect(again.standings()[0]).toMatchObject({ id: 's1', importedAt: clock.now() });
  sentinel.heard(nonce);
  expect(await again.take(await sentinel.carry(), 'admin')).toMatchObject({ ok: true, newNotes: 1, newHeard: 1 });
});

it('refuses the same file, an older one, one of another past and a stranger, each by name, and keeps what it had', async () => {
  const keeper = keeperOf();
  const old = await sentinel.carry();
  sentinel.heard(nonce);
  const newer = await sentinel.carry();
  expect(await keeper.take(newer, 'admin')).toMatchObject({ ok: true });
  const before = keeper.view();
  const why = async (bytes: Uint8Array) => {
    const taken = await keeper.take(bytes, 'admin');
    return taken.ok ? 'taken' : taken.what.key;
  };
  expect(await why(newer)).toBe('collector.sentinel.carry.again');
  expect(await why(old)).toBe('collector.sentinel.carry.older');
  expect(await why(await (await outside()).carry())).toBe('collector.sentinel.carry.signature');
  expect(await why(new Uint8Array(100))).toBe('collector.sentinel.carry.form');
  expect(await why(newer.subarray(0, 200))).toBe('collector.sentinel.carry.form');
  expect(keeper.view()).toEqual(before);
  expect(records).toHaveLength(1);
});

it('says that nobody is declared where nobody is, and forgets one that is declared no more', async () => {
  const keeper = keeperOf();
  await keeper.take(await sentinel.carry(), 'admin');
  declared = [];
  expect(keeper.view()).toBeUndefined();
  expect(keeper.standings()).toEqual([]);
  expect(await keeper.take(await sentinel.carry(), 'admin')).toMatchObject({
    ok: false,
    what: { key: 'isolation.outer.nobody' },
  });
});

it('shows one that nothing was carried over from as such', async () => {
  expect(keeperOf().standings()).toEqual([
    { id: 's1', importedAt: undefined, records: 0, upTo: undefined, heard: 0, reached: 0 },
  ]);
});

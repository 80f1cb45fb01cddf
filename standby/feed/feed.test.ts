import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import type { Change, SqlRow, SqlValue, Statements } from '../../store/index.ts';
import { type ChangeSet, decodeSet, encodeSet } from './change-set.ts';
import { createFeed, type Feed } from './feed.ts';
import { compareGenerations, type Generation } from './position.ts';

/** The `run` table of a store, which a failed transaction leaves as it was. */
class Run implements Statements {
  rows = new Map<string, SqlValue>();
  async run(_sql: string, params: readonly SqlValue[] = []) {
    this.rows.set(String(params[0]), params[1] ?? null);
    return { changes: 1 };
  }
  async all(_sql: string, params: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    const value = this.rows.get(String(params[0]));
    return value === undefined ? [] : [{ value }];
  }
}

const clock = new FakeClock();
let folder: string;
let run: Run;
let feed: Feed;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fangzhou-feed-'));
  run = new Run();
  feed = await opened();
});
afterEach(async () => {
  await feed.close();
  await rm(folder, { recursive: true, force: true });
});

async function opened(version = 1, spoolBytes?: number): Promise<Feed> {
  const made = createFeed({ folder, clock, log: silentLog, ...(spoolBytes === undefined ? {} : { spoolBytes }) });
  await made.tap.opened(run, version);
  return made;
}
const change = (n: number): Change => ({ sql: 'INSERT INTO t VALUES (?)', params: [n], changed: 1 });
/** One transaction with its end. */
async function write(n: number, outcome: 'committed' | 'undone' | 'unsure' = 'committed'): Promise<void> {
  const before = new Map(run.rows);
  await feed.tap.committing([change(n)], run);
  if (outcome !== 'committed') run.rows = before;
  feed.tap.ended(outcome);
}
const numbersAfter = async (after: { sequence: number; checksum: string }) => {
  const answer = await feed.read(after, 1e9);
  return answer.kind === 'sets' ? answer.sets.map((set) => decodeSet(set)?.changes[0]?.params[0]) : answer.kind;
};

describe('the feed', () => {
  it('gives what was committed since a place, in order, and nothing that was undone', async () => {
    const start = feed.position();
    await write(1);
    await write(2, 'undone');
    await write(3);
    const middle = feed.position();
    await write(4);
    expect(await numbersAfter(start)).toEqual([1, 3, 4]);
    expect(await numbersAfter(middle)).toEqual([4]);
    expect(await numbersAfter(feed.position())).toEqual([]);
  });

  it('is the same after a kill, whether before or after the commit', async () => {
    const start = feed.position();
    await write(1);
    // Killed between the spool and the commit: the set lies on the spool, the database does not know it.
    await feed.tap.committing([change(2)], new Run());
    await feed.close();
    feed = await opened();
    expect(await numbersAfter(start)).toEqual([1]);
    await write(3);
    expect(await numbersAfter(start)).toEqual([1, 3]);
  });

  it('lets nobody go on from before when a commit was unsure, and goes on by itself', async () => {
    await write(1);
    const before = feed.position();
    await write(2, 'unsure');
    await write(3);
    expect(await numbersAfter(before)).toBe('gone');
    expect(feed.stats().breaks).toBe(1);
    const after = feed.position();
    await write(4);
    expect(await numbersAfter(after)).toEqual([4]);
  });

  it('tells a place that is not in its past from one that is', async () => {
    await write(1);
    const before = feed.position();
    await write(2);
    const last = feed.position();
    expect(await numbersAfter({ ...before, checksum: 'ab'.repeat(32) })).toBe('diverged');
    expect(await numbersAfter({ ...last, checksum: 'ab'.repeat(32) })).toBe('diverged');
    expect(await numbersAfter({ ...last, sequence: last.sequence + 5 })).toBe('diverged');
  });

  it('begins anew when the schema is another, or the spool is lost or altered', async () => {
    await write(1);
    const before = feed.position();
    await write(2);
    await feed.close();
    for (const name of await readdir(join(folder, 'feed'))) await writeFile(join(folder, 'feed', name), 'nothing');
    feed = await opened();
    expect(await numbersAfter(before)).toBe('gone');
    expect(await numbersAfter(feed.position())).toEqual([]);
    const last = feed.position();
    await feed.close();
    feed = await opened(2);
    expect(await numbersAfter(last)).toBe('gone');
  });

  it('keeps the newest changes within its bound', async () => {
    await feed.close();
    feed = await opened(1, 4_000);
    const start = feed.position();
    for (let n = 0; n < 100; n++) await write(n);
    expect(feed.stats().spoolBytes).toBeLessThan(5_000);
    expect(await numbersAfter(start)).toBe('gone');
    expect(feed.stats().kept).toBeGreaterThan(10);
  });

  it('never stops a store whose spool cannot be written', async () => {
    const before = feed.position();
    await feed.close();
    await rm(join(folder, 'feed'), { recursive: true });
    await writeFile(join(folder, 'feed'), 'in the way');
    await write(1);
    expect(feed.stats().breaks).toBe(1);
    expect(await numbersAfter(before)).toBe('gone');
  });

  it('wakes who waits with the next change', async () => {
    let woken = false;
    const waiting = feed.wait(feed.position().sequence, 60_000).then(() => {
      woken = true;
    });
    expect(woken).toBe(false);
    await write(1);
    await waiting;
    expect(woken).toBe(true);
  });
});

describe('a change set', () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.double({ noNaN: true }),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  );
  const changes = fc.array(
    fc.record({ sql: fc.string(), params: fc.array(value, { maxLength: 5 }), changed: fc.nat() }),
    { maxLength: 5 },
  );
  const sets: fc.Arbitrary<ChangeSet> = fc.record({
    sequence: fc.maxSafeNat(),
    previous: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    at: fc.maxSafeNat(),
    changes,
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(sets, (set) => {
        const { bytes, checksum } = encodeSet(set);
        expect(decodeSet(bytes)).toEqual({ ...set, checksum });
      }),
    );
  });

  it('is refused with any byte changed, and cut anywhere', () => {
    fc.assert(
      fc.property(sets, fc.nat(), fc.integer({ min: 1, max: 255 }), (set, place, mask) => {
        const { bytes } = encodeSet(set);
        const at = place % bytes.length;
        const altered = Uint8Array.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ mask;
        expect(decodeSet(altered)).toBeUndefined();
        expect(decodeSet(bytes.subarray(0, at))).toBeUndefined();
      }),
    );
  });
});

it('of two generations the higher number is the newer, and one number with two ids is a split', () => {
  const of = (number: number, id: string): Generation => ({ number, id: id.repeat(16), since: 0 });
  expect(compareGenerations(of(1, 'a'), of(2, 'b'))).toBe('older');
  expect(compareGenerations(of(3, 'a'), of(2, 'b'))).toBe('newer');
  expect(compareGenerations(of(2, 'a'), of(2, 'b'))).toBe('split');
  expect(compareGenerations(of(2, 'a'), of(2, 'a'))).toBe('same');
});

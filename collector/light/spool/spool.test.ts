import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { findSegment } from './segment.ts';
import { fakeBody, fakeSteady, kept, smallDisk, spoolStage } from './spool.fake.ts';

const stage = spoolStage();
afterEach(() => stage.end());

/** Files of the spool in order, with their octets. */
function filesOf(folder: string): readonly { readonly path: string; readonly bytes: number }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spool'))
    .sort()
    .map((name) => ({ path: join(folder, name), bytes: statSync(join(folder, name)).size }));
}

const range = (from: number, to: number): readonly (readonly [number, number])[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => [from + index, from + index] as const);

async function written(count: number, options: Parameters<typeof stage.open>[1] = {}): Promise<string> {
  const folder = stage.newFolder();
  const spool = await stage.open(folder, options);
  for (let n = 1; n <= count; n++) expect(await spool.append(fakeBody(n))).toBe(n);
  await spool.close();
  return folder;
}

describe('the spool of a light collector', () => {
  it('gives back what was put on it, numbered from 1, also after a restart', async () => {
    const folder = await written(7, { segmentBytes: 800 });
    expect(filesOf(folder).length).toBeGreaterThan(1);
    const again = await stage.open(folder);
    expect(await kept(again)).toEqual(range(1, 7));
    expect([again.first, again.last, again.tornBytes]).toEqual([1, 7, 0]);
    expect(await again.append(fakeBody(8))).toBe(8);
    expect(await kept(again)).toEqual(range(1, 8));
  });

  it('keeps many that come at once, in the order in which they came', async () => {
    const spool = await stage.open(stage.newFolder());
    const numbers = await Promise.all(Array.from({ length: 300 }, (_, index) => spool.append(fakeBody(index + 1))));
    expect(numbers).toEqual(range(1, 300).map(([number]) => number));
    expect(await kept(spool)).toEqual(range(1, 300));
  });

  it('loses nothing but a half-written end, at whichever octet the writing was cut', async () => {
    const folder = await written(3);
    const path = filesOf(folder)[0]?.path ?? '';
    const whole = readFileSync(path);
    const ends = [...whole.keys()].filter((at) => at > 0 && whole.toString('latin1', at, at + 2) === 'FZ');
    const wholeRecords = (cut: number): number => [...ends, whole.length].filter((end) => end <= cut).length;
    for (let cut = 0; cut <= whole.length; cut++) {
      writeFileSync(path, whole.subarray(0, cut));
      const { segment, damaged, tailBytes } = await findSegment(path);
      const last = wholeRecords(cut);
      expect([cut, segment?.last ?? 0, damaged]).toEqual([cut, last, []]);
      expect([cut, tailBytes]).toEqual([cut, cut - ([0, ...ends, whole.length][last] ?? 0)]);
    }
    // The whole way at some of them: opened, written to, opened again.
    for (const cut of [0, 1, 9, 10, ...ends.flatMap((end) => [end - 1, end, end + 1, end + 100])]) {
      writeFileSync(path, whole.subarray(0, cut));
      const next = wholeRecords(cut) + 1;
      const spool = await stage.open(folder);
      expect(await spool.append(fakeBody(next))).toBe(next);
      await spool.close();
      const again = await stage.open(folder);
      expect([cut, await kept(again)]).toEqual([cut, range(1, next)]);
      await again.close();
    }
  });

  it('never gives a record that is not the one that was put there, whichever octet is damaged, and tells what is missing', async () => {
    const count = 6;
    const folder = await written(count, { segmentBytes: 900 });
    const files = filesOf(folder);
    const places = files.flatMap(({ bytes }, file) => Array.from({ length: bytes }, (_, at) => [file, at] as const));
    const property = fc.asyncProperty(
      fc.constantFrom(...places),
      fc.integer({ min: 1, max: 255 }),
      async ([file, at], change) => {
        const copy = stage.newFolder();
        cpSync(folder, copy, { recursive: true });
        const path = filesOf(copy)[file]?.path ?? '';
        const bytes = readFileSync(path);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(path, bytes);
        const spool = await stage.open(copy);
        const found = await kept(spool);
        for (const [number, content] of found) expect(content).toBe(number);
        expect(found.length).toBe(count - 1);
        const lost = range(1, count).find(([number]) => !found.some(([other]) => other === number))?.[0] ?? 0;
        // Damage of the newest cannot be told from a half-written end; its number is given again.
        expect(spool.last).toBe(lost === count ? count - 1 : count);
        const [first] = range(1, count);
        if (lost > (first?.[0] ?? 1) && lost < count)
          expect(spool.gaps(lost, lost)).toMatchObject([{ from: lost, to: lost, reason: 'damaged' }]);
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  it('is bounded: the oldest file goes, and what the hub lacks of it is told as a gap with its time', async () => {
    const clock = new FakeClock();
    const spool = await stage.open(stage.newFolder(), { clock, keptBytes: 3_000, segmentBytes: 800 });
    for (let n = 1; n <= 30; n++) {
      await clock.advance(1_000);
      await spool.append(fakeBody(n, clock));
    }
    expect(spool.bytes).toBeLessThanOrEqual(3_000);
    expect(spool.first).toBeGreaterThan(1);
    expect(await kept(spool)).toEqual(range(spool.first, 30));
    const [gap, ...more] = spool.gaps(1, spool.first - 1);
    expect(more).toEqual([]);
    expect(gap).toMatchObject({ from: 1, to: spool.first - 1, reason: 'dropped', since: clock.now() - 29_000 });
  });

  it('keeps what was delivered as long as there is room, and drops it without a word', async () => {
    const spool = await stage.open(stage.newFolder(), { keptBytes: 3_000, segmentBytes: 800 });
    for (let n = 1; n <= 8; n++) await spool.append(fakeBody(n));
    await spool.deliver(8);
    const [first] = (await kept(spool))[0] ?? [0];
    expect(first).toBe(spool.first);
    for (let n = 9; n <= 12; n++) await spool.append(fakeBody(n));
    expect(spool.first).toBeLessThanOrEqual(9);
    expect(spool.gaps(9, 12)).toEqual([{ from: 9, to: 12, reason: 'unknown' }]);
    // To a hub that was set back what it had once is told as such.
    expect(spool.gaps(1, 3)).toEqual([{ from: 1, to: 3, reason: 'delivered-before' }]);
  });

  it('drops by age as the steady clock counts it, whatever is done to the wall clock', async () => {
    const clock = new FakeClock();
    const spool = await stage.open(stage.newFolder(), { clock, keptMs: 60_000, segmentBytes: 300 });
    for (let n = 1; n <= 4; n++) await spool.append(fakeBody(n, clock));
    clock.jump(10 * 365 * 86_400_000);
    await spool.age(undefined);
    expect(await kept(spool)).toEqual(range(1, 4));
    await clock.advance(61_000);
    await spool.append(fakeBody(5, clock));
    await spool.age(undefined);
    expect(await kept(spool)).toEqual(range(5, 5));
    expect(spool.gaps(1, 4)).toMatchObject([{ reason: 'dropped' }]);
  });

  it('asks the hub for the time before it drops what was kept in another run of the machine', async () => {
    const clock = new FakeClock();
    const folder = await written(3, { clock, segmentBytes: 300 });
    await clock.advance(90_000);
    const steady = fakeSteady(clock, 'boot-2');
    const spool = await stage.open(folder, { clock, steady, keptMs: 60_000, segmentBytes: 300 });
    await spool.append(fakeBody(4, clock));
    await spool.age(undefined);
    expect(spool.first).toBe(1);
    await spool.age(-60_000);
    expect(spool.first).toBe(1);
    await spool.age(0);
    expect(spool.first).toBe(4);
  });

  it('makes room of its oldest on a full disk, and counts what even then cannot be kept', async () => {
    const disk = smallDisk();
    const folder = stage.newFolder();
    const spool = await stage.open(folder, { segmentBytes: 700, files: disk.files });
    for (let n = 1; n <= 9; n++) await spool.append(fakeBody(n));
    disk.leftBytes = 0;
    expect(await spool.append(fakeBody(10))).toBeUndefined();
    expect(await spool.append(fakeBody(11))).toBeUndefined();
    expect(spool.isWritable).toBe(false);
    expect(spool.gaps(10, 11)).toMatchObject([{ from: 10, to: 11, reason: 'disk-full' }]);
    expect(spool.gaps(1, spool.first - 1)).toMatchObject([{ reason: 'dropped' }]);
    disk.leftBytes = 100_000;
    expect(await spool.append(fakeBody(12))).toBe(12);
    expect(spool.isWritable).toBe(true);
    await spool.close();
    const again = await stage.open(folder);
    expect((await kept(again)).at(-1)).toEqual([12, 12]);
    expect(again.gaps(10, 11)).toMatchObject([{ from: 10, to: 11, reason: 'disk-full' }]);
  });

  it('goes on behind a hub that is ahead of it, and counts what it gave up', async () => {
    const folder = await written(5);
    const spool = await stage.open(folder);
    await spool.deliver(3);
    const theirs = 'a'.repeat(32);
    await spool.rebase(40, theirs);
    expect([await kept(spool), spool.last]).toEqual([[], 42]);
    expect(spool.gaps(41, 42)).toMatchObject([{ from: 41, to: 42, reason: 'set-back' }]);
    expect(await spool.append(fakeBody(43))).toBe(43);
    await spool.close();
    const again = await stage.open(folder);
    expect((await again.read(41))?.before).toBe(theirs);
    expect(again.gaps(41, 42)).toMatchObject([{ reason: 'set-back' }]);
  });
});

import { execFileSync, spawn } from 'node:child_process';
import { cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../core/index.ts';
import { equal, type Ledger, openLedger, parseCheckpoint } from './index.ts';
import { trialFolder, trialOptions, trialRecord } from './trial.fake.ts';

const kills = 4;

/** Starts the child, kills it some random time after its first heads, and gives every head that it said to have signed. */
async function appendAndKill(folder: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'durability.child.ts'), folder]);
  let [said, complaints] = ['', ''];
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const heads = 1 + Math.floor(Math.random() * 10);
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.split('\n').length > heads) setTimeout(() => child.kill('SIGKILL'), Math.random() * 30);
    });
    child.on('close', () => resolve());
  });
  expect(complaints).toBe('');
  // A line that the kill cut in half was not said.
  return said
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as string);
}

async function expectSigned(ledger: Ledger, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const head = parseCheckpoint(text);
    if (head === undefined) throw new Error('no head');
    expect(ledger.head().size).toBeGreaterThanOrEqual(head.size);
    expect(equal(await ledger.root(head.size), head.root)).toBe(true);
  }
}

it('killed at any moment, comes back with every signed head, or beyond it, and nothing half', async () => {
  const place = await trialFolder();
  const signed: string[] = [];
  for (let round = 0; round < kills; round++) {
    signed.push(...(await appendAndKill(place.folder)));
    const ledger = await openLedger({ ...trialOptions(place.folder), clock: systemClock });
    expect(ledger.status()).toMatchObject({ condition: 'sound', faults: [] });
    await expectSigned(ledger, signed.slice(-20));
    expect(await ledger.check()).toEqual([]);
    await ledger.close();
  }
  expect(signed.length).toBeGreaterThan(kills);
  await place.remove();
}, 120_000);

/** A ledger with a signed head and a few records beyond it, as a kill leaves it. */
async function unsignedTail(): Promise<{
  readonly folder: string;
  readonly signedSize: number;
  remove(): Promise<void>;
}> {
  const place = await trialFolder();
  const ledger = await openLedger({ ...trialOptions(place.folder), checkpointIntervalMs: 1e9 });
  for (let n = 0; n < 300; n++) ledger.append(trialRecord(n));
  await ledger.sign();
  const signedSize = ledger.head().size;
  for (let n = 300; n < 303; n++) ledger.append(trialRecord(n));
  await ledger.flush();
  const left = await trialFolder();
  // As it lies there now: closing it would sign.
  await cp(place.folder, left.folder, { recursive: true });
  await ledger.close();
  await place.remove();
  return { folder: left.folder, signedSize, remove: left.remove };
}

const entriesOf = (folder: string): string => join(folder, '000000.entries');

/** Opens a copy of the folder that was changed somehow. */
async function opened(
  folder: string,
  change: (copy: string) => Promise<void>,
  look: (ledger: Ledger) => Promise<void>,
) {
  const copy = await trialFolder();
  await cp(folder, copy.folder, { recursive: true });
  await change(copy.folder);
  const ledger = await openLedger(trialOptions(copy.folder));
  await look(ledger);
  await ledger.close();
  await copy.remove();
}

/** How many bytes are lost: each place at both ends of a record, where its length and its last byte are, and every seventh between. */
function cutsOf(length: number): readonly number[] {
  return Array.from({ length: length + 1 }, (_, cut) => cut).filter(
    (cut) => cut <= 16 || cut >= length - 16 || cut % 7 === 0,
  );
}

describe('a half-written end', () => {
  it('cut anywhere in the last record is cut back to whole ones, and told', async () => {
    const { folder, signedSize, remove } = await unsignedTail();
    const { size: bytes } = await stat(entriesOf(folder));
    const whole = await readFile(entriesOf(folder));
    const lastLength = (() => {
      let at = 0;
      let length = 0;
      while (at < whole.length) {
        length = whole.readUInt16BE(at) + 2;
        at += length;
      }
      return length;
    })();
    for (const cut of cutsOf(lastLength)) {
      await opened(
        folder,
        (copy) => truncate(entriesOf(copy), bytes - cut),
        async (ledger) => {
          const lost = cut === 0 ? 0 : 1;
          expect(ledger.opened.recovered).toBe(3 - lost);
          expect(ledger.opened.tornBytes).toBe(cut === 0 ? 0 : lastLength - cut);
          expect(ledger.head().size).toBe(signedSize + 3 - lost);
          expect(ledger.status().condition).toBe('sound');
        },
      );
    }
    await remove();
  }, 120_000);

  it('whose last page is zeroes is cut back too', async () => {
    const { folder, signedSize, remove } = await unsignedTail();
    const whole = await readFile(entriesOf(folder));
    for (const zeroes of [1, 50, 150, 250]) {
      await opened(
        folder,
        (copy) => writeFile(entriesOf(copy), Buffer.concat([whole.subarray(0, -zeroes), Buffer.alloc(zeroes)])),
        async (ledger) => {
          expect(ledger.status().condition).toBe('sound');
          expect(ledger.head().size).toBeGreaterThanOrEqual(signedSize);
          expect(ledger.head().size).toBeLessThan(signedSize + 3);
          ledger.append(trialRecord(1));
          await ledger.sign();
          expect(await ledger.check()).toEqual([]);
        },
      );
    }
    await remove();
  });
});

describe('what is made from the entries', () => {
  it('is made anew when it is lost or cut, and the head stays', async () => {
    const { folder, signedSize, remove } = await unsignedTail();
    const changes: readonly ((copy: string) => Promise<void>)[] = [
      (copy) => rm(join(copy, 'tree'), { recursive: true }),
      (copy) => truncate(join(copy, 'tree', 'level-0'), 5_000),
      (copy) => rm(join(copy, 'tree', 'level-1')),
      (copy) => rm(join(copy, 'bundles')),
      (copy) => rm(join(copy, 'summaries')),
      (copy) => writeFile(join(copy, 'tree', 'level-0'), Buffer.alloc(20_000)),
    ];
    for (const change of changes) {
      await opened(folder, change, async (ledger) => {
        expect(ledger.status().condition).toBe('sound');
        expect(ledger.head().size).toBe(signedSize + 3);
        expect(await ledger.check()).toEqual([]);
        expect((await ledger.records({ subject: 'point P3', limit: 500 })).records.length).toBe(43);
      });
    }
    await remove();
  });
});

const asRoot = process.getuid?.() === 0;
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return asRoot;
  } catch {
    return false;
  }
}

if (canMount()) {
  it('on a full disk keeps what it cannot write, says so, and writes all of it once there is room', async () => {
    const place = await trialFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place.folder]);
    try {
      const options = trialOptions(place.folder);
      const ledger = await openLedger(options);
      const ballast = join(place.folder, 'ballast');
      await writeFile(ballast, Buffer.alloc(4_000_000)).catch(() => undefined);
      const head = ledger.checkpoint();
      for (let n = 0; n < 3_000; n++) ledger.append(trialRecord(n));
      await expect(ledger.sign()).rejects.toMatchObject({ what: { key: 'ledger.problem.write' } });
      expect(ledger.status()).toMatchObject({ condition: 'failing', pending: 3_000, signedSize: 2 });
      expect(ledger.checkpoint()).toBe(head);
      await rm(ballast);
      await ledger.sign();
      expect(ledger.status()).toMatchObject({ condition: 'sound', pending: 0, signedSize: 3_002 });
      expect(await ledger.check()).toEqual([]);
      await ledger.close();
      const again = await openLedger(options);
      expect(again.head().size).toBe(3_002);
      await again.close();
    } finally {
      execFileSync('umount', [place.folder]);
      await place.remove();
    }
  });
} else {
  process.stderr.write('not run: ledger on a full file system (needs root and mount)\n');
}

it('that takes no more says in its place how much is missing', async () => {
  const place = await trialFolder();
  const ledger = await openLedger(trialOptions(place.folder));
  const size = ledger.head().size;
  for (let n = 0; n < 100_005; n++) ledger.append({ kind: 'login', subject: 'u', body: { n } });
  expect(ledger.status()).toMatchObject({ pending: 100_000, refused: 5 });
  await ledger.flush();
  ledger.append({ kind: 'login', subject: 'after', body: {} });
  await ledger.flush();
  const gap = await ledger.record(size + 100_000);
  expect(gap).toMatchObject({ ok: true, value: { kind: 'gap', body: { refused: 5 } } });
  expect(await ledger.record(size + 100_001)).toMatchObject({ ok: true, value: { subject: 'after' } });
  await ledger.close();
  expect(await readdir(place.folder)).toContain('000001.entries');
  const again = await openLedger(trialOptions(place.folder));
  expect(again.head()).toEqual(ledger.head());
  expect(await again.check()).toEqual([]);
  await again.close();
  await place.remove();
});

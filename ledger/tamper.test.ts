import { cp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeHash } from './crypto.ts';
import { type Fault, type Ledger, openLedger, parseCheckpoint, splitBundle, verifyExport } from './index.ts';
import { trialFolder, trialOptions, trialRecord } from './trial.fake.ts';

const size = 700;
let place: Awaited<ReturnType<typeof trialFolder>>;
let told: Fault[];
let remembered: string;
beforeEach(async () => {
  place = await trialFolder();
  told = [];
  const ledger = await openLedger(trialOptions(place.folder));
  for (let n = 0; n < size; n++) ledger.append(trialRecord(n));
  await ledger.close();
  remembered = await readFile(join(place.folder, 'checkpoint'), 'utf8');
});
afterEach(() => place.remove());

const entries = (): string => join(place.folder, '000000.entries');

async function alterRecord(index: number, change: (entry: Buffer) => Buffer): Promise<void> {
  const bytes = await readFile(entries());
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at);
    parts.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const framed = parts.flatMap((entry, n) => {
    const wanted = n === index ? change(entry) : entry;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(wanted.length);
    return [length, wanted];
  });
  const altered = Buffer.concat(framed);
  if (altered.equals(bytes)) throw new Error('nothing was altered');
  await writeFile(entries(), altered);
}

async function withLedger(look: (ledger: Ledger) => Promise<void>, more: object = {}): Promise<void> {
  const ledger = await openLedger({ ...trialOptions(place.folder), onFault: (fault) => told.push(fault), ...more });
  try {
    await look(ledger);
  } finally {
    await ledger.close();
  }
}

describe('tampering with the files of a ledger', () => {
  it('by one letter in an old record is found by the check of the whole, named, and stays named after signing on', async () => {
    await alterRecord(70, (entry) => Buffer.from(entry.toString().replace('"down"', '"gone"').replace('正常', '异常')));
    await withLedger(async (ledger) => {
      expect(await ledger.record(70)).toMatchObject({ ok: false, fault: { key: 'ledger.fault.entry-altered' } });
      expect(await ledger.check()).toEqual([{ key: 'ledger.fault.entry-altered', params: { index: 70 } }]);
      expect(told).toHaveLength(1);
      ledger.append(trialRecord(1));
      await ledger.sign();
      expect(ledger.status()).toMatchObject({ condition: 'tampered', faultCount: 1, signedSize: size + 3 });
    });
  });

  it('is not found by a search, as if it had always said so', async () => {
    await alterRecord(70, (entry) => Buffer.from(entry.toString().replace('"down"', '"gone"').replace('正常', '异常')));
    await withLedger(async (ledger) => {
      const { records } = await ledger.records({ subject: 'point P5', order: 'oldest', limit: 500 });
      expect(records.map(({ seq }) => seq)).toContain(77);
      expect(records.map(({ seq }) => seq)).not.toContain(70);
      // Whoever meets it first tells it, not only the check of the whole a minute later.
      expect(told).toEqual([{ key: 'ledger.fault.entry-altered', params: { index: 70 } }]);
      expect(ledger.status().condition).toBe('tampered');
    });
  });

  it('in what searches pass over hides nothing for long, and is named', async () => {
    await withLedger(async (ledger) => {
      expect(await ledger.check()).toEqual([]);
    });
    const file = join(place.folder, 'summaries');
    await writeFile(file, Buffer.alloc((await readFile(file)).length));
    await withLedger(async (ledger) => {
      // Read anew at the open already: they are among the newest bundles.
      const fault = { key: 'ledger.fault.summary-wrong', params: { first: 0, last: 255 } };
      expect(told).toContainEqual(fault);
      const { records } = await ledger.records({ subject: 'point P5', order: 'oldest', limit: 500 });
      expect(records.map(({ seq }) => seq)).toContain(70);
      expect(records.map(({ seq }) => seq)).toContain(77);
    });
  });

  it('is told by whoever reads on for a report', async () => {
    await alterRecord(70, (entry) => Buffer.from(entry.toString().replace('"down"', '"gone"').replace('正常', '异常')));
    await withLedger(async (ledger) => {
      const altered: number[] = [];
      for await (const entry of ledger.entries(60, 80)) if (entry.altered) altered.push(entry.index);
      expect(altered).toEqual([70]);
      expect(told).toEqual([{ key: 'ledger.fault.entry-altered', params: { index: 70 } }]);
    });
  });

  it('is named by whoever asks for the record, also when its leaf was altered with it', async () => {
    await alterRecord(70, (entry) => Buffer.from(entry.toString().replace('"down"', '"gone"').replace('正常', '异常')));
    const altered = splitBundle(await readFile(entries()), 71)?.[70] ?? new Uint8Array();
    const leaves = await open(join(place.folder, 'tree', 'level-0'), 'r+');
    await leaves.write(nodeHash.leaf(altered), 0, 32, 70 * 32);
    await leaves.close();
    await withLedger(async (ledger) => {
      const fault = { key: 'ledger.fault.not-included', params: { index: 70, size: size + 2 } };
      expect(await ledger.record(70)).toEqual({ ok: false, fault });
      expect(told).toContainEqual(fault);
      expect((await ledger.record(600))?.ok).toBe(true);
    });
  });

  it('in a new record is told at the open', async () => {
    await alterRecord(size, (entry) => Buffer.from(entry.toString().replace('point', 'Point')));
    await withLedger(async () => {
      expect(told).toEqual([{ key: 'ledger.fault.entry-altered', params: { index: size } }]);
    });
  });

  it('is found in the background without anybody asking', async () => {
    await alterRecord(300, (entry) => Buffer.from(entry.toString().replace('point', 'Point')));
    const options = trialOptions(place.folder);
    // The newest bundles are checked at the open; here the altered one is made old.
    const ledger = await openLedger({ ...options, onFault: (fault) => told.push(fault) });
    for (let n = 0; n < 4_500; n++) ledger.append(trialRecord(n));
    await ledger.close();
    told = [];
    const again = await openLedger({ ...options, onFault: (fault) => told.push(fault) });
    expect(told).toEqual([]);
    for (let round = 0; round < 200 && told.length === 0; round++) {
      await options.clock.advance(50);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(told).toEqual([{ key: 'ledger.fault.entry-altered', params: { index: 300 } }]);
    await again.close();
  });

  it.each([
    ['records cut off at the end', () => truncate(entries(), 20_000)],
    ['everything but the head taken away', () => rm(entries())],
  ])('with %s stops the ledger, keeps what is there, and signs no other head', async (_, change) => {
    await change();
    const left = await readFile(entries()).catch(() => undefined);
    await withLedger(async (ledger) => {
      expect(ledger.status()).toMatchObject({ condition: 'stopped', faults: [{ key: 'ledger.fault.rolled-back' }] });
      ledger.append(trialRecord(1));
      expect(ledger.status().refused).toBe(1);
      await expect(ledger.sign()).rejects.toMatchObject({ what: { key: 'ledger.problem.stopped' } });
      await expect(ledger.flush()).rejects.toMatchObject({ what: { key: 'ledger.problem.stopped' } });
    });
    expect(await readFile(join(place.folder, 'checkpoint'), 'utf8')).toBe(remembered);
    if (left !== undefined) expect(await readFile(entries())).toEqual(left);
  });

  it('that rewrites a record and its whole tree contradicts the signed head', async () => {
    await alterRecord(70, (entry) => Buffer.from(entry.toString().replace('point', 'Point')));
    await rm(join(place.folder, 'tree'), { recursive: true });
    await withLedger(async (ledger) => {
      expect(ledger.status()).toMatchObject({ condition: 'stopped', faults: [{ key: 'ledger.fault.forked' }] });
    });
  });

  it('that sets the whole folder back to an older copy is seen by the head that the database remembers', async () => {
    const old = await trialFolder();
    await cp(place.folder, old.folder, { recursive: true });
    const ledger = await openLedger(trialOptions(place.folder));
    for (let n = 0; n < 50; n++) ledger.append(trialRecord(n));
    await ledger.close();
    const newest = await readFile(join(place.folder, 'checkpoint'), 'utf8');
    await rm(place.folder, { recursive: true });
    await cp(old.folder, place.folder, { recursive: true });
    await old.remove();
    await withLedger(
      async (again) => {
        const params = { signed: size + 52, size: size + 2 };
        expect(again.status()).toMatchObject({
          condition: 'stopped',
          faults: [{ key: 'ledger.fault.rolled-back', params }],
        });
      },
      { remembered: newest },
    );
  });

  it('that puts another ledger in its place is seen, and the new one goes on', async () => {
    await rm(place.folder, { recursive: true });
    await withLedger(
      async (ledger) => {
        expect(ledger.status()).toMatchObject({ condition: 'tampered', faults: [{ key: 'ledger.fault.replaced' }] });
        ledger.append(trialRecord(1));
        await ledger.sign();
      },
      { remembered },
    );
  });

  it('in the signed head is seen; the head that the database remembers stands in for it', async () => {
    await writeFile(join(place.folder, 'checkpoint'), remembered.replace(/\n(\d+)\n/, '\n5\n'));
    await withLedger(async (ledger) => {
      expect(ledger.status()).toMatchObject({ condition: 'stopped', faults: [{ key: 'ledger.fault.head-wrong' }] });
    });
    await withLedger(
      async (ledger) => {
        expect(ledger.status()).toMatchObject({ condition: 'tampered', faults: [{ key: 'ledger.fault.head-wrong' }] });
        expect(parseCheckpoint(ledger.checkpoint() ?? '')?.size).toBe(size + 2);
      },
      { remembered },
    );
  });
});

describe('an export', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ folder, remove } = await trialFolder());
    await withLedger(async (ledger) => {
      expect(await ledger.exportTiles(folder)).toMatchObject({ size: size + 2 });
    });
  });
  afterEach(() => remove());

  const check = async () => {
    const head = parseCheckpoint(await readFile(join(folder, 'checkpoint'), 'utf8'));
    if (head === undefined) throw new Error('no head');
    const read = (path: string) => readFile(join(folder, path)).catch(() => undefined);
    return verifyExport({ head, hash: nodeHash, read });
  };

  it('as it was made is sound, with the tiles that the specification says', async () => {
    expect(await check()).toEqual({ entries: size + 2, faults: [] });
    const width = (size + 2) % 256;
    for (const path of [
      `tile/0/000`,
      'tile/0/001',
      `tile/0/002.p/${width}`,
      'tile/1/000.p/2',
      `tile/entries/002.p/${width}`,
    ]) {
      expect((await readFile(join(folder, path))).length).toBeGreaterThan(0);
    }
    expect((await readFile(join(folder, 'tile/0/000'))).length).toBe(8_192);
  });

  it.each([
    ['a letter in a record', 'tile/entries/001', 'entry-altered'],
    ['a bit in a tile', 'tile/0/001', 'tile-wrong'],
    ['a bit in an upper tile', 'tile/1/000.p/2', 'tile-wrong'],
  ])('with %s changed is refused, with the place', async (_, path, fault) => {
    const bytes = await readFile(join(folder, path));
    bytes[300 % bytes.length] = (bytes[300 % bytes.length] ?? 0) ^ 1;
    await writeFile(join(folder, path), bytes);
    const { faults } = await check();
    expect(faults.map(({ key }) => key)).toContain(`ledger.fault.${fault}`);
  });

  it('of a ledger with an altered record names it, and so does the export itself', async () => {
    await alterRecord(300, (entry) => Buffer.from(entry.toString().replace('point', 'Point')));
    await rm(folder, { recursive: true });
    const fault = { key: 'ledger.fault.entry-altered', params: { index: 300 } };
    await withLedger(async (ledger) => {
      expect((await ledger.exportTiles(folder)).faults).toEqual([fault]);
    });
    expect((await check()).faults).toEqual([fault]);
  });

  it('tells an altered record in the last bundle from an altered leaf', async () => {
    const width = (size + 2) % 256;
    const change = async (path: string, at: number) => {
      const bytes = await readFile(join(folder, path));
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(join(folder, path), bytes);
    };
    await change(`tile/0/002.p/${width}`, 5);
    expect((await check()).faults).toEqual([
      { key: 'ledger.fault.tile-wrong', params: { path: `tile/0/002.p/${width}`, index: 512 } },
    ]);
    await change(`tile/0/002.p/${width}`, 5);
    const entries = await readFile(join(folder, `tile/entries/002.p/${width}`));
    await change(`tile/entries/002.p/${width}`, entries.indexOf('point'));
    expect((await check()).faults).toEqual([{ key: 'ledger.fault.entry-altered', params: { index: 512 } }]);
  });

  it.each(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/2'])('without %s is refused, by its name', async (path) => {
    await rm(join(folder, path));
    expect((await check()).faults).toContainEqual({ key: 'ledger.fault.file-missing', params: { path } });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import {
  formatVerifierKey,
  type Ledger,
  newPrivateKey,
  nodeSha256,
  openLedger,
  openSnapshot,
  parseVerifierKey,
  readPrivateKey,
  signerOf,
  type TreeHead,
  type VerifierKey,
} from '../../ledger/index.ts';
import { packDiary, readDiary } from './carry.ts';
import { createDiary } from './diary.ts';

let folder: string;
let ledger: Ledger;
let key: VerifierKey;
const clock = new FakeClock();
const nonce = '00112233445566778899aabbccddeeff';

async function openSentinel(where: string): Promise<Ledger> {
  return openLedger({
    folder: where,
    clock,
    log: silentLog,
    name: 's1.fangzhou/sentinel',
    flushIntervalMs: 1_000,
    checkpointIntervalMs: 1_000,
  });
}

async function carried(): Promise<Uint8Array> {
  await ledger.flush();
  await ledger.sign();
  const opened = await openSnapshot(folder);
  if (!opened.ok) throw new Error(opened.fault.key);
  return packDiary(opened.value);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carry-'));
  ledger = await openSentinel(folder);
  const parsed = parseVerifierKey(ledger.logKeys[0] ?? '', nodeSha256);
  if (parsed === undefined) throw new Error('no key');
  key = parsed;
});
afterAll(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

function note(): ReturnType<typeof createDiary> {
  return createDiary({ ledger, clock, name: 's1' });
}

test('what a sentinel noted arrives as it was noted', async () => {
  const diary = note();
  await clock.advance(60_000);
  diary.heard({ by: 'tcp', from: '10.1.1.1', nonce });
  diary.note({ what: 'reached', at: clock.now(), address: '10.1.1.2', by: 'icmp', detail: 'echo reply' });
  diary.note({ what: 'tried', from: 1, to: 2, prefixes: ['10.1.1.0/24'], addresses: 5, control: true });
  const read = await readDiary(await carried(), { key, last: undefined });
  expect(read).toMatchObject({
    ok: true,
    notes: [
      { what: 'heard', by: 'tcp', from: '10.1.1.1', nonce },
      { what: 'reached', address: '10.1.1.2', by: 'icmp' },
      { what: 'tried', addresses: 5, control: true },
    ],
  });
});

test('the same file again, and an older one, are refused by name; a later one goes on', async () => {
  const first = await carried();
  const read = await readDiary(first, { key, last: undefined });
  const last = (read as { head: TreeHead }).head;
  expect(await readDiary(first, { key, last })).toMatchObject({
    ok: false,
    what: { key: 'collector.sentinel.carry.again' },
  });
  note().note({ what: 'up', from: 1, to: 2, listening: [] });
  const second = await carried();
  const later = await readDiary(second, { key, last });
  expect(later.ok).toBe(true);
  const newest = (later as { head: TreeHead }).head;
  expect(await readDiary(first, { key, last: newest })).toMatchObject({
    ok: false,
    what: { key: 'collector.sentinel.carry.older' },
  });
});

test('a past that was rewritten is refused', async () => {
  const read = await readDiary(await carried(), { key, last: undefined });
  const { head } = read as { head: TreeHead };
  const other = { ...head, size: head.size - 1, root: Uint8Array.from(head.root, (byte) => byte ^ 1) };
  expect(await readDiary(await carried(), { key, last: other })).toMatchObject({
    ok: false,
    what: { key: 'collector.sentinel.carry.forked' },
  });
});

test('a file of another key is refused, also when it names itself alike', async () => {
  const stranger = readPrivateKey(newPrivateKey());
  if (stranger === undefined) throw new Error('no key');
  const other = parseVerifierKey(formatVerifierKey(signerOf(stranger, key.name).key), nodeSha256);
  if (other === undefined) throw new Error('no key');
  expect(await readDiary(await carried(), { key: other, last: undefined })).toMatchObject({
    ok: false,
    what: { key: 'collector.sentinel.carry.signature' },
  });
});

test('each changed byte of what the file holds is refused', async () => {
  const files = unzipSync(await carried());
  const names = Object.keys(files);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }), async (name, at, flip) => {
      const bytes = Uint8Array.from(files[name] ?? []);
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ flip;
      const read = await readDiary(zipSync({ ...files, [name]: bytes }), { key, last: undefined });
      expect(read.ok).toBe(false);
    }),
    { numRuns: 150 },
  );
});

test('any bytes are an answer with a remedy, never a crash', async () => {
  const whole = await carried();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: whole.length }), async (noise, cut) => {
      for (const bytes of [noise, whole.subarray(0, cut), Buffer.concat([noise, whole.subarray(0, cut)])]) {
        const read = await readDiary(bytes, { key, last: undefined });
        if (!read.ok) expect(read.remedy.key).toMatch(/remedy$/);
      }
    }),
    { numRuns: 60 },
  );
});

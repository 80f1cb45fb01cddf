import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeHash, nodeSha256, verifyEd25519 } from './crypto.ts';
import {
  type Ledger,
  openLedger,
  type Policy,
  parsePolicy,
  verifyCheckpoint,
  verifyConsistency,
  verifyTlogProof,
} from './index.ts';
import { trialFolder, trialOptions, trialRecord } from './trial.fake.ts';
import { parseCheckpoint, parseVerifierKey, verifySeal } from './verify/index.ts';

let place: Awaited<ReturnType<typeof trialFolder>>;
let options: ReturnType<typeof trialOptions>;
let ledger: Ledger;
beforeEach(async () => {
  place = await trialFolder();
  options = trialOptions(place.folder);
  ledger = await openLedger(options);
});
afterEach(async () => {
  await ledger.close().catch(() => undefined);
  await place.remove();
});

function policyOf(text: string): Policy {
  const parsed = parsePolicy(text, nodeSha256);
  if (!parsed.ok) throw new Error(parsed.fault.key);
  return parsed.value;
}

const append = (count: number, from = 0): void => {
  for (let n = from; n < from + count; n++) ledger.append(trialRecord(n));
};

async function reopen(changes: Partial<typeof options> = {}): Promise<void> {
  await ledger.close();
  ledger = await openLedger({ ...options, ...changes });
}

describe('a new ledger', () => {
  it('announces its keys, apart and readable by nobody else, and signs', async () => {
    expect(ledger.opened.created).toBe(true);
    const { records } = await ledger.records({ kinds: ['key-change'], order: 'oldest', limit: 10 });
    expect(records.map(({ body }) => body.role)).toEqual(['log', 'collector']);
    expect(records.map(({ body }) => body.vkey)).toEqual([ledger.logKeys[0], ledger.collectorKey]);
    for (const name of ['log', 'collector']) {
      expect((await stat(join(place.folder, 'keys', `${name}.key`))).mode & 0o777).toBe(0o600);
    }
    const head = await verifyCheckpoint(ledger.checkpoint() ?? '', policyOf(ledger.policy()), verifyEd25519);
    expect(head).toMatchObject({ ok: true, value: { origin: ledger.origin, size: 2 } });
  });

  it('is never taken for another one of the same name', async () => {
    const other = await trialFolder();
    const second = await openLedger(trialOptions(other.folder));
    expect(second.origin).not.toBe(ledger.origin);
    expect(second.origin).toMatch(/^trial\.fangzhou\/ledger\/[0-9a-f]{8}$/);
    await second.close();
    await other.remove();
  });

  it('is locked against a second process', async () => {
    await expect(openLedger(options)).rejects.toMatchObject({ what: { key: 'store.locked' } });
  });
});

describe('records', () => {
  it('reach the disk within the flush interval and a signed head within the checkpoint interval', async () => {
    append(3);
    expect(ledger.head().size).toBe(2);
    await options.clock.advance(1_000);
    await ledger.flush();
    expect(ledger.head().size).toBe(5);
    expect(ledger.status().signedSize).toBe(2);
    await options.clock.advance(9_000);
    await expect.poll(() => ledger.status().signedSize).toBe(5);
  });

  it('are each proven under the signed head, and only as they are', async () => {
    append(600);
    await ledger.sign();
    const policy = policyOf(ledger.policy());
    for (const index of [0, 2, 255, 256, 511, 601]) {
      const entry = (await ledger.entry(index)) ?? new Uint8Array(0);
      const proof = (await ledger.proof(index)) ?? '';
      const check = (bytes: Uint8Array) =>
        verifyTlogProof({ entry: bytes, proof, policy, hash: nodeHash, verify: verifyEd25519 });
      expect(await check(entry)).toMatchObject({ ok: true, value: { index, size: 602 } });
      const altered = Buffer.from(entry);
      altered[30] = (altered[30] ?? 0) ^ 1;
      expect(await check(altered)).toMatchObject({ ok: false, fault: { key: 'ledger.fault.not-included' } });
    }
    expect(await ledger.proof(602)).toBeUndefined();
    expect(await ledger.proof(-1)).toBeUndefined();
    expect(await ledger.proof(0.5)).toBeUndefined();
  });

  it('give heads that each go on from the one before', async () => {
    const heads = [ledger.checkpoint()];
    for (let n = 0; n < 5; n++) {
      append(100 + n, n * 200);
      await ledger.sign();
      heads.push(ledger.checkpoint());
    }
    for (let n = 1; n < heads.length; n++) {
      const [from, to] = [parseCheckpoint(heads[n - 1] ?? ''), parseCheckpoint(heads[n] ?? '')];
      if (from === undefined || to === undefined) throw new Error('no head');
      const proof = await ledger.consistency(from.size, to.size);
      expect(verifyConsistency(nodeHash, { from, to, proof })).toBe(true);
    }
  });

  it('come back the same after a restart, and grow on', async () => {
    append(1_000);
    await ledger.sign();
    const before = ledger.head();
    await reopen();
    expect(ledger.head()).toEqual(before);
    expect(ledger.opened).toEqual({ created: false, recovered: 0, tornBytes: 0 });
    append(10, 1_000);
    await ledger.flush();
    expect((await ledger.record(1_011))?.ok).toBe(true);
    expect(await ledger.root(before.size)).toEqual(before.root);
    expect(ledger.status().condition).toBe('sound');
  });

  it('of what the collector saw carry its seal, which nobody else can make', async () => {
    ledger.append({ kind: 'heartbeat', subject: 'point P1', body: { coverage: 0.5 }, sealed: true });
    await ledger.flush();
    const record = await ledger.record(2);
    const key = parseVerifierKey(ledger.collectorKey, nodeSha256);
    if (record?.ok !== true || key === undefined) throw new Error('no record');
    expect(await verifySeal(record.value, [key], verifyEd25519)).toBe(true);
    const better = { ...record.value, body: { ...record.value.body, coverage: 1 } };
    expect(await verifySeal(better, [key], verifyEd25519)).toBe(false);
    const unsealed = await ledger.record(0);
    expect(unsealed?.ok && (await verifySeal(unsealed.value, [key], verifyEd25519))).toBeUndefined();
  });

  it('too large for a leaf lie in a blob that the leaf names', async () => {
    const text = '据'.repeat(40_000);
    ledger.append({ kind: 'evidence', subject: 'point P1', body: { text } });
    await ledger.sign();
    const record = await ledger.record(2);
    if (record?.ok !== true || record.value.blob === undefined) throw new Error('no blob');
    const blob = await ledger.blob(record.value.blob.sha256);
    expect(JSON.parse(Buffer.from(blob ?? []).toString('utf8'))).toEqual({ text });
    expect(await ledger.check()).toEqual([]);
    const { sha256 } = record.value.blob;
    await writeFile(join(place.folder, 'blobs', 'sha256', sha256.slice(0, 2), sha256.slice(2)), 'something else');
    expect(await ledger.blob(sha256)).toBeUndefined();
    expect(await ledger.check()).toEqual([{ key: 'ledger.fault.blob-missing', params: { index: 2, sha256 } }]);
  });

  it('that are no JSON are refused and counted, and lose nothing else', async () => {
    ledger.append({ kind: 'evidence', subject: 'x', body: { wrong: Number.NaN } });
    ledger.append({ kind: 'evidence', subject: 'x', body: {}, at: Number.NaN });
    append(1);
    await ledger.flush();
    expect(ledger.status()).toMatchObject({ refused: 2, size: 3 });
  });

  it('after the last are none', async () => {
    for (const index of [2, -1, 1.5, Number.NaN]) {
      expect(await ledger.entry(index)).toBeUndefined();
      expect(await ledger.record(index)).toBeUndefined();
    }
  });
});

describe('a search', () => {
  beforeEach(async () => {
    for (let n = 0; n < 2_000; n++) {
      ledger.append({ ...trialRecord(n), at: options.clock.now() + n * 1_000 });
    }
    await ledger.flush();
  });

  it('finds by kind, subject, time and text, newest first, page by page, each once', async () => {
    const query = { kinds: ['login'], subject: 'point P3', text: '正常', limit: 10 } as const;
    const found: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await ledger.records({ ...query, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.records.map(({ body }) => Number(body.n)));
      cursor = page.next;
    } while (cursor !== undefined);
    const expected = Array.from({ length: 2_000 }, (_, n) => n).filter(
      (n) => n % 3 === 2 && n % 7 === 3 && n % 2 === 0,
    );
    expect(found).toEqual(expected.toReversed());
  });

  it('finds the same oldest first', async () => {
    const from = options.clock.now() + 500_000;
    const page = await ledger.records({ from, to: from + 10_000, order: 'oldest', limit: 500 });
    expect(page.records.map(({ body }) => body.n)).toEqual([500, 501, 502, 503, 504, 505, 506, 507, 508, 509]);
    expect(page.next).toBeUndefined();
  });

  it('finds nothing where there is nothing, at any cursor', async () => {
    expect(await ledger.records({ subject: 'point P99', limit: 5 })).toEqual({ records: [], next: undefined });
    expect(await ledger.records({ limit: 5, cursor: -3 })).toEqual({ records: [], next: undefined });
    expect((await ledger.records({ limit: 5, cursor: 99_999 })).records).toHaveLength(5);
    expect((await ledger.records({ order: 'oldest', limit: 5, cursor: 99_999 })).records).toEqual([]);
  });

  it('goes over everything in order for a report', async () => {
    const indexes: number[] = [];
    for await (const { index } of ledger.entries(250, 1_300)) indexes.push(index);
    expect(indexes).toEqual(Array.from({ length: 1_050 }, (_, n) => n + 250));
  });
});

describe('keys', () => {
  it('that are lost stop the start, with the way out, instead of a silent new one', async () => {
    await ledger.close();
    await rm(join(place.folder, 'keys', 'log.key'));
    await expect(openLedger(options)).rejects.toMatchObject({ what: { key: 'ledger.problem.key-lost' } });
  });

  it('that others may read are refused', async () => {
    await ledger.close();
    await chmod(join(place.folder, 'keys', 'log.key'), 0o644);
    await expect(openLedger(options)).rejects.toMatchObject({ what: { key: 'ledger.problem.key-open' } });
  });

  it('that are no keys are refused', async () => {
    await ledger.close();
    await writeFile(join(place.folder, 'keys', 'log.key'), 'nonsense');
    await expect(openLedger(options)).rejects.toMatchObject({ what: { key: 'ledger.problem.key-wrong' } });
  });

  it('may lie elsewhere, each in its own place', async () => {
    const other = await trialFolder();
    const apart = { ...trialOptions(join(other.folder, 'ledger')), logKeyFile: join(other.folder, 'token', 'log.key') };
    const second = await openLedger(apart);
    await second.close();
    expect(await readFile(apart.logKeyFile, 'utf8')).toContain('PRIVATE KEY');
    await expect(stat(join(other.folder, 'ledger', 'keys', 'log.key'))).rejects.toThrow();
    await other.remove();
  });
});

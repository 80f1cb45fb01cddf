import { join } from 'node:path';
import { type Cancel, errorText } from '../core/index.ts';
import { nodeHash } from './crypto.ts';
import type { Blobs } from './files/blobs.ts';
import { replaceFile } from './files/disk.ts';
import type { Recovered } from './files/recover.ts';
import type { LedgerKeys } from './keys/open.ts';
import type { Ledger, LedgerOpened, LedgerStatus, NewRecord } from './ledger.ts';
import type { LedgerOptions } from './open.ts';
import { ledgerError } from './problem.ts';
import { createChecker } from './reading/checker.ts';
import { exportTiles } from './reading/export.ts';
import { createReader } from './reading/reader.ts';
import {
  type Checked,
  type Checkpoint,
  type Fault,
  faulty,
  fine,
  formatCheckpoint,
  formatPolicy,
  formatTlogProof,
  formatVerifierKey,
  type LedgerRecord,
  type ReadTile,
  sealed,
  type TreeHead,
  type VerifierKey,
  verifyInclusion,
} from './verify/index.ts';
import { openCosigned } from './writing/cosigned.ts';
import { createHeads } from './writing/heads.ts';
import { createWriter } from './writing/writer.ts';

/** Everything that opening brought together. */
export interface LedgerParts extends LedgerOptions, Recovered {
  readonly keys: LedgerKeys;
  readonly blobs: Blobs;
  readonly witnessKeys: readonly VerifierKey[];
  /** Found while opening. */
  readonly faults: readonly Fault[];
  readonly signed: Checkpoint | undefined;
  readonly opened: LedgerOpened;
  readonly writeHead: (text: string) => Promise<void>;
  readonly unlock: () => Promise<void>;
}

/** A ledger that runs: it writes, signs and checks itself at its own pace. */
export async function createLedger(parts: LedgerParts): Promise<Ledger> {
  const { folder, clock, log, keys, segments, tree, summaries, blobs, stopped, opened, witnessKeys } = parts;
  const writer = createWriter({ folder, segments, tree, summaries, blobs, clock, log });
  const cosigned = await openCosigned(join(folder, 'cosigned'));
  const heads = createHeads({
    keys,
    writer,
    cosigned,
    witnesses: witnessKeys,
    clock,
    signed: parts.signed,
    sync: async () => {
      await segments.sync();
      await tree.sync();
      await summaries.sync();
    },
    writeHead: parts.writeHead,
    rootAt: (size) => tree.subtree(0, size),
    onSigned: (checkpoint) => parts.onSigned?.(checkpoint),
  });
  const reader = createReader({
    segments,
    tree,
    summaries,
    size: () => writer.size,
    // Whoever meets an altered record need not wait until the check of the whole comes by.
    onAltered: (index) => checker.report(faulty('entry-altered', { index }).fault),
  });
  const checker = createChecker({
    reader,
    tree,
    blobs,
    summaries,
    size: () => writer.size,
    head: () => heads.signed,
    clock,
    log,
    onFault: (fault) => parts.onFault?.(fault),
  });
  let cancelFlush: Cancel = () => {};
  let cancelSign: Cancel = () => {};
  let closed: Promise<void> | undefined;
  let signFailing = false;

  const refuseWhenStopped = (): void => {
    if (stopped !== undefined) throw ledgerError('stopped', { folder });
    if (closed !== undefined) throw ledgerError('closed', { folder });
  };

  const append = ({ sealed: wanted, ...record }: NewRecord): void => {
    if (wanted !== true) {
      writer.append(record);
      return;
    }
    const at = record.at ?? clock.now();
    const { kind, subject } = record;
    const sealable = { at: new Date(at).toISOString(), kind, subject: subject.toWellFormed(), body: record.body };
    const body = sealed(sealable, keys.collector.key, (message) => keys.collector.signBytes(message));
    writer.append({ ...record, at, body });
  };

  /** A key is announced once, by the one before it if there is one: so a rotation is told from a theft. */
  const announce = async (): Promise<void> => {
    for (const { role, key, by } of keys.unannounced) {
      const at = clock.now();
      const body = { role, vkey: formatVerifierKey(key), previous: by?.key.id ?? null };
      const record = { at: new Date(at).toISOString(), kind: 'key-change', subject: `key ${role}`, body } as const;
      const signed = by === undefined ? body : sealed(record, by.key, (message) => by.signBytes(message));
      writer.append({ kind: 'key-change', subject: record.subject, at, body: signed });
    }
    if (keys.unannounced.length === 0) return;
    await sign();
    await keys.announced();
  };

  const sign = async (): Promise<void> => {
    await writer.flush();
    try {
      await heads.sign();
      signFailing = false;
    } catch (error) {
      if (!signFailing) log.error({ reason: errorText(error) }, 'ledger-sign-failed');
      signFailing = true;
      throw ledgerError('write', { folder }, error);
    }
  };

  // What fails here is in the log and in the status; the next turn tries again.
  const flushAgain = (): void => {
    cancelFlush = clock.after(parts.flushIntervalMs, () => {
      const work = writer.pending === 0 ? Promise.resolve() : writer.flush();
      work.catch(() => undefined).finally(flushAgain);
    });
  };
  const signAgain = (): void => {
    cancelSign = clock.after(parts.checkpointIntervalMs, () => {
      sign()
        .catch(() => undefined)
        .finally(signAgain);
    });
  };

  const status = (): LedgerStatus => {
    const tampered = checker.faultCount > 0;
    const failing = writer.failing || signFailing;
    return {
      condition: stopped !== undefined ? 'stopped' : tampered ? 'tampered' : failing ? 'failing' : 'sound',
      faults: checker.faults,
      faultCount: checker.faultCount,
      size: writer.size,
      signedSize: heads.signed?.size ?? 0,
      signedAt: heads.signedAt,
      pending: writer.pending,
      refused: writer.refused,
      writeFailures: writer.failures,
      checked: checker.checked,
      checkedAt: checker.checkedAt,
    };
  };

  for (const fault of parts.faults) checker.report(fault);
  if (stopped === undefined) {
    await checker.start();
    await announce();
    // A retired key's line goes, else a report made now would carry one that its policy does not name.
    if (!heads.isCurrent) await sign().catch(() => undefined);
    flushAgain();
    signAgain();
  } else {
    checker.report(stopped);
    writer.stop();
  }

  const record: Ledger['record'] = async (index) => {
    const read = await reader.record(index);
    const signed = heads.signed;
    if (read === undefined || (read.ok && (signed === undefined || index >= signed.size))) return read;
    const checked = read.ok && signed !== undefined ? await underHead(read, index, signed) : read;
    if (!checked.ok) checker.report(checked.fault);
    return checked;
  };

  /** Somebody who altered an entry may have altered its leaf too; the head is signed. */
  const underHead = async (
    read: Checked<LedgerRecord>,
    index: number,
    { size, root }: TreeHead,
  ): Promise<Checked<LedgerRecord>> => {
    const [leaf, proof] = [await tree.leaf(index), await tree.inclusion(index, size)];
    return verifyInclusion(nodeHash, { index, size, leaf, proof, root })
      ? read
      : faulty('not-included', { index, size });
  };

  const readTile: ReadTile = (level, number) => tree.tile(level, number);

  const policy = (): string =>
    formatPolicy({
      logs: keys.logSigners.map(({ key }) => formatVerifierKey(key)),
      witnesses: witnessKeys.map((key) => ({ name: key.name, vkey: formatVerifierKey(key) })),
      needed: Math.min(parts.quorum ?? 0, witnessKeys.length),
    });

  // For those who read the folder beside us.
  if (stopped === undefined) await replaceFile(join(folder, 'policy'), policy());

  return {
    opened,
    origin: keys.origin,
    logKeys: keys.logKeys.map(formatVerifierKey),
    collectorKey: formatVerifierKey(keys.collector.key),
    append,
    async flush() {
      refuseWhenStopped();
      await writer.flush();
    },
    async sign() {
      refuseWhenStopped();
      await sign();
    },
    head: () => ({ origin: keys.origin, size: writer.size, root: writer.root }),
    checkpoint() {
      const newest = heads.newest();
      return newest === undefined ? undefined : formatCheckpoint(newest);
    },
    cosigned() {
      const newest = heads.cosigned();
      return newest === undefined ? undefined : formatCheckpoint(newest);
    },
    async proof(index, options = {}) {
      const head = options.cosigned === true ? heads.cosigned() : heads.newest();
      if (head === undefined || !(Number.isSafeInteger(index) && index >= 0 && index < head.size)) return undefined;
      const proof = await tree.inclusion(index, head.size);
      return formatTlogProof({ index, proof, checkpoint: formatCheckpoint(head) });
    },
    inclusion: (index, size) => tree.inclusion(index, size),
    consistency: (from, to) => tree.consistency(from, to),
    root: (size) => tree.subtree(0, size),
    entry: (index) => reader.entry(index),
    record,
    records: (query) => reader.records(query),
    entries: (from, to, kinds) => reader.entries(from, to, kinds),
    putBlob: (bytes) =>
      blobs.put(bytes).catch((error: unknown) => {
        throw ledgerError('write', { folder }, error);
      }),
    blob: (sha256) => blobs.get(sha256),
    async exportTiles(target) {
      const checkpoint = heads.newest();
      if (checkpoint === undefined) throw ledgerError('stopped', { folder });
      return exportTiles({ folder: target, checkpoint, policy: policy(), bundle: reader.bundle, tile: readTile });
    },
    async addCosignatures(text) {
      const taken = await heads.take(text);
      if (!taken.ok) return taken;
      for (const { witness, atSeconds } of taken.value) {
        const cosignedAt = new Date(atSeconds * 1000).toISOString();
        const size = heads.cosigned()?.size ?? 0;
        append({ kind: 'witness', subject: `witness ${witness.name}`, body: { key: witness.id, size, cosignedAt } });
      }
      return fine(taken.value.map(({ witness }) => witness.name));
    },
    policy,
    status,
    check: () => checker.round(),
    close() {
      closed ??= (async () => {
        cancelFlush();
        cancelSign();
        checker.stop();
        try {
          if (stopped === undefined) await sign();
        } finally {
          writer.stop();
          await writer.alone(async () => {
            await segments.close();
            await tree.close();
            await summaries.close();
          });
          await parts.unlock();
        }
      })();
      return closed;
    },
  };
}

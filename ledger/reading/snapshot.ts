import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeHash, nodeSha256, verifyEd25519 } from '../crypto.ts';
import { readText } from '../files/disk.ts';
import { readKnownKeys } from '../keys/custody.ts';
import { limits } from '../limits.ts';
import { ledgerError } from '../problem.ts';
import {
  type Checked,
  type Checkpoint,
  equal,
  type Fault,
  faulty,
  fine,
  hashBytes,
  openNote,
  type Policy,
  parseCheckpoint,
  parsePolicy,
  splitBundle,
  subtreeHash,
  tileWidth,
  type VerifierKey,
} from '../verify/index.ts';

/** The signed part of a ledger's folder, read beside whoever writes it: what lies under a signed head never changes. */
export interface Snapshot {
  readonly checkpoint: Checkpoint;
  readonly policy: string;
  /** As tlog-policy, for checking. */
  readonly trusted: Policy;
  readonly logKeys: readonly VerifierKey[];
  readonly collectorKeys: readonly VerifierKey[];
  tile(level: number, number: number): Promise<Uint8Array>;
  bundle(number: number): Promise<readonly Uint8Array[] | undefined>;
}

/**
 * Reads the head of a ledger's folder. A head that none of its keys signed is a fault.
 * @throws UserError when the folder holds no ledger that has signed.
 */
export async function openSnapshot(folder: string): Promise<Checked<Snapshot>> {
  const [text, policy] = [
    await readText(join(folder, 'checkpoint')).catch(() => undefined),
    await readText(join(folder, 'policy')).catch(() => undefined),
  ];
  if (text === undefined || policy === undefined) throw ledgerError('no-ledger', { folder });
  const checkpoint = parseCheckpoint(text);
  const known = await readKnownKeys(join(folder, 'keys.public'));
  const keysOf = (role: 'log' | 'collector') =>
    known
      .filter((each) => each.role === role)
      .map(({ key }) => key)
      .toReversed();
  const trusted = parsePolicy(policy, nodeSha256);
  if (checkpoint === undefined || !(await openNote(checkpoint.note, keysOf('log'), verifyEd25519)).ok)
    return faulty('head-wrong');
  if (!trusted.ok) return trusted;
  const { size } = checkpoint;

  const bundle: Snapshot['bundle'] = async (number) => {
    const begin = await startOf(folder, number);
    const perSegment = limits.entriesPerSegment / tileWidth;
    const isLast = (number + 1) * tileWidth >= size || (number + 1) % perSegment === 0;
    // Behind the last one lies what is not signed yet: as much is read as a bundle can have.
    const end = isLast ? begin + tileWidth * 65_537 : await startOf(folder, number + 1);
    const name = `${String(Math.floor(number / perSegment)).padStart(6, '0')}.entries`;
    const bytes = await readPart(join(folder, name), begin, end - begin);
    const count = Math.min(tileWidth, size - number * tileWidth);
    return splitBundle(bytes, count);
  };
  return fine({
    checkpoint,
    policy,
    trusted: trusted.value,
    logKeys: keysOf('log'),
    collectorKeys: keysOf('collector'),
    bundle,
    tile: (level, number) => {
      const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - number * tileWidth);
      const begin = number * tileWidth * hashBytes;
      return readPart(join(folder, 'tree', `level-${level}`), begin, Math.max(0, width) * hashBytes);
    },
  });
}

/**
 * Holds a snapshot to a head that was remembered elsewhere, before the snapshot was read: the fault where the ledger is shorter,
 * another one, or does not go on from it.
 */
export async function againstRemembered(
  { checkpoint, logKeys, tile }: Snapshot,
  remembered: string,
): Promise<Fault | undefined> {
  const { origin, size, root } = checkpoint;
  const before = parseCheckpoint(remembered);
  const ours = before?.origin === origin && (await openNote(before.note, logKeys, verifyEd25519)).ok;
  if (before === undefined || !ours) return faulty('replaced').fault;
  const params = { signed: before.size, size };
  if (size < before.size) return faulty('rolled-back', params).fault;
  const then = await subtreeHash(nodeHash, tile, 0, before.size).catch(() => undefined);
  if (then === undefined || !equal(then, before.root)) return faulty('forked', params).fault;
  return size === before.size && !equal(root, before.root) ? faulty('forked', params).fault : undefined;
}

async function startOf(folder: string, bundle: number): Promise<number> {
  const bytes = await readPart(join(folder, 'bundles'), bundle * 8, 8);
  return bytes.length === 8 ? Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0)) : 0;
}

/** What is there of a part of a file; nothing where there is no file. */
async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return new Uint8Array(0);
  try {
    const there = Math.max(0, Math.min(length, (await handle.stat()).size - offset));
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(there), 0, there, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A file of the tlog-tiles export that this ledger would give, for `verifyExport`. */
export async function exportFile(snapshot: Snapshot, path: string): Promise<Uint8Array | undefined> {
  const [, level = '', digits = ''] = /^tile\/(entries|\d+)\/([x\d/]+?)(?:\.p\/\d+)?$/.exec(path) ?? [];
  const number = Number(digits.replace(/[x/]/g, ''));
  if (level !== 'entries') {
    const tile = await snapshot.tile(Number(level), number);
    return tile.length === 0 ? undefined : tile;
  }
  const entries = await snapshot.bundle(number);
  if (entries === undefined) return undefined;
  return Buffer.concat(entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]));
}

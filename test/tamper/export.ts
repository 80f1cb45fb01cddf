import { createPrivateKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  equal,
  formatNote,
  formatPolicy,
  formatVerifierKey,
  newPrivateKey,
  nodeHash,
  nodeSha256,
  parseNote,
  parsePolicy,
  signerOf,
  splitBundle,
  splitTile,
  type TreeHead,
  type VerifierKey,
  verifyCheckpoint,
  verifyEd25519,
  verifyExport,
} from '../../ledger/index.ts';
import {
  changeByte,
  type Files,
  insertPiece,
  linesOf,
  type Mutated,
  type MutationKind,
  type Random,
  removePiece,
  rollBack,
  type Split,
  swapPieces,
} from './mutate.ts';

/** The files of an export of the ledger, by their path with slashes. */
export async function readExport(folder: string): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split(sep).join('/'), await readFile(path));
  }
  return files;
}

/** Records of a bundle with their length, hashes of a tile, lines of anything else. */
const split: Split = (name, bytes) => {
  if (name.startsWith('tile/entries/')) {
    return (splitBundle(bytes) ?? []).map((entry) =>
      Buffer.concat([Uint8Array.of(entry.length >> 8, entry.length & 255), entry]),
    );
  }
  return name.startsWith('tile/') ? splitTile(bytes) : linesOf(name, bytes);
};

export function mutateExport(
  files: Files,
  older: Files,
  key: VerifierKey,
  kind: MutationKind,
  random: Random,
): Mutated {
  switch (kind) {
    case 'byte':
      return changeByte(files, random);
    case 'removal':
      return removePiece(files, random, split);
    case 'reorder':
      return swapPieces(files, random, split);
    case 'insert':
      return insertPiece(files, random, split);
    case 'rollback':
      return rollBack(files, older, random);
    case 'key-swap': {
      const forger = signerOf(createPrivateKey(newPrivateKey()), key.name);
      const { text = '' } = parseNote(Buffer.from(files.get('checkpoint') ?? []).toString()) ?? {};
      const signature = forger.signNote(text);
      const id = random() < 0.5 ? key.id : signature.id;
      const swapped = new Map(files).set(
        'checkpoint',
        Buffer.from(formatNote({ text, signatures: [{ ...signature, id }] })),
      );
      const policy = formatPolicy({ logs: [formatVerifierKey(forger.key)], witnesses: [], needed: 0 });
      if (random() < 0.5) swapped.set('policy', Buffer.from(policy));
      return { files: swapped, what: 'keys swapped' };
    }
  }
}

/** What an auditor has who was here before: the policy of the first visit and the head that was seen last. */
export interface Auditor {
  readonly policy: string;
  readonly seen: TreeHead;
}

/** Whether an export is whole, signed as the auditor's policy asks, and continues the head that was seen last. */
export async function exportIsSound(files: Files, { policy, seen }: Auditor): Promise<boolean> {
  if (Buffer.from(files.get('policy') ?? []).toString() !== policy) return false;
  const trusted = parsePolicy(policy, nodeSha256);
  if (!trusted.ok) return false;
  const checkpoint = Buffer.from(files.get('checkpoint') ?? []).toString();
  // A signature more than those of the policy's keys says nothing, but nobody of ours wrote it.
  const signatures = parseNote(checkpoint)?.signatures.map(({ name, id }) => `${name} ${id}`) ?? [];
  if (new Set(signatures).size !== signatures.length) return false;
  const head = await verifyCheckpoint(checkpoint, trusted.value, verifyEd25519);
  if (!head.ok || head.value.size < seen.size) return false;
  if (head.value.size === seen.size && !equal(head.value.root, seen.root)) return false;
  const { faults } = await verifyExport({ head: head.value, hash: nodeHash, read: async (path) => files.get(path) });
  return faults.length === 0;
}

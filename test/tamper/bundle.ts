import { createPrivateKey } from 'node:crypto';
import type { Bundle } from '../../audit/report/bundle/make.ts';
import { fileNames } from '../../audit/report/bundle/parts.ts';
import { verifyBundle } from '../../audit/report/verify/core.ts';
import {
  formatNote,
  formatPolicy,
  formatVerifierKey,
  newPrivateKey,
  nodeSha256,
  parseNote,
  signerOf,
  type TreeHead,
  type VerifierKey,
  verifyEd25519,
} from '../../ledger/index.ts';
import {
  changeByte,
  type Files,
  insertPiece,
  linesOf,
  type Mutated,
  type MutationKind,
  pick,
  type Random,
  removePiece,
  rollBack,
  swapPieces,
} from './mutate.ts';

/** Makes one random change of a kind in a report bundle. */
export function mutateBundle(
  bundle: Bundle,
  older: Bundle,
  key: VerifierKey,
  kind: MutationKind,
  random: Random,
): Mutated {
  const { files } = bundle;
  switch (kind) {
    case 'byte':
      return changeByte(files, random);
    case 'removal':
      return removePiece(files, random, linesOf);
    case 'reorder':
      return swapPieces(files, random, linesOf);
    case 'insert': {
      if (random() > 0.1) return insertPiece(files, random, linesOf);
      const name = pick(random, ['notes.txt', 'report2.json', 'x']);
      return { files: new Map(files).set(name, Buffer.from('{}')), what: `${name}: new file` };
    }
    case 'rollback':
      return rollBack(files, older.files, random);
    case 'key-swap':
      return swapKey(files, key, random);
  }
}

/** Signs every head anew with a key of one's own and puts it into the policy, or only does one of these. */
function swapKey(files: Files, key: VerifierKey, random: Random): Mutated {
  const forger = signerOf(createPrivateKey(newPrivateKey()), key.name);
  const swapped = new Map(files);
  const text = (name: string): string => Buffer.from(files.get(name) ?? new Uint8Array()).toString();
  const how = 1 + Math.floor(random() * 7);
  const resign = (note: string): string => {
    const { text: body = '' } = parseNote(note) ?? {};
    const signature = forger.signNote(body);
    // Sometimes under the very name and id of the true key.
    const id = random() < 0.5 ? key.id : signature.id;
    return formatNote({ text: body, signatures: [{ ...signature, id }] });
  };
  if (how & 1) swapped.set(fileNames.checkpoint, Buffer.from(resign(text(fileNames.checkpoint))));
  if (how & 2) {
    const proof = text(fileNames.recordProof);
    const split = proof.indexOf('\n\n') + 2;
    swapped.set(fileNames.recordProof, Buffer.from(proof.slice(0, split) + resign(proof.slice(split))));
  }
  if (how & 4) {
    const policy = formatPolicy({ logs: [formatVerifierKey(forger.key)], witnesses: [], needed: 0 });
    swapped.set(fileNames.policy, Buffer.from(policy));
  }
  return { files: swapped, what: `keys swapped (${how})` };
}

/** Whether a bundle is sound for an auditor who knows the key and the head that was seen last. */
export async function bundleIsSound(files: Files, key: VerifierKey, seen: TreeHead): Promise<boolean> {
  return (await verifyBundle({ files, key, seen, sha256: nodeSha256, verify: verifyEd25519 })).ok;
}

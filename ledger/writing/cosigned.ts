import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder, readText, replaceFile } from '../files/disk.ts';
import {
  type Checkpoint,
  formatNote,
  formatSignature,
  type NoteSignature,
  parseCheckpoint,
  type VerifierKey,
} from '../verify/index.ts';

/** The newest head that each witness cosigned, in a file of its own. */
export interface Cosigned {
  /** The newest cosigned head, with every cosignature on it; undefined when there is none. */
  newest(): Checkpoint | undefined;
  /** Cosignatures on a head of that size. */
  at(size: number): readonly NoteSignature[];
  /** Keeps a head that this witness cosigned, when it is newer than the one before. */
  keep(witness: VerifierKey, checkpoint: Checkpoint): Promise<void>;
}

export async function openCosigned(folder: string): Promise<Cosigned> {
  const kept = new Map<string, Checkpoint>();
  await mkdir(folder, { recursive: true, mode: privateFolder });
  for (const name of await readdir(folder)) {
    // What a kill left of a file in the making is no head.
    if (name.endsWith('.new')) continue;
    const checkpoint = parseCheckpoint((await readText(join(folder, name))) ?? '');
    if (checkpoint !== undefined) kept.set(name, checkpoint);
  }
  const at: Cosigned['at'] = (size) => {
    const lines = new Map<string, NoteSignature>();
    for (const { size: other, note, origin } of kept.values()) {
      if (other !== size) continue;
      for (const signature of note.signatures) {
        if (signature.name !== origin) lines.set(formatSignature(signature), signature);
      }
    }
    return [...lines.values()];
  };
  return {
    at,
    newest() {
      const [newest] = [...kept.values()].sort((a, b) => b.size - a.size);
      if (newest === undefined) return undefined;
      const own = newest.note.signatures.filter(({ name }) => name === newest.origin);
      const note = { text: newest.note.text, signatures: [...own, ...at(newest.size)] };
      return { ...newest, note };
    },
    async keep({ id }, checkpoint) {
      if ((kept.get(id)?.size ?? -1) > checkpoint.size) return;
      await replaceFile(join(folder, id), formatNote(checkpoint.note));
      kept.set(id, checkpoint);
    },
  };
}

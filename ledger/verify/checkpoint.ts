import { fromBase64, parseCount, toBase64 } from './bytes.ts';
import { type Hash, hashBytes } from './hash.ts';
import { formatNote, type Note, parseNote } from './note.ts';

/** The head of a tree, as a log states it (C2SP tlog-checkpoint). */
export interface TreeHead {
  /** Which log: the same as the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

export interface Checkpoint extends TreeHead {
  readonly note: Note;
}

export function formatTreeHead({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads a checkpoint without checking its signatures; undefined when it is none. Extension lines are let through, unread. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const note = parseNote(text);
  const [origin = '', sizeText = '', rootText = '', ...rest] = note?.text.slice(0, -1).split('\n') ?? [];
  const size = parseCount(sizeText);
  const root = fromBase64(rootText);
  if (note === undefined || origin === '' || size === undefined || root?.length !== hashBytes) return undefined;
  if (rest.includes('')) return undefined;
  return { origin, size, root, note };
}

export function formatCheckpoint({ note }: Checkpoint): string {
  return formatNote(note);
}

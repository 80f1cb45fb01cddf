/** Random changes of a set of files, of the kinds that somebody who wishes to hide something would make. */
export const mutationKinds = ['byte', 'removal', 'reorder', 'insert', 'rollback', 'key-swap'] as const;
export type MutationKind = (typeof mutationKinds)[number];

export type Files = ReadonlyMap<string, Uint8Array>;

export interface Mutated {
  readonly files: Files;
  /** What was done and where, for when it goes unseen. */
  readonly what: string;
}

/** Numbers from 0 up to 1. */
export type Random = () => number;

export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

function replaced(files: Files, name: string, bytes: Uint8Array, what: string): Mutated {
  return { files: new Map(files).set(name, bytes), what: `${name}: ${what}` };
}

function without(files: Files, name: string): Mutated {
  const left = new Map(files);
  left.delete(name);
  return { files: left, what: `${name}: removed` };
}

/** One bit or more of one byte is another. */
export function changeByte(files: Files, random: Random): Mutated {
  const name = pick(
    random,
    [...files.keys()].filter((each) => (files.get(each)?.length ?? 0) > 0),
  );
  const bytes = Uint8Array.from(files.get(name) ?? []);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255));
  return replaced(files, name, bytes, `byte ${at}`);
}

/** Whole pieces: lines of a text, records of a bundle, hashes of a tile, else single bytes. */
export type Split = (name: string, bytes: Uint8Array) => readonly Uint8Array[];

export function removePiece(files: Files, random: Random, split: Split): Mutated {
  const name = pick(random, [...files.keys()]);
  const pieces = split(name, files.get(name) ?? new Uint8Array());
  if (random() < 0.2 || pieces.length < 2) return without(files, name);
  const at = Math.floor(random() * pieces.length);
  return replaced(files, name, Buffer.concat(pieces.toSpliced(at, 1)), `piece ${at} removed`);
}

export function swapPieces(files: Files, random: Random, split: Split): Mutated {
  for (;;) {
    const name = pick(random, [...files.keys()]);
    const pieces = [...split(name, files.get(name) ?? new Uint8Array())];
    const [a, b] = [Math.floor(random() * pieces.length), Math.floor(random() * pieces.length)];
    const [left, right] = [pieces[a], pieces[b]];
    if (left === undefined || right === undefined || Buffer.from(left).equals(right)) continue;
    [pieces[a], pieces[b]] = [right, left];
    const bytes = Buffer.concat(pieces);
    if (!bytes.equals(files.get(name) ?? new Uint8Array()))
      return replaced(files, name, bytes, `pieces ${a} and ${b} swapped`);
  }
}

export function insertPiece(files: Files, random: Random, split: Split): Mutated {
  const name = pick(random, [...files.keys()]);
  const pieces = split(name, files.get(name) ?? new Uint8Array());
  const at = Math.floor(random() * (pieces.length + 1));
  const copied = pieces.length > 0 && random() < 0.6;
  const piece = copied ? pick(random, pieces) : Uint8Array.of(Math.floor(random() * 256));
  const bytes = Buffer.concat(pieces.toSpliced(at, 0, piece));
  return replaced(files, name, bytes, `${copied ? 'a copy' : 'a byte'} inserted at ${at}`);
}

/** Some or all of the files that differ in an older set are put in place of the newer ones. */
export function rollBack(files: Files, older: Files, random: Random): Mutated {
  const differing = [...files.keys()].filter((name) => {
    const old = older.get(name);
    return old !== undefined && !Buffer.from(old).equals(files.get(name) ?? new Uint8Array());
  });
  const all = random() < 0.5;
  const chosen = all ? differing : differing.filter(() => random() < 0.4);
  if (chosen.length === 0) chosen.push(pick(random, differing));
  const back = new Map(files);
  for (const name of chosen) back.set(name, older.get(name) ?? new Uint8Array());
  return { files: back, what: `set back: ${chosen.join(', ')}` };
}

export function linesOf(_name: string, bytes: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1');
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => Buffer.from(line, 'latin1'));
}

import { equal } from './bytes.ts';
import type { TreeHead } from './checkpoint.ts';
import { type Fault, faulty } from './fault.ts';
import { type Hash, hashBytes, type TreeHash } from './hash.ts';
import { CompactRange } from './range.ts';
import { readRecord } from './record.ts';
import { levelsOf, splitBundle, splitTile, tilePath, tilesOf, tileWidth } from './tiles.ts';

/** What a check of a whole export found; it is sound when there are no faults. */
export interface ExportCheck {
  readonly entries: number;
  readonly faults: readonly Fault[];
}

/** Faults named before the check gives up naming more. */
const mostFaults = 100;
const heightOfTile = 8;

/**
 * Checks a whole tlog-tiles export against a head that is already trusted: makes the tree anew from the entries, compares
 * every tile with it, reads every record. Each fault names its place. Memory does not grow with the size.
 */
export async function verifyExport(options: {
  readonly head: TreeHead;
  readonly hash: TreeHash;
  /** Bytes of a file of the export by its path; undefined when there is none. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Called for each entry with its place, for checks of one's own. */
  readonly onEntry?: (entry: Uint8Array, index: number) => void;
}): Promise<ExportCheck> {
  const { head, hash, read, onEntry } = options;
  const faults: Fault[] = [];
  const fault = (name: string, params: NonNullable<Fault['params']>): void => {
    if (faults.length < mostFaults) faults.push(faulty(name, params).fault);
  };
  const range = new CompactRange(hash);
  /** Of each level, the hashes of the tile that is being made. */
  const open: Hash[][] = Array.from({ length: levelsOf(head.size) }, () => []);

  const hashesAt = async (level: number, number: number, width: number): Promise<readonly Hash[] | undefined> => {
    const path = tilePath(level, number, width);
    const tile = await read(path);
    if (tile === undefined) fault('file-missing', { path });
    else if (tile.length !== width * hashBytes) fault('tile-length', { path });
    else return splitTile(tile);
    return undefined;
  };

  const compare = async (level: number, number: number, made: readonly Hash[]): Promise<void> => {
    const hashes = await hashesAt(level, number, made.length);
    const wrong = hashes === undefined ? -1 : made.findIndex((each, index) => !isSame(each, hashes[index]));
    if (wrong >= 0)
      fault('tile-wrong', { path: tilePath(level, number, made.length), index: number * tileWidth + wrong });
  };

  /**
   * The leaves to go on with. Where entries and their tile differ, the node above the tile says which of the two was changed; so
   * an altered entry is named by its place, and what stands above it is not.
   */
  const leavesOf = async (number: number, entries: readonly Uint8Array[]): Promise<readonly Hash[]> => {
    const made = entries.map((entry) => hash.leaf(entry));
    const tile = await hashesAt(0, number, made.length);
    if (tile === undefined) return made;
    const wrong = made.flatMap((leaf, offset) => (isSame(leaf, tile[offset]) ? [] : [offset]));
    const [first] = wrong;
    if (first === undefined) return made;
    const path = tilePath(0, number, made.length);
    if (await isAbove(number, made)) {
      fault('tile-wrong', { path, index: number * tileWidth + first });
      return made;
    }
    for (const offset of wrong) fault('entry-altered', { index: number * tileWidth + offset });
    return tile;
  };

  const isAbove = async (number: number, leaves: readonly Hash[]): Promise<boolean> => {
    const whole = new CompactRange(hash);
    for (const leaf of leaves) whole.append(leaf);
    if (leaves.length < tileWidth) {
      // The last bundle has no node above it: it ends the tree.
      const end = new CompactRange(hash, range.size, range.nodes);
      for (const leaf of leaves) end.append(leaf);
      return equal(end.root(), head.root);
    }
    const [at, offset] = [Math.floor(number / tileWidth), number % tileWidth];
    const width = Math.min(tileWidth, Math.floor(head.size / tileWidth) - at * tileWidth);
    const above = await read(tilePath(1, at, width));
    return isSame(whole.root(), above?.subarray(offset * hashBytes, (offset + 1) * hashBytes));
  };

  for (const { number, width } of tilesOf(0, head.size)) {
    const path = tilePath('entries', number, width);
    const bytes = await read(path);
    const entries = bytes === undefined ? undefined : splitBundle(bytes);
    if (bytes === undefined) fault('file-missing', { path });
    else if (entries?.length !== width) fault('bundle-form', { path });
    if (entries?.length !== width) return { entries: range.size, faults };
    for (const [offset, entry] of entries.entries()) {
      const index = number * tileWidth + offset;
      const record = readRecord(entry, index);
      if (!record.ok) fault(record.fault.key.slice('ledger.fault.'.length), record.fault.params ?? {});
      onEntry?.(entry, index);
    }
    for (const leaf of await leavesOf(number, entries)) {
      range.append(leaf, (node, height) => {
        if (height > 0 && height % heightOfTile === 0) open[height / heightOfTile]?.push(node);
      });
    }
    for (const [level, made] of open.entries()) {
      if (level === 0) continue;
      if (made.length < tileWidth) break;
      await compare(level, Math.floor((number + 1) / tileWidth ** level) - 1, made);
      open[level] = [];
    }
  }
  for (const [level, made] of open.entries()) {
    if (made.length > 0) await compare(level, Math.floor(head.size / tileWidth ** (level + 1)), made);
  }
  if (!equal(range.root(), head.root)) fault('root-wrong', { size: head.size });
  return { entries: range.size, faults };
}

function isSame(made: Hash, found: Uint8Array | undefined): boolean {
  return found !== undefined && equal(made, found);
}

import { equal } from './bytes.ts';
import type { TreeHead } from './checkpoint.ts';
import { type Fault, faulty } from './fault.ts';
import type { Hash, TreeHash } from './hash.ts';
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

  const compare = async (level: number, number: number, made: readonly Hash[]): Promise<void> => {
    const path = tilePath(level, number, made.length);
    const tile = await read(path);
    if (tile === undefined) return fault('file-missing', { path });
    if (tile.length !== made.length * 32) return fault('tile-length', { path });
    const hashes = splitTile(tile);
    const wrong = made.findIndex((each, index) => !equal(each, hashes[index] ?? each.subarray(1)));
    if (wrong >= 0) fault('tile-wrong', { path, index: number * tileWidth + wrong });
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
      range.append(hash.leaf(entry), (node, height) => {
        if (height % heightOfTile === 0) open[height / heightOfTile]?.push(node);
      });
    }
    for (const [level, made] of open.entries()) {
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

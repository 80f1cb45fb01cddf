import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeHash } from '../crypto.ts';
import { ledgerError } from '../problem.ts';
import {
  type Checkpoint,
  CompactRange,
  equal,
  type Fault,
  faulty,
  formatCheckpoint,
  levelsOf,
  type ReadTile,
  splitTile,
  tilePath,
  tilesOf,
  tileWidth,
} from '../verify/index.ts';

/** What was written, and what of it is not as it was signed. */
export interface Exported {
  readonly size: number;
  readonly files: number;
  /** At most 100, each with its place; the export shows the same. */
  readonly faults: readonly Fault[];
}

const mostFaults = 100;

/**
 * Writes the log under a signed head as C2SP tlog-tiles: `checkpoint`, `tile/`, and beside them `policy`. The checkpoint is
 * written last, so that an export that was broken off is not taken for a whole one. Each entry is compared with its leaf and the
 * leaves with the head: what was altered is exported as it is, and named.
 * @throws UserError when the folder cannot be written.
 */
export async function exportTiles(options: {
  readonly folder: string;
  readonly checkpoint: Checkpoint;
  readonly policy: string;
  readonly bundle: (number: number) => Promise<readonly Uint8Array[] | undefined>;
  readonly tile: ReadTile;
}): Promise<Exported> {
  const { folder, checkpoint, policy, bundle, tile } = options;
  const { size } = checkpoint;
  let files = 0;
  const put = async (path: string, bytes: string | Uint8Array): Promise<void> => {
    const file = join(folder, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    } catch (error) {
      throw ledgerError('folder', { folder }, error);
    }
    files += 1;
  };
  const faults: Fault[] = [];
  const found = (name: string, params: NonNullable<Fault['params']>): void => {
    if (faults.length < mostFaults) faults.push(faulty(name, params).fault);
  };
  const range = new CompactRange(nodeHash);
  for (const { number, width } of tilesOf(0, size)) {
    const first = number * tileWidth;
    const entries = (await bundle(number))?.slice(0, width);
    const leaves = splitTile(await tile(0, number)).slice(0, width);
    for (const leaf of leaves) range.append(leaf);
    if (leaves.length < width) found('tree-broken', { first: first + leaves.length });
    // What cannot be read is left out: the export shows the same fault as the ledger.
    if (entries === undefined) {
      found('entries-broken', { first, last: first + width - 1 });
      continue;
    }
    for (const [offset, entry] of entries.entries()) {
      const leaf = leaves[offset];
      if (leaf !== undefined && !equal(nodeHash.leaf(entry), leaf)) found('entry-altered', { index: first + offset });
    }
    const framed = entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]);
    await put(tilePath('entries', number, width), Buffer.concat(framed));
  }
  if (range.size !== size || !equal(range.root(), checkpoint.root)) found('root-wrong', { size });
  for (let level = 0; level < levelsOf(size); level++) {
    for (const { number, width } of tilesOf(level, size)) {
      await put(tilePath(level, number, width), (await tile(level, number)).subarray(0, width * 32));
    }
  }
  await put('policy', policy);
  await put('checkpoint', formatCheckpoint(checkpoint));
  return { size, files, faults };
}

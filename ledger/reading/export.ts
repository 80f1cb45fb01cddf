import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TreeFiles } from '../files/tree.ts';
import { type Checkpoint, formatCheckpoint, levelsOf, tilePath, tilesOf } from '../verify/index.ts';
import type { Reader } from './reader.ts';

/**
 * Writes the log under a signed head as C2SP tlog-tiles: `checkpoint`, `tile/`, and beside them `policy`. The checkpoint is
 * written last, so that an export that was broken off is not taken for a whole one.
 */
export async function exportTiles(options: {
  readonly folder: string;
  readonly checkpoint: Checkpoint;
  readonly policy: string;
  readonly reader: Reader;
  readonly tree: TreeFiles;
}): Promise<{ readonly size: number; readonly files: number }> {
  const { folder, checkpoint, policy, reader, tree } = options;
  const { size } = checkpoint;
  let files = 0;
  const put = async (path: string, bytes: string | Uint8Array): Promise<void> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, 'w');
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    files += 1;
  };
  for (const { number, width } of tilesOf(0, size)) {
    const entries = (await reader.bundle(number))?.slice(0, width);
    // What is broken is left out: the export shows the same fault as the ledger.
    if (entries === undefined) continue;
    const bundle = entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]);
    await put(tilePath('entries', number, width), Buffer.concat(bundle));
  }
  for (let level = 0; level < levelsOf(size); level++) {
    for (const { number, width } of tilesOf(level, size)) {
      const tile = await tree.tile(level, number);
      await put(tilePath(level, number, width), tile.subarray(0, width * 32));
    }
  }
  await put('policy', policy);
  await put('checkpoint', formatCheckpoint(checkpoint));
  return { size, files };
}

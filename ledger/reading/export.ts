import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ledgerError } from '../problem.ts';
import { type Checkpoint, formatCheckpoint, levelsOf, type ReadTile, tilePath, tilesOf } from '../verify/index.ts';

/**
 * Writes the log under a signed head as C2SP tlog-tiles: `checkpoint`, `tile/`, and beside them `policy`. The checkpoint is
 * written last, so that an export that was broken off is not taken for a whole one.
 * @throws UserError when the folder cannot be written.
 */
export async function exportTiles(options: {
  readonly folder: string;
  readonly checkpoint: Checkpoint;
  readonly policy: string;
  readonly bundle: (number: number) => Promise<readonly Uint8Array[] | undefined>;
  readonly tile: ReadTile;
}): Promise<{ readonly size: number; readonly files: number }> {
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
  for (const { number, width } of tilesOf(0, size)) {
    const entries = (await bundle(number))?.slice(0, width);
    // What is broken is left out: the export shows the same fault as the ledger.
    if (entries === undefined) continue;
    const framed = entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]);
    await put(tilePath('entries', number, width), Buffer.concat(framed));
  }
  for (let level = 0; level < levelsOf(size); level++) {
    for (const { number, width } of tilesOf(level, size)) {
      await put(tilePath(level, number, width), (await tile(level, number)).subarray(0, width * 32));
    }
  }
  await put('policy', policy);
  await put('checkpoint', formatCheckpoint(checkpoint));
  return { size, files };
}

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeSha256 } from '../crypto.ts';
import { type BlobRef, toHex } from '../verify/index.ts';
import { privateFolder, replaceFile } from './disk.ts';

/** Larger pieces of evidence, each in a file that is named by its SHA-256. */
export interface Blobs {
  /** Resolves when it is on the disk. */
  put(bytes: Uint8Array): Promise<BlobRef>;
  /** Undefined when there is none, or when its content is not what its name says. */
  get(sha256: string): Promise<Uint8Array | undefined>;
}

export function openBlobs(folder: string): Blobs {
  const pathOf = (sha256: string): string => join(folder, 'sha256', sha256.slice(0, 2), sha256.slice(2));
  const get: Blobs['get'] = async (sha256) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
    const bytes = await readFile(pathOf(sha256)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return bytes !== undefined && toHex(nodeSha256(bytes)) === sha256 ? bytes : undefined;
  };
  return {
    get,
    async put(bytes) {
      const sha256 = toHex(nodeSha256(bytes));
      if ((await get(sha256)) === undefined) {
        await mkdir(join(folder, 'sha256', sha256.slice(0, 2)), { recursive: true, mode: privateFolder });
        await replaceFile(pathOf(sha256), bytes);
      }
      return { sha256, bytes: bytes.length };
    },
  };
}

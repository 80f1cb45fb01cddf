import { open } from 'node:fs/promises';
import { privateFile } from '../../../core/index.ts';

/** A file that is written to at its end. */
export interface SpoolFile {
  readonly path: string;
  /** Resolves when all of it is on the disk, whatever happens to the machine then. */
  write(bytes: Uint8Array, at: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes or opens one. */
export type SpoolFiles = (path: string, bytes: number) => Promise<SpoolFile>;

export const createSpoolFile: SpoolFiles = async (path, bytes) => {
  const handle = await open(path, bytes === 0 ? 'w' : 'r+', privateFile);
  return {
    path,
    async write(data, at) {
      for (let done = 0; done < data.length; )
        done += (await handle.write(data, done, data.length - done, at + done)).bytesWritten;
      await handle.datasync();
    },
    close: () => handle.close(),
  };
};

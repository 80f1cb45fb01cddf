import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { privateFile, privateFolder, syncFolder } from '../../core/index.ts';

export { privateFolder, readText, replaceFile, syncFolder } from '../../core/index.ts';

/** A file that only grows: written at its known end, read anywhere, cut back only to what was committed. */
export interface AppendFile {
  /** Bytes that were written and not cut off. */
  readonly bytes: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Bytes that are there of the asked ones. */
  read(offset: number, length: number): Promise<Uint8Array>;
  truncate(bytes: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export async function openAppendFile(path: string): Promise<AppendFile> {
  await mkdir(dirname(path), { recursive: true, mode: privateFolder });
  const handle = await openHandle(path);
  let bytes = (await handle.stat()).size;
  return {
    get bytes() {
      return bytes;
    },
    async write(data) {
      let done = 0;
      while (done < data.length) {
        const { bytesWritten } = await handle.write(data, done, data.length - done, bytes + done);
        done += bytesWritten;
      }
      bytes += done;
    },
    async read(offset, length) {
      // Of its own: a tile that is kept at hand must not keep a slab of the pool, eight times its size.
      const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, bytes - offset)));
      let done = 0;
      while (done < buffer.length) {
        const { bytesRead } = await handle.read(buffer, done, buffer.length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return buffer.subarray(0, done);
    },
    async truncate(wanted) {
      await handle.truncate(wanted);
      bytes = wanted;
    },
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

/** Opened to write anywhere, made when it is not there (`a+` would write at the end whatever the position). */
async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const handle = await open(path, 'wx+', privateFile);
    await syncFolder(dirname(path));
    return handle;
  }
}

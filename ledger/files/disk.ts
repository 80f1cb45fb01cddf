import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

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

const privateFile = 0o600;
export const privateFolder = 0o700;

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

/** Puts a whole file in place of another, or not at all, whatever happens to the machine. */
export async function replaceFile(path: string, data: string | Uint8Array): Promise<void> {
  const making = `${path}.new`;
  const handle = await open(making, 'w', privateFile);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(making, path);
  await syncFolder(dirname(path));
}

/** A file's text; undefined when there is none. */
export async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Makes a new or renamed name in a folder last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** The bytes of a file, or why there are none; `code` is the system's word (EACCES, EISDIR...). */
export type FileRead =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly ok: false; readonly reason: 'missing' | 'too-big' | 'no-file' | 'refused'; readonly code: string };

/**
 * Reads a regular file of at most `maxBytes`. Opened without waiting, so that a pipe or a device in the folder can
 * neither block nor feed without end; never throws.
 */
export async function readFileBounded(path: string, maxBytes: number): Promise<FileRead> {
  try {
    await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile()) return { ok: false, reason: 'no-file', code: '' };
    if (stat.size > maxBytes) return { ok: false, reason: 'too-big', code: 'EFBIG' };
    // One byte of room more than expected, so that a file that grows meanwhile is noticed.
    const buffer = new Uint8Array(Math.min(maxBytes, stat.size) + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > stat.size) return { ok: false, reason: 'refused', code: 'EBUSY' };
    return { ok: true, bytes: buffer.subarray(0, length), mode: stat.mode };
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, reason: 'missing', code };
    if (code === 'EISDIR' || code === 'ENXIO') return { ok: false, reason: 'no-file', code };
    return { ok: false, reason: 'refused', code };
  }
}

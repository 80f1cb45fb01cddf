import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleBounds, unpack } from './unpack.ts';

/** The files of a bundle that lies in a folder or a zip, by name. Undefined when there is none. */
export async function readBundle(path: string): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return found.size > bundleBounds.bytes ? undefined : unpack(await readFile(path));
  if (!found?.isDirectory()) return undefined;
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    // A folder or a link in a bundle is nothing of ours: it shows as a file that is not expected.
    const content = entry.isFile() ? await readFile(join(path, entry.name)) : new Uint8Array();
    bytes += content.length;
    if (files.size >= bundleBounds.files || bytes > bundleBounds.bytes) return undefined;
    files.set(entry.name, content);
  }
  return files;
}

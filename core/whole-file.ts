import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Modes of what is its owner's alone. */
export const privateFile = 0o600;
export const privateFolder = 0o700;

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

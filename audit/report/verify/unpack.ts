import { type Unzipped, unzipSync } from 'fflate';

/** A bundle is small; what is larger is none, and would only fill the memory. */
export const bundleBounds = { files: 100, bytes: 512 * 1024 * 1024 } as const;

/** The files of a zip by their names, without the folder that they lie in. Undefined when it cannot be read, is too large, or names a file twice. */
export function unpack(zip: Uint8Array): ReadonlyMap<string, Uint8Array> | undefined {
  let [bytes, fits] = [0, true];
  // By the directory of the zip: what is read of it is one entry for each path, whichever of two a viewer would show.
  const paths = new Set<string>();
  let entries: Unzipped;
  try {
    entries = unzipSync(zip, {
      filter({ originalSize, name }) {
        if (name.endsWith('/')) return false;
        bytes += originalSize;
        fits &&= !paths.has(name) && paths.size < bundleBounds.files && bytes <= bundleBounds.bytes;
        paths.add(name);
        return fits;
      },
    });
  } catch {
    return undefined;
  }
  if (!fits) return undefined;
  const files = new Map<string, Uint8Array>();
  let folder: string | undefined;
  for (const [path, content] of Object.entries(entries)) {
    const split = path.lastIndexOf('/') + 1;
    const name = path.slice(split);
    // Two files of one name would let one hide the other, and so would a second folder once it is unpacked.
    folder ??= path.slice(0, split);
    if (files.has(name) || folder !== path.slice(0, split)) return undefined;
    files.set(name, content);
  }
  return files;
}

import { type AsyncZippable, zip } from 'fflate';

/** 1 January 1980, as early as a zip can say: the same files give the same zip, whenever it is made. */
const noTime = new Date(1980, 0, 1);

/** A zip of the files, in one folder; packed in other threads, since this one polls a city. */
export function zipOf(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const entries: AsyncZippable = {};
  for (const name of [...files.keys()].sort()) {
    const bytes = files.get(name);
    if (bytes !== undefined)
      entries[`${folder}/${name}`] = [bytes, { level: name.endsWith('.pdf') ? 0 : 6, mtime: noTime }];
  }
  return new Promise((resolve, reject) => {
    zip(entries, (error, packed) => (error === null ? resolve(packed) : reject(error)));
  });
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import type { Mistake } from '../../core/index.ts';
import { Mistakes, readFileBounded, wholeFile } from '../../inventory/index.ts';
import { mibBounds, type RawModule } from './model.ts';
import { type MibNames, namesOf } from './names.ts';
import { parseMib } from './parse-module.ts';

const fileForm = /^[^.][^.]*$|\.(?:mib|my|txt|smi|mi2|asn1)$/i;

/**
 * Reads every MIB file of a folder (and of its folders, one deep). Makers' files have mistakes: what cannot be read is in
 * `mistakes`, each with its place, and everything else gives its names. `isFolder` tells whether there is such a folder at
 * all. Never throws.
 */
export async function loadMibs(
  folder: string,
): Promise<{ isFolder: boolean; names: MibNames; mistakes: readonly Mistake[] }> {
  const mistakes = new Mistakes();
  const modules: RawModule[] = [];
  let octets = 0;
  const found = await filesOf(folder, mistakes);
  const files = found ?? [];
  for (const file of files.slice(0, mibBounds.files)) {
    const read = await readFileBounded(file, mibBounds.fileBytes);
    if (!read.ok) {
      mistakes.addKeyed(wholeFile(file), 'collector.mib.unreadable', { reason: read.code || read.reason });
      continue;
    }
    octets += read.bytes.length;
    if (octets > mibBounds.allBytes) {
      mistakes.addKeyed(wholeFile(file), 'collector.mib.too-big', { limit: mibBounds.allBytes });
      break;
    }
    modules.push(...parseMib({ file, text: textOf(read.bytes), mistakes }));
  }
  if (files.length > mibBounds.files)
    mistakes.addKeyed(wholeFile(folder), 'collector.mib.too-many-files', {
      limit: mibBounds.files,
      count: files.length,
    });
  return { isFolder: found !== undefined, names: namesOf(modules, mistakes), mistakes: mistakes.list() };
}

/** Undefined where the folder itself cannot be read. */
async function filesOf(folder: string, mistakes: Mistakes): Promise<string[] | undefined> {
  const found: string[] = [];
  const look = async (here: string, deep: boolean): Promise<boolean> => {
    try {
      const entries = await readdir(here, { withFileTypes: true });
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(here, entry.name);
        if (entry.isDirectory() && deep) await look(path, false);
        else if (entry.isFile() && fileForm.test(entry.name)) found.push(path);
      }
      return true;
    } catch (thrown) {
      const reason = (thrown as { code?: string }).code ?? 'unknown';
      mistakes.addKeyed(wholeFile(here), 'collector.mib.unreadable', { reason });
      return false;
    }
  };
  return (await look(folder, true)) ? found : undefined;
}

/** UTF-8, or GB18030 as older Chinese makers write their descriptions. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(Buffer.from(bytes), 'gb18030');
  }
}

/** The files of a spool as they are found: which generation is meant, and what stands in it. */
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder } from '../../../core/index.ts';
import type { SpoolGap } from '../record.ts';
import { newName, readName, type SpoolName, writeName } from './notes.ts';
import { findSegment, type Segment } from './segment.ts';

/** The name of the spool in this folder; a new one where there is none. */
export async function nameIn(folder: string): Promise<SpoolName> {
  const known = await readName(folder);
  const name = known ?? newName();
  await mkdir(generationFolder(folder, name), { recursive: true, mode: privateFolder });
  if (known === undefined) await writeName(folder, name);
  return name;
}

export function generationFolder(folder: string, { id, generation }: SpoolName): string {
  return join(folder, `${id}-${generation}`);
}

export function segmentPath(folder: string, name: SpoolName, first: number): string {
  return join(generationFolder(folder, name), `${String(first).padStart(16, '0')}.spool`);
}

/** Removes the folders of generations that were given up. */
export async function removeOthers(folder: string, name: SpoolName): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && path !== generationFolder(folder, name))
      await rm(path, { recursive: true, force: true });
  }
}

/** What stands in the files of a generation. */
export interface FoundGeneration {
  readonly segments: Segment[];
  readonly damaged: readonly SpoolGap[];
  /** Octets of a half-written end that were cut off. */
  readonly tornBytes: number;
}

/** Reads them all: at most what the spool is bounded to. */
export async function openGeneration(folder: string, name: SpoolName): Promise<FoundGeneration> {
  const names = (await readdir(generationFolder(folder, name))).filter((one) => /^\d{16}\.spool$/.test(one)).sort();
  const segments: Segment[] = [];
  const damaged: SpoolGap[] = [];
  let tornBytes = 0;
  for (const [index, one] of names.entries()) {
    const path = join(generationFolder(folder, name), one);
    const found = await findSegment(path);
    const { segment } = found;
    const before = segments.at(-1);
    const isLast = index === names.length - 1;
    if (isLast) tornBytes = found.tailBytes;
    if (segment === undefined || segment.first <= (before?.last ?? name.last)) {
      await rm(path, { force: true });
      continue;
    }
    if (before !== undefined && segment.before !== before.digest && segment.first > before.last + 1)
      damaged.push(damageBetween(before, segment));
    damaged.push(...found.damaged);
    segments.push(segment);
    if (isLast && tornBytes > 0) await cutTo(path, segment.bytes);
  }
  return { segments, damaged, tornBytes };
}

function damageBetween({ last, lastAt }: Segment, { first, firstAt }: Segment): SpoolGap {
  return { from: last + 1, to: first - 1, reason: 'damaged', since: lastAt, until: firstAt };
}

export async function cutTo(path: string, bytes: number): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

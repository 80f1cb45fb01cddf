import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeHash } from '../crypto.ts';
import {
  equal,
  type Fault,
  faulty,
  type LedgerRecord,
  readRecord,
  splitBundle,
  type TreeHead,
  tileWidth,
} from '../verify/index.ts';
import { Segments } from './segments.ts';
import { Summaries } from './summaries.ts';
import { TreeFiles } from './tree.ts';

/** What the folder of a ledger holds, once it is put in order. */
export interface Recovered {
  readonly segments: Segments;
  readonly tree: TreeFiles;
  readonly summaries: Summaries;
  /** Given when the tree does not reach, or contradicts, a head that was signed: nothing of the entries is cut off then. */
  readonly stopped: Fault | undefined;
  readonly recovered: number;
  readonly tornBytes: number;
  /** True when files that are made from the entries had to be made anew. */
  readonly rebuilt: boolean;
}

/**
 * Opens the files as the last signed head left them, takes on every whole record that was written since, and cuts off a
 * half-written end. What was signed is never cut off: entries are synced before a head over them is signed.
 */
export async function recover({
  folder,
  heads,
  now,
}: {
  readonly folder: string;
  /** Heads that this log is known to have signed, the newest first. */
  readonly heads: readonly TreeHead[];
  readonly now: number;
}): Promise<Recovered> {
  const signed = heads[0]?.size ?? 0;
  let rebuilt = false;
  const treeFolder = join(folder, 'tree');
  let { tree, complete } = await TreeFiles.open(treeFolder, nodeHash, signed);
  const treeSound = complete && (heads[0] === undefined || equal(tree.root(), heads[0].root));
  if (!treeSound) {
    rebuilt = true;
    await tree.close();
    // Kept: what the leaves once were may be asked for.
    await rename(treeFolder, `${treeFolder}.broken-${now}`);
    ({ tree } = await TreeFiles.open(treeFolder, nodeHash, 0));
  }
  const opened = await Segments.open(folder, signed);
  const { segments } = opened;
  let summaries = await Summaries.open(folder, signed);
  const end = opened.complete ? await endOfSigned(segments, signed) : undefined;
  if (end === undefined || !treeSound || !summaries.complete) {
    rebuilt = true;
    await segments.rebuild();
    await summaries.summaries.close();
    summaries = await Summaries.open(folder, 0);
  } else {
    segments.resume(signed, end);
    for (const entry of await openBundle(segments, signed)) summaries.summaries.add(traitsOf(entry));
  }

  let recovered = 0;
  for await (const { entry, end: entryEnd } of segments.beyond()) {
    const index = segments.size;
    const record = readRecord(entry, index);
    // Of what was signed the framing alone counts: an altered record shows by its hash.
    if (index >= signed && !record.ok) break;
    if (index >= signed) recovered += 1;
    segments.adopt(entryEnd);
    if (index >= tree.size) tree.append(nodeHash.leaf(entry));
    summaries.summaries.add(record.ok ? { ...record.value, at: Date.parse(record.value.at) } : unreadable);
    if (index % tileWidth === 0) await tree.write();
  }
  await tree.write();
  const stopped = await contradiction(segments, tree, heads);
  const tornBytes = stopped === undefined ? await segments.cut() : 0;
  return { segments, tree, summaries: summaries.summaries, stopped, recovered, tornBytes, rebuilt };
}

/** Stands in a summary for a record that cannot be read any more; its bundle is looked at by every search for starts. */
const unreadable = { kind: 'start', subject: '', at: 0 } as const;

function traitsOf(entry: Uint8Array) {
  try {
    const { kind, subject, at } = JSON.parse(Buffer.from(entry).toString('utf8')) as LedgerRecord;
    return { kind, subject, at: Date.parse(at) };
  } catch {
    return unreadable;
  }
}

/** Where the last signed entry ends in its file; undefined when the entries do not reach. */
async function endOfSigned(segments: Segments, signed: number): Promise<number | undefined> {
  if (signed === 0) return 0;
  const bundle = Math.ceil(signed / tileWidth) - 1;
  const start = segments.startOf(bundle);
  if (start === undefined) return undefined;
  const before = bundle * tileWidth;
  segments.resume(before, start);
  let count = before;
  for await (const { end } of segments.beyond()) {
    count += 1;
    if (count === signed) return end;
  }
  return undefined;
}

/** The entries of the bundle that is not full yet. */
async function openBundle(segments: Segments, signed: number): Promise<readonly Uint8Array[]> {
  if (signed % tileWidth === 0) return [];
  return splitBundle(await segments.bundle(Math.floor(signed / tileWidth))) ?? [];
}

async function contradiction(
  segments: Segments,
  tree: TreeFiles,
  heads: readonly TreeHead[],
): Promise<Fault | undefined> {
  for (const { size, root } of heads) {
    const params = { signed: size, size: Math.min(tree.size, segments.size) };
    if (params.size < size) return faulty('rolled-back', params).fault;
    if (!equal(await tree.subtree(0, size), root)) return faulty('forked', params).fault;
  }
  return undefined;
}

import { backupBounds } from '../limits.ts';
import type { Figures } from '../memory.ts';
import type { ResticFiles } from './open.ts';

interface Node {
  readonly name: string;
  readonly type: string;
  readonly size?: number;
  readonly content?: readonly string[] | null;
  readonly subtree?: string;
  readonly mtime?: string;
}

interface Totals {
  readonly files: number;
  readonly bytes: number;
}

/** What differs between two trees, as far as files go. */
interface Difference {
  added: number;
  changed: number;
  removed: number;
  readonly newBlobs: Set<string>;
  readonly oldBlobs: Set<string>;
}

/** Reads sizes and churn of backups out of trees and index; equal folders are counted once. */
export interface FigureReader {
  /** Undefined when a tree cannot be read, or when it holds more than is walked. `previous`: the tree of the backup before. */
  figures(tree: string, previous: string | undefined): Promise<Figures | undefined>;
  /** Packs that the backup stands on and that are in `broken`; undefined when a tree cannot be read. */
  touches(tree: string, broken: ReadonlySet<string>): Promise<boolean | undefined>;
}

class Unreadable extends Error {}

export function createFigureReader(files: ResticFiles): FigureReader {
  const totals = new Map<string, Totals>();
  const touchedBy = new WeakMap<ReadonlySet<string>, Map<string, boolean>>();
  let left = 0;

  async function nodes(tree: string): Promise<readonly Node[]> {
    const text = await files.tree(tree);
    if (text === undefined) throw new Unreadable();
    const list: readonly Node[] = JSON.parse(text.toString('utf8')).nodes ?? [];
    left -= list.length;
    if (left < 0) throw new Unreadable();
    return list;
  }

  async function totalOf(tree: string): Promise<Totals> {
    const known = totals.get(tree);
    if (known !== undefined) return known;
    let [count, bytes] = [0, 0];
    for (const node of await nodes(tree)) {
      if (node.type === 'file') {
        count += 1;
        bytes += node.size ?? 0;
      } else if (node.subtree !== undefined) {
        const inner = await totalOf(node.subtree);
        count += inner.files;
        bytes += inner.bytes;
      }
    }
    if (totals.size >= backupBounds.treesRemembered) totals.clear();
    totals.set(tree, { files: count, bytes });
    return { files: count, bytes };
  }

  async function all(tree: string, side: 'added' | 'removed', into: Difference): Promise<void> {
    for (const node of await nodes(tree)) {
      if (node.type === 'file') {
        into[side] += 1;
        for (const id of node.content ?? []) (side === 'added' ? into.newBlobs : into.oldBlobs).add(id);
      } else if (node.subtree !== undefined) await all(node.subtree, side, into);
    }
  }

  async function compare(tree: string, before: string, into: Difference): Promise<void> {
    if (tree === before) return;
    const old = new Map((await nodes(before)).map((node) => [node.name, node]));
    for (const node of await nodes(tree)) {
      const earlier = old.get(node.name);
      old.delete(node.name);
      if (node.type === 'file') {
        if (earlier?.type !== 'file') into.added += 1;
        else if (sameContent(node, earlier)) continue;
        else into.changed += 1;
        for (const id of node.content ?? []) into.newBlobs.add(id);
        for (const id of earlier?.content ?? []) into.oldBlobs.add(id);
      } else if (node.subtree !== undefined) {
        if (earlier?.subtree === undefined) await all(node.subtree, 'added', into);
        else await compare(node.subtree, earlier.subtree, into);
      }
    }
    for (const node of old.values()) {
      if (node.type === 'file') {
        into.removed += 1;
        for (const id of node.content ?? []) into.oldBlobs.add(id);
      } else if (node.subtree !== undefined) await all(node.subtree, 'removed', into);
    }
  }

  async function touch(tree: string, broken: ReadonlySet<string>): Promise<boolean> {
    const touched = touchedBy.get(broken) ?? new Map<string, boolean>();
    touchedBy.set(broken, touched);
    const known = touched.get(tree);
    if (known !== undefined) return known;
    const isBroken = (id: string): boolean => broken.has(files.blob(id)?.pack ?? id) || files.blob(id) === undefined;
    let answer = isBroken(tree);
    if (!answer) {
      for (const node of await nodes(tree)) {
        if ((node.content ?? []).some(isBroken)) answer = true;
        else if (node.subtree !== undefined) answer = await touch(node.subtree, broken);
        if (answer) break;
      }
    }
    if (touched.size >= backupBounds.treesRemembered) touched.clear();
    touched.set(tree, answer);
    return answer;
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    left = backupBounds.treeNodes;
    try {
      return await work();
    } catch {
      return undefined;
    }
  }

  return {
    touches: (tree, broken) => guarded(() => touch(tree, broken)),
    figures: (tree, previous) =>
      guarded(async () => {
        const total = await totalOf(tree);
        const into: Difference = { added: 0, changed: 0, removed: 0, newBlobs: new Set(), oldBlobs: new Set() };
        if (previous === undefined) await all(tree, 'added', into);
        else await compare(tree, previous, into);
        let [addedBytes, storedBytes] = [0, 0];
        for (const id of into.newBlobs) {
          const place = into.oldBlobs.has(id) ? undefined : files.blob(id);
          addedBytes += place?.plain ?? 0;
          storedBytes += place?.length ?? 0;
        }
        return {
          files: total.files,
          sourceBytes: total.bytes,
          filesNew: into.added,
          filesChanged: into.changed,
          filesUnmodified: total.files - into.added - into.changed,
          filesRemoved: into.removed,
          addedBytes,
          storedBytes,
          ...(storedBytes === 0 ? {} : { compressionRatio: addedBytes / storedBytes }),
        };
      }),
  };
}

function sameContent(a: Node, b: Node): boolean {
  const [left, right] = [a.content ?? [], b.content ?? []];
  return left.length === right.length && left.every((id, index) => id === right[index]);
}

import type { Hash } from '../verify/index.ts';
import { largestPowerBelow, type TreeFiles } from './tree.ts';

/** PATH(index, D[size]) of RFC 6962, 2.1.1: from the leaf's sibling to the root's child. @throws RangeError outside. */
export async function inclusionProof(tree: TreeFiles, index: number, size: number): Promise<readonly Hash[]> {
  if (!(index >= 0 && index < size && size <= tree.size)) throw new RangeError('outside of the tree');
  const siblings: (readonly [number, number])[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) siblings.unshift([middle, end]);
    else siblings.unshift([start, middle]);
    if (index < middle) end = middle;
    else start = middle;
  }
  return hashesOf(tree, siblings);
}

/** PROOF(from, D[to]) of RFC 6962, 2.1.2. @throws RangeError outside, and for an empty tree. */
export async function consistencyProof(tree: TreeFiles, from: number, to: number): Promise<readonly Hash[]> {
  if (!(from > 0 && from <= to && to <= tree.size)) throw new RangeError('outside of the tree');
  const nodes: (readonly [number, number])[] = [];
  let [start, end, whole] = [0, to, true];
  while (end !== from) {
    const middle = start + largestPowerBelow(end - start);
    if (from <= middle) {
      nodes.unshift([middle, end]);
      end = middle;
    } else {
      nodes.unshift([start, middle]);
      start = middle;
      whole = false;
    }
  }
  if (!whole) nodes.unshift([start, end]);
  return hashesOf(tree, nodes);
}

async function hashesOf(tree: TreeFiles, nodes: readonly (readonly [number, number])[]): Promise<readonly Hash[]> {
  const hashes: Hash[] = [];
  for (const [start, end] of nodes) hashes.push(await tree.subtree(start, end));
  return hashes;
}

import { equal } from './bytes.ts';
import { type Hash, hashBytes, type TreeHash } from './hash.ts';
import { half, isCount, isOdd, verifyInclusion } from './inclusion.ts';

export interface Consistency {
  readonly from: { readonly size: number; readonly root: Hash };
  readonly to: { readonly size: number; readonly root: Hash };
  readonly proof: readonly Hash[];
}

/**
 * RFC 9162, 2.1.4.2: true when the larger tree begins with the smaller one. Nothing can be said of an empty tree, so from
 * size 0 it is false; equal sizes need equal roots and no proof.
 */
export function verifyConsistency(hash: TreeHash, { from, to, proof }: Consistency): boolean {
  if (from.size === 0) return false;
  return verifySubtreeConsistency(hash, { start: 0, end: from.size, root: from.root, whole: to, proof });
}

export interface SubtreeInclusion {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly leaf: Hash;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

/** Whether [start, end) is a subtree: its start is a multiple of the power of two that its width needs. */
function isSubtree(start: number, end: number): boolean {
  if (!isCount(start) || !isCount(end) || start > end) return false;
  let width = 1;
  while (width < end - start) width *= 2;
  return start % width === 0;
}

/** Inclusion of a leaf in the subtree [start, end) (draft-ietf-plants-merkle-tree-certs, section 4.3). */
export function verifySubtreeInclusion(hash: TreeHash, subtree: SubtreeInclusion): boolean {
  const { index, start, end, leaf, proof, root } = subtree;
  if (!isSubtree(start, end) || index < start || index >= end) return false;
  return verifyInclusion(hash, { index: index - start, size: end - start, leaf, proof, root });
}

export interface SubtreeConsistency {
  readonly start: number;
  readonly end: number;
  readonly root: Hash;
  readonly whole: { readonly size: number; readonly root: Hash };
  readonly proof: readonly Hash[];
}

/**
 * True when [start, end) of the whole tree has that root (the same draft, section 4.4); with start 0 it is the consistency
 * proof of RFC 9162. Walks up from the largest complete subtree at the right edge, making both roots on the way.
 */
export function verifySubtreeConsistency(hash: TreeHash, subtree: SubtreeConsistency): boolean {
  const { start, end, root, whole, proof } = subtree;
  if (!isSubtree(start, end) || !isCount(whole.size) || end > whole.size) return false;
  if (start === end) return proof.length === 0 && equal(root, hash.empty);
  if (start === 0 && end === whole.size) return proof.length === 0 && equal(root, whole.root);
  if (![root, whole.root, ...proof].every(({ length }) => length === hashBytes)) return false;
  let [low, node, last] = [start, end - 1, whole.size - 1];
  const rest = [...proof];
  // Where the subtree reaches to the end of the whole, it is itself a node on the path; else the path begins lower.
  const up = (): void => {
    [low, node, last] = [half(low), half(node), half(last)];
  };
  if (node === last) while (low !== node) up();
  else while (low !== node && isOdd(node)) up();
  const seed = low === node ? root : rest.shift();
  if (seed === undefined) return false;
  let [inner, outer] = [seed, seed];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      if (low < node) inner = hash.node(sibling, inner);
      outer = hash.node(sibling, outer);
      while (!isOdd(node) && node !== 0) up();
    } else outer = hash.node(outer, sibling);
    up();
  }
  return last === 0 && equal(inner, root) && equal(outer, whole.root);
}

import { equal } from './bytes.ts';
import { type Hash, hashBytes, type TreeHash } from './hash.ts';

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Hash;
  /** From the leaf's sibling to the root's child. */
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

/** RFC 9162, 2.1.3.2: true when the leaf is at that index of the tree of that size and root. */
export function verifyInclusion(hash: TreeHash, { index, size, leaf, proof, root }: Inclusion): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (![leaf, root, ...proof].every(({ length }) => length === hashBytes)) return false;
  let [node, last] = [index, size - 1];
  let made = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      made = hash.node(sibling, made);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else made = hash.node(made, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equal(made, root);
}

export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

export function isOdd(value: number): boolean {
  return value % 2 === 1;
}

export function half(value: number): number {
  return Math.floor(value / 2);
}

import type { Hash, TreeHash } from './hash.ts';

/**
 * The right edge of a tree that grows by leaves: one hash for each set bit of its size, the largest subtree first. It is all
 * that is needed to append and to give the root, in logarithmic space.
 */
export class CompactRange {
  readonly #hash: TreeHash;
  #size: number;
  #nodes: Hash[];

  /** An empty tree, or one of `size` leaves whose edge is given. */
  constructor(hash: TreeHash, size = 0, nodes: readonly Hash[] = []) {
    if (bitsSet(size) !== nodes.length)
      throw new RangeError('a compact range has one hash for each set bit of its size');
    this.#hash = hash;
    this.#size = size;
    this.#nodes = [...nodes];
  }

  get size(): number {
    return this.#size;
  }

  /** The edge, as the constructor takes it. */
  get nodes(): readonly Hash[] {
    return this.#nodes;
  }

  /** Appends a leaf by its hash; tells each node that is complete now, the leaf first, each with its height. */
  append(leaf: Hash, complete?: (hash: Hash, height: number) => void): void {
    let node = leaf;
    complete?.(node, 0);
    for (let size = this.#size, height = 1; size % 2 === 1; size = Math.floor(size / 2), height++) {
      const left = this.#nodes.pop();
      if (left === undefined) throw new RangeError('a compact range lost a node');
      node = this.#hash.node(left, node);
      complete?.(node, height);
    }
    this.#nodes.push(node);
    this.#size += 1;
  }

  root(): Hash {
    let root: Hash | undefined;
    for (const node of this.#nodes.toReversed()) root = root === undefined ? node : this.#hash.node(node, root);
    return root ?? this.#hash.empty;
  }
}

/** Set bits of a whole number up to 2^53. */
export function bitsSet(count: number): number {
  let bits = 0;
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}

import { type Hash, hashBytes, type TreeHash } from './hash.ts';
import { splitTile, tileWidth } from './tiles.ts';

const heightOfTile = 8;

/** The bytes of a tile, as far as there are any. */
export type ReadTile = (level: number, number: number) => Promise<Uint8Array>;

/** The node at a height over a complete run of leaves, from the tile that holds it. @throws RangeError when it is not there. */
export async function nodeAt(hash: TreeHash, tile: ReadTile, height: number, index: number): Promise<Hash> {
  const width = 2 ** (height % heightOfTile);
  const first = index * width;
  const bytes = await tile(Math.floor(height / heightOfTile), Math.floor(first / tileWidth));
  const begin = (first % tileWidth) * hashBytes;
  let nodes = splitTile(bytes.subarray(begin, begin + width * hashBytes));
  if (nodes.length !== width) throw new RangeError('outside of the tree');
  while (nodes.length > 1) {
    const below = nodes;
    nodes = Array.from({ length: below.length / 2 }, (_, pair) => {
      const [left, right] = below.slice(pair * 2, pair * 2 + 2);
      if (left === undefined || right === undefined) throw new RangeError('outside of the tree');
      return hash.node(left, right);
    });
  }
  const [node] = nodes;
  if (node === undefined) throw new RangeError('outside of the tree');
  return node;
}

/** MTH of the leaves [start, end), a subtree of the tree (RFC 6962, 2.1). @throws RangeError outside. */
export async function subtreeHash(hash: TreeHash, tile: ReadTile, start: number, end: number): Promise<Hash> {
  const width = end - start;
  if (width === 0) return hash.empty;
  const left = largestPowerBelow(width);
  if (left * 2 === width || width === 1) return nodeAt(hash, tile, Math.log2(width), start / width);
  const right = await subtreeHash(hash, tile, start + left, end);
  return hash.node(await subtreeHash(hash, tile, start, start + left), right);
}

/** PATH(index, D[size]) of RFC 6962, 2.1.1: from the leaf's sibling to the root's child. @throws RangeError outside. */
export async function makeInclusionProof(
  hash: TreeHash,
  tile: ReadTile,
  index: number,
  size: number,
): Promise<readonly Hash[]> {
  if (!(index >= 0 && index < size)) throw new RangeError('outside of the tree');
  const siblings: (readonly [number, number])[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      siblings.unshift([middle, end]);
      end = middle;
    } else {
      siblings.unshift([start, middle]);
      start = middle;
    }
  }
  return hashesOf(hash, tile, siblings);
}

/** PROOF(from, D[to]) of RFC 6962, 2.1.2. @throws RangeError outside, and for an empty tree. */
export async function makeConsistencyProof(
  hash: TreeHash,
  tile: ReadTile,
  from: number,
  to: number,
): Promise<readonly Hash[]> {
  if (!(from > 0 && from <= to)) throw new RangeError('outside of the tree');
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
  return hashesOf(hash, tile, nodes);
}

async function hashesOf(
  hash: TreeHash,
  tile: ReadTile,
  nodes: readonly (readonly [number, number])[],
): Promise<readonly Hash[]> {
  const hashes: Hash[] = [];
  for (const [start, end] of nodes) hashes.push(await subtreeHash(hash, tile, start, end));
  return hashes;
}

/** The largest power of two below a count of two or more; 1 for 1. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

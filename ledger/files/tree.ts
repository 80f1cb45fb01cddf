import { join } from 'node:path';
import { limits } from '../limits.ts';
import {
  CompactRange,
  type Hash,
  hashBytes,
  levelsOf,
  makeConsistencyProof,
  makeInclusionProof,
  nodeAt,
  type ReadTile,
  subtreeHash,
  type TreeHash,
  tileWidth,
} from '../verify/index.ts';
import { type AppendFile, openAppendFile } from './disk.ts';

const heightOfTile = 8;

/**
 * The hashes of the tree in one file a level: level 0 has every leaf, level L every node that stands on 256^L leaves. Tile N of
 * a level is bytes N*8192 of its file, as tlog-tiles wants it. What is between is made from a tile when it is asked for.
 */
export class TreeFiles {
  readonly #folder: string;
  readonly #hash: TreeHash;
  readonly #files: AppendFile[] = [];
  readonly #fresh: Hash[][] = [];
  readonly #cache = new Map<string, Uint8Array>();
  /** Tiles at the right edge, which every proof needs: good until the next hash is written. */
  #edgeTiles = new Map<string, Uint8Array>();
  readonly #read: ReadTile = (level, number) => this.tile(level, number);
  #range: CompactRange;

  private constructor(folder: string, hash: TreeHash) {
    this.#folder = folder;
    this.#hash = hash;
    this.#range = new CompactRange(hash);
  }

  /** Opens the tree of `size` leaves and forgets everything beyond; too short ones are left as they are, with `complete: false` and an
   * empty tree. */
  static async open(
    folder: string,
    hash: TreeHash,
    size: number,
  ): Promise<{ readonly tree: TreeFiles; readonly complete: boolean }> {
    const tree = new TreeFiles(folder, hash);
    let complete = true;
    for (let level = 0; level < Math.max(1, levelsOf(size)); level++) {
      const wanted = Math.floor(size / tileWidth ** level) * hashBytes;
      const file = await tree.#file(level);
      if (file.bytes < wanted) complete = false;
    }
    if (!complete) return { tree, complete };
    for (const [level, file] of tree.#files.entries()) {
      const wanted = Math.floor(size / tileWidth ** level) * hashBytes;
      if (file.bytes > wanted) await file.truncate(wanted);
    }
    if (size > 0) tree.#range = new CompactRange(hash, size, await tree.#edge(size));
    return { tree, complete };
  }

  /** Leaves, those not yet written included. */
  get size(): number {
    return this.#range.size;
  }

  root(): Hash {
    return this.#range.root();
  }

  append(leaf: Hash): void {
    this.#range.append(leaf, (node, height) => {
      if (height % heightOfTile !== 0) return;
      const level = height / heightOfTile;
      this.#fresh[level] ??= [];
      this.#fresh[level].push(node);
    });
  }

  /** Writes what was appended. When it fails nothing is lost: the next call writes it. */
  async write(): Promise<void> {
    for (const [level, nodes] of this.#fresh.entries()) {
      if (nodes === undefined || nodes.length === 0) continue;
      const file = await this.#file(level);
      // What lies behind the counted nodes is of a write that failed, or of a tree that was cut back.
      const begin = (Math.floor(this.size / tileWidth ** level) - nodes.length) * hashBytes;
      if (begin !== file.bytes) await file.truncate(begin);
      await file.write(Buffer.concat(nodes));
      this.#fresh[level] = [];
      // A new map: whoever is reading meanwhile puts an old tile into the old one.
      this.#edgeTiles = new Map();
    }
  }

  async sync(): Promise<void> {
    for (const file of this.#files) await file.sync();
  }

  /** Forgets everything, for making it anew from the entries. */
  async rebuild(): Promise<void> {
    for (const file of this.#files) await file.truncate(0);
    this.#fresh.length = 0;
    this.#cache.clear();
    this.#edgeTiles = new Map();
    this.#range = new CompactRange(this.#hash);
  }

  /** The hashes of a tile, as far as they are written. */
  async tile(level: number, number: number): Promise<Uint8Array> {
    const key = `${level}/${number}`;
    const edgeTiles = this.#edgeTiles;
    const atEdge = edgeTiles.get(key);
    if (atEdge !== undefined) return atEdge;
    const known = this.#cache.get(key);
    if (known !== undefined) {
      this.#cache.delete(key);
      this.#cache.set(key, known);
      return known;
    }
    const bytes =
      (await this.#files[level]?.read(number * tileWidth * hashBytes, tileWidth * hashBytes)) ?? new Uint8Array(0);
    // Only full tiles stay as they are.
    if (bytes.length === tileWidth * hashBytes) {
      this.#cache.set(key, bytes);
      const oldest = this.#cache.keys().next().value;
      if (this.#cache.size > limits.cachedTiles && oldest !== undefined) this.#cache.delete(oldest);
    } else if (bytes.length > 0) edgeTiles.set(key, bytes);
    return bytes;
  }

  /** The hash of leaf `index`. @throws RangeError when it is not written. */
  async leaf(index: number): Promise<Hash> {
    return nodeAt(this.#hash, this.#read, 0, index);
  }

  /** MTH of the leaves [start, end), which must be a subtree of the tree (RFC 6962, 2.1). @throws RangeError outside. */
  async subtree(start: number, end: number): Promise<Hash> {
    return subtreeHash(this.#hash, this.#read, start, end);
  }

  /** RFC 6962, 2.1.1. @throws RangeError outside of the tree. */
  async inclusion(index: number, size: number): Promise<readonly Hash[]> {
    if (size > this.size) throw new RangeError('outside of the tree');
    return makeInclusionProof(this.#hash, this.#read, index, size);
  }

  /** RFC 6962, 2.1.2. @throws RangeError outside of the tree. */
  async consistency(from: number, to: number): Promise<readonly Hash[]> {
    if (to > this.size) throw new RangeError('outside of the tree');
    return makeConsistencyProof(this.#hash, this.#read, from, to);
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }

  async #edge(size: number): Promise<Hash[]> {
    const nodes: Hash[] = [];
    for (let start = 0; start < size; ) {
      const width = largestPowerUpTo(size - start);
      nodes.push(await this.subtree(start, start + width));
      start += width;
    }
    return nodes;
  }

  async #file(level: number): Promise<AppendFile> {
    for (let next = this.#files.length; next <= level; next++) {
      this.#files.push(await openAppendFile(join(this.#folder, `level-${next}`)));
    }
    const file = this.#files[level];
    if (file === undefined) throw new RangeError('no such level');
    return file;
  }
}

/** The largest power of two that a count holds. */
function largestPowerUpTo(count: number): number {
  let power = 1;
  while (power * 2 <= count) power *= 2;
  return power;
}

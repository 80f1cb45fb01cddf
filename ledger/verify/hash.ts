import { concat } from './bytes.ts';
import type { Sha256 } from './sha256.ts';

/** One SHA-256 value: 32 bytes. */
export type Hash = Uint8Array;
export const hashBytes = 32;

/** The hashes of an RFC 6962 tree (section 2.1): leaves and nodes are told apart by their first byte. */
export interface TreeHash {
  readonly empty: Hash;
  leaf(entry: Uint8Array): Hash;
  node(left: Hash, right: Hash): Hash;
}

const leafPrefix = Uint8Array.of(0);

export function treeHash(sha256: Sha256): TreeHash {
  // One buffer for every node: nodes are the many, and their input always has the same length.
  const pair = new Uint8Array(1 + 2 * hashBytes);
  pair[0] = 1;
  return {
    empty: sha256(new Uint8Array(0)),
    leaf: (entry) => sha256(concat(leafPrefix, entry)),
    node(left, right) {
      pair.set(left, 1);
      pair.set(right, 1 + hashBytes);
      return sha256(pair);
    },
  };
}

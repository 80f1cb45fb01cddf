import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeHash } from '../crypto.ts';
import { type Hash, verifyConsistency, verifyInclusion } from '../verify/index.ts';
import { TreeFiles } from './tree.ts';

/** RFC 6962, 2.1, word by word: what everything else must agree with. */
function mth(leaves: readonly Hash[]): Hash {
  const [first] = leaves;
  if (first === undefined) return nodeHash.empty;
  if (leaves.length === 1) return first;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash.node(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const leaves = Array.from({ length: 70_000 }, (_, n) => nodeHash.leaf(Buffer.from(`entry ${n}`)));
let folder: string;
let tree: TreeFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fangzhou-tree-'));
  ({ tree } = await TreeFiles.open(folder, nodeHash, 0));
  for (const leaf of leaves) tree.append(leaf);
  await tree.write();
});
afterAll(async () => {
  await tree.close();
  await rm(folder, { recursive: true });
});

const size = fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: leaves.length }));

describe('the tree on the disk', () => {
  it('has the root that RFC 6962 says, at every size up to 300 and at 70,000', async () => {
    for (let n = 0; n <= 300; n++) expect(await tree.subtree(0, n)).toEqual(mth(leaves.slice(0, n)));
    expect(tree.root()).toEqual(mth(leaves));
  });

  it('proves every leaf under every size, and verification agrees', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), async (n, any) => {
        const index = any % n;
        const proof = await tree.inclusion(index, n);
        const root = await tree.subtree(0, n);
        const leaf = leaves[index] ?? nodeHash.empty;
        expect(verifyInclusion(nodeHash, { index, size: n, leaf, proof, root })).toBe(true);
        expect(verifyInclusion(nodeHash, { index: index + 1, size: n, leaf, proof, root })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('proves that every size goes on from every smaller one', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, async (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const proof = await tree.consistency(from, to);
        const [older, newer] = [await tree.subtree(0, from), await tree.subtree(0, to)];
        const claim = { from: { size: from, root: older }, to: { size: to, root: newer }, proof };
        expect(verifyConsistency(nodeHash, claim)).toBe(true);
        const other = { ...claim, from: { size: from, root: nodeHash.node(older, older) } };
        expect(verifyConsistency(nodeHash, other)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('comes back from its files at any size that it had, and grows on the same', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'fangzhou-tree-'));
    let small = (await TreeFiles.open(copy, nodeHash, 0)).tree;
    for (const leaf of leaves.slice(0, 1_000)) small.append(leaf);
    await small.write();
    await small.close();
    for (const n of [1_000, 999, 769, 768, 512, 257, 256, 255, 3, 1, 0]) {
      const opened = await TreeFiles.open(copy, nodeHash, n);
      small = opened.tree;
      expect(opened.complete).toBe(true);
      expect(small.root()).toEqual(mth(leaves.slice(0, n)));
      small.append(leaves[n] ?? nodeHash.empty);
      expect(small.root()).toEqual(mth(leaves.slice(0, n + 1)));
      await small.close();
    }
    expect((await TreeFiles.open(copy, nodeHash, 5)).complete).toBe(false);
    await rm(copy, { recursive: true });
  });

  it('refuses what is outside', async () => {
    await expect(tree.inclusion(5, 5)).rejects.toThrow(RangeError);
    await expect(tree.inclusion(0, leaves.length + 1)).rejects.toThrow(RangeError);
    await expect(tree.consistency(0, 5)).rejects.toThrow(RangeError);
    await expect(tree.consistency(6, 5)).rejects.toThrow(RangeError);
  });
});

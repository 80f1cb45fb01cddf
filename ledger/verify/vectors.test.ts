import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sharedFolder, suiteNeeding } from '../../test/needs.ts';
import { verifyConsistency, verifySubtreeConsistency, verifySubtreeInclusion } from './consistency.ts';
import { treeHash } from './hash.ts';
import { verifyInclusion } from './inclusion.ts';

const hash = treeHash((bytes) => createHash('sha256').update(bytes).digest());

interface Vector {
  readonly wantErr: boolean;
  readonly desc: string;
  readonly proof: readonly string[] | null;
  readonly [name: string]: unknown;
}

const bytes = (text: unknown): Uint8Array => Buffer.from(String(text ?? ''), 'base64');
const number = (value: unknown): number => Number(value ?? 0);

const verifiers: Readonly<Record<string, (vector: Vector, proof: readonly Uint8Array[]) => boolean>> = {
  inclusion: (v, proof) =>
    verifyInclusion(hash, {
      index: number(v.leafIdx),
      size: number(v.treeSize),
      leaf: bytes(v.leafHash),
      proof,
      root: bytes(v.root),
    }),
  consistency: (v, proof) =>
    verifyConsistency(hash, {
      from: { size: number(v.size1), root: bytes(v.root1) },
      to: { size: number(v.size2), root: bytes(v.root2) },
      proof,
    }),
  subtreeinclusion: (v, proof) =>
    verifySubtreeInclusion(hash, {
      index: number(v.leafIdx),
      start: number(v.start),
      end: number(v.end),
      leaf: bytes(v.leafHash),
      proof,
      root: bytes(v.root),
    }),
  subtreeconsistency: (v, proof) =>
    verifySubtreeConsistency(hash, {
      start: number(v.start),
      end: number(v.end),
      root: bytes(v.root1),
      whole: { size: number(v.size), root: bytes(v.root2) },
      proof,
    }),
};

suiteNeeding(['shared/vectors/merkle'], 'the public proof vectors of RFC 6962', () => {
  const folder = join(sharedFolder(), 'vectors', 'merkle');

  it('are 518', () => {
    expect(globSync('**/*.json', { cwd: folder })).toHaveLength(518);
  });

  it.each(Object.keys(verifiers))('%s: each is accepted or refused as it says', (kind) => {
    const files = globSync(`${kind}/**/*.json`, { cwd: folder });
    expect(files.length).toBeGreaterThan(90);
    const wrong = files.filter((file) => {
      const vector = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Vector;
      const accepted = verifiers[kind]?.(vector, (vector.proof ?? []).map(bytes));
      return accepted !== !vector.wantErr;
    });
    expect(wrong).toEqual([]);
  });
});

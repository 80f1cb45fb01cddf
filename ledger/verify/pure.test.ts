import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeSha256 } from '../crypto.ts';
import { fromBase64, fromHex, toBase64, toHex } from './bytes.ts';
import { sha256 } from './sha256.ts';

describe('the verifier core', () => {
  it('imports nothing from outside of its folder', () => {
    const files = globSync('*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.test.ts'));
    expect(files.length).toBeGreaterThan(10);
    const outside = files.filter((file) =>
      /(from|import\()\s*'(?!\.\/)/.test(readFileSync(join(import.meta.dirname, file), 'utf8')),
    );
    expect(outside).toEqual([]);
  });

  it('runs as a single script with no more than a browser has', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'index.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'verifier',
      platform: 'browser',
    });
    const bare = { TextEncoder, TextDecoder, atob, btoa };
    const leaf = runInNewContext(
      `${outputFiles[0]?.text}; verifier.toHex(verifier.treeHash(verifier.sha256).leaf(verifier.utf8('L123456')))`,
      bare,
    );
    expect(leaf).toBe('395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56');
  });

  it('has the same SHA-256 as OpenSSL', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toHex(sha256(bytes))).toBe(toHex(nodeSha256(bytes)));
      }),
    );
    const long = new Uint8Array(1_000_003).fill(0x61);
    expect(toHex(sha256(long))).toBe(toHex(nodeSha256(long)));
  });

  it('spells bytes both ways and back, and takes one spelling only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
    for (const wrong of ['A', 'AA', 'AA=', 'AB==', 'A A=', 'AA==\n', 'A-_=', '===='])
      expect(fromBase64(wrong)).toBeUndefined();
  });
});

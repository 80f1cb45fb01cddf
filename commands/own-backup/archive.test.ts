import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../core/index.ts';
import { type ArchivePart, unpackArchive, writeArchive } from './archive.ts';
import { filesOf, isSecretName, secretFilesOf } from './sources.ts';

const header = { format: 1, version: '0.1.0', madeAt: '2026-11-27T00:00:00.000Z', bytes: 0, files: 0, leftOut: [] };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function bytesOf(parts: readonly ArchivePart[], changed = header): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = writeArchive({ header: changed, parts, bytesPerSecond: 1e9 });
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
const unpack = (bytes: Buffer) => unpackArchive(Readable.from([bytes]), join(folder, 'out'));
const reasonOf = async (bytes: Buffer): Promise<unknown> =>
  unpack(bytes).then(
    () => 'unpacked',
    (thrown: unknown) => (thrown instanceof UserError ? thrown.what : thrown),
  );

function someParts(): readonly ArchivePart[] {
  writeFileSync(join(folder, 'big'), Buffer.alloc(3_000_000, 'fiscal'));
  writeFileSync(join(folder, 'empty'), '');
  const file = (name: string): ArchivePart => ({
    kind: 'file',
    source: { name: `data/${name}`, file: join(folder, name), bytes: 0 },
  });
  return [{ kind: 'bytes', name: 'data/head', bytes: Buffer.from('head') }, file('big'), file('empty'), file('gone')];
}

describe('an archive', () => {
  it('comes out as it went in; a file that vanished meanwhile is passed over', async () => {
    const bytes = await bytesOf(someParts());
    expect(await unpack(bytes)).toMatchObject({ header, files: 3, bytes: 3_000_004 });
    expect(readFileSync(join(folder, 'out/data/big')).equals(readFileSync(join(folder, 'big')))).toBe(true);
    expect(readdirSync(join(folder, 'out/data')).sort()).toEqual(['big', 'empty', 'head']);
  });

  it('that ends too soon is refused, wherever it was cut', async () => {
    const bytes = await bytesOf(someParts());
    for (const at of [1_536, 200_000, 3_001_000, bytes.length - 2_048]) {
      const reason = await reasonOf(bytes.subarray(0, at));
      expect(JSON.stringify(reason), `cut at ${at}`).toMatch(/archive\.(cut-off|broken|not-one)/);
      rmSync(join(folder, 'out'), { recursive: true, force: true });
    }
  });

  it('with one changed byte is refused, and names the file', async () => {
    const bytes = await bytesOf(someParts());
    const at = bytes.indexOf('fiscal') + 1_000;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(await reasonOf(bytes)).toMatchObject({
      key: 'cli.own-backup.archive.altered',
      params: { name: 'data/big' },
    });
  });

  it('writes nothing outside of its folder, and no link', async () => {
    for (const entry of [
      { name: 'data/../../escaped', type: 'file' as const },
      { name: '/escaped', type: 'file' as const },
      { name: 'data/link', type: 'symlink' as const, linkname: '/etc/passwd' },
      { name: 'elsewhere/file', type: 'file' as const },
    ]) {
      const tar = pack({});
      tar.entry({ name: 'fangzhou-backup.json' }, JSON.stringify(header));
      if (entry.type === 'file') tar.entry(entry, 'x');
      else tar.entry(entry);
      tar.finalize();
      const chunks: Buffer[] = [];
      for await (const chunk of tar) chunks.push(Buffer.from(chunk as Uint8Array));
      expect(await reasonOf(Buffer.concat(chunks)), entry.name).toMatchObject({
        key: 'cli.own-backup.archive.altered',
      });
    }
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('of a newer version, and what is none, are told apart', async () => {
    expect(await reasonOf(await bytesOf([], { ...header, format: 2 }))).toMatchObject({
      key: 'cli.own-backup.archive.newer',
    });
    expect(await reasonOf(Buffer.from('something else'))).toMatchObject({
      key: expect.stringMatching(/archive\.(not-one|broken)/) as string,
    });
  });
});

describe('the sources of a backup', () => {
  it('keep private keys, the access token and files that the settings call secret apart', async () => {
    writeFileSync(join(folder, 'fangzhou.yaml'), 'credentials: {v2c: {community: {file: ./community}}}\n');
    for (const name of ['community', 'points.csv', 'api-token', 'sentinel.key', 'fangzhou.lock', 'half.new'])
      writeFileSync(join(folder, name), 'x');
    const secretFiles = await secretFilesOf(join(folder, 'fangzhou.yaml'));
    const found = await filesOf(folder, 'data', { secret: (path) => secretFiles.has(path) });
    const names = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name).sort();
    expect(names(found.secret)).toEqual(['data/api-token', 'data/community', 'data/sentinel.key']);
    expect(names(found.plain)).toEqual(['data/fangzhou.yaml', 'data/points.csv']);
    expect(['ledger/keys/log.key', 'ledger/keys/log.key.previous'].every(isSecretName)).toBe(true);
    expect(isSecretName('ledger/keys.public')).toBe(false);
  });

  it('is not what a drill restores meanwhile into its scratch folder, wherever that lies', async () => {
    const [inUse, own] = [join(folder, 'scratch/fangzhou-drill-77-1-1/restored'), join(folder, 'scratch')];
    mkdirSync(inUse, { recursive: true });
    for (const file of [join(inUse, 'ledger.sql'), join(own, 'fangzhou-drill-plan.txt')]) writeFileSync(file, 'x');
    const { plain } = await filesOf(folder, 'data');
    expect(plain.map(({ name }) => name)).toEqual(['data/scratch/fangzhou-drill-plan.txt']);
  });
});

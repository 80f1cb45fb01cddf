import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { backupBounds } from '../limits.ts';
import { type BlobPlace, type BlobTable, createBlobTable } from './blob-table.ts';
import { decrypt, deriveKey, isAuthentic, type ResticKey, resticOverheadBytes } from './crypto.ts';

/** restic's own small files on this machine, opened for reading, and the way to its index. */
export interface ResticDoor {
  /** A small file of the repository (`config`, `locks/ID`) as JSON; undefined when it cannot be read. */
  json(path: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Names in one of its folders. */
  names(folder: 'locks' | 'keys'): Promise<readonly string[]>;
  /** Undefined where the index cannot be had (size, damage). It takes memory, so nothing of the tool's runs beside it. */
  openIndex(): Promise<ResticFiles | undefined>;
}

/** What a backup holds, from index and trees, without reading file contents. */
export interface ResticFiles {
  blob(id: string): BlobPlace | undefined;
  /** A tree's text; undefined when it cannot be read whole and right. */
  tree(id: string): Promise<Buffer | undefined>;
  /** Packs that an index names and that are not there, are cut, or may not be read by who looks. */
  readonly brokenPacks: ReadonlyMap<string, PackTrouble>;
  /** Every pack that an index names, with the least bytes that it must have. */
  readonly packs: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export type PackTrouble = 'missing' | 'cut' | 'unreadable';

const zstdMark = 2;
const textMarks = [0x5b, 0x7b];
const keyTries = 20;
const statsTogether = 64;

/** Opens a repository by its password; undefined where it cannot be (password, damage): then the tool alone is asked. Never throws. */
export async function openResticDoor(folder: string, password: string): Promise<ResticDoor | undefined> {
  const key = await masterKey(folder, password).catch(() => undefined);
  if (key === undefined) return undefined;
  return {
    names: (inner) => readdir(join(folder, inner)).catch(() => []),
    async json(path) {
      try {
        const sealed = await readFile(join(folder, path));
        if (sealed.length > backupBounds.treeBlobBytes || !isAuthentic(sealed, key)) return undefined;
        const parsed: unknown = JSON.parse(unpacked(decrypt(sealed, key))?.toString('utf8') ?? 'null');
        return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
      } catch {
        return undefined;
      }
    },
    openIndex: () => withIndex(folder, key).catch(() => undefined),
  };
}

async function masterKey(folder: string, password: string): Promise<ResticKey | undefined> {
  for (const name of (await readdir(join(folder, 'keys'))).slice(0, keyTries)) {
    const file = JSON.parse(await readFile(join(folder, 'keys', name), 'utf8'));
    if (file?.kdf !== 'scrypt') continue;
    const user = await deriveKey(password, Buffer.from(file.salt, 'base64'), file);
    const sealed = Buffer.from(file.data, 'base64');
    if (user === undefined || !isAuthentic(sealed, user)) continue;
    const { mac, encrypt } = JSON.parse(decrypt(sealed, user)?.toString('utf8') ?? '');
    const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
    return { encrypt: bytes(encrypt), macK: bytes(mac.k), macR: bytes(mac.r) };
  }
  return undefined;
}

interface Index {
  readonly blobs: BlobTable;
  readonly packs: Map<string, number>;
  readonly names: readonly string[];
}

/** Undefined when it is larger than what is read. */
async function readIndex(folder: string, key: ResticKey): Promise<Index | undefined> {
  const blobs = createBlobTable();
  const packs = new Map<string, number>();
  let total = 0;
  const names = await readdir(join(folder, 'index'));
  for (const name of names) {
    const sealed = await readFile(join(folder, 'index', name));
    total += sealed.length;
    if (total > backupBounds.indexBytes) return undefined;
    if (createHash('sha256').update(sealed).digest('hex') !== name) continue;
    const text = unpacked(decrypt(sealed, key));
    if (text === undefined) continue;
    for (const pack of JSON.parse(text.toString('utf8')).packs ?? []) {
      let least = 0;
      for (const { id, offset, length, uncompressed_length: plain } of pack.blobs) {
        least = Math.max(least, offset + length);
        blobs.add(id, { pack: pack.id, offset, length, plain: plain ?? length - resticOverheadBytes });
      }
      packs.set(pack.id, least);
    }
  }
  return { blobs, packs, names };
}

async function withIndex(folder: string, key: ResticKey): Promise<ResticFiles | undefined> {
  let index = await readIndex(folder, key);
  let brokenPacks = await broken(folder, index?.packs ?? new Map());
  // Who prunes writes another index before packs go: what that one no longer names is not missing.
  if (index !== undefined && brokenPacks.size > 0 && !sameNames(index.names, await readdir(join(folder, 'index')))) {
    index = await readIndex(folder, key);
    brokenPacks = await broken(folder, index?.packs ?? new Map());
  }
  if (index === undefined) return undefined;
  const { blobs, packs } = index;
  let openPack: { readonly id: string; readonly file: Awaited<ReturnType<typeof open>> } | undefined;
  return {
    blob: (id) => blobs.get(id),
    brokenPacks,
    packs,
    async tree(id) {
      const place = blobs.get(id);
      if (place === undefined || place.length > backupBounds.treeBlobBytes) return undefined;
      try {
        if (openPack?.id !== place.pack) {
          await openPack?.file.close();
          openPack = undefined;
          openPack = { id: place.pack, file: await open(packPath(folder, place.pack), 'r') };
        }
        const sealed = Buffer.allocUnsafe(place.length);
        const { bytesRead } = await openPack.file.read(sealed, 0, place.length, place.offset);
        if (bytesRead < place.length) return undefined;
        const plain = decrypt(sealed, key);
        if (plain === undefined) return undefined;
        const text = place.plain === place.length - resticOverheadBytes ? plain : inflated(plain);
        return createHash('sha256').update(text).digest('hex') === id ? text : undefined;
      } catch {
        return undefined;
      }
    },
    close: async () => openPack?.file.close(),
  };
}

function packPath(folder: string, id: string): string {
  return join(folder, 'data', id.slice(0, 2), id);
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const there = new Set(b);
  return a.length === b.length && a.every((name) => there.has(name));
}

async function broken(
  folder: string,
  packBytes: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, PackTrouble>> {
  const found = new Map<string, PackTrouble>();
  const all = [...packBytes];
  for (let at = 0; at < all.length; at += statsTogether) {
    await Promise.all(
      all.slice(at, at + statsTogether).map(async ([id, least]) => {
        const trouble = await troubleOf(packPath(folder, id), least);
        if (trouble !== undefined) found.set(id, trouble);
      }),
    );
  }
  return found;
}

async function troubleOf(path: string, least: number): Promise<PackTrouble | undefined> {
  try {
    if ((await stat(path)).size < least) return 'cut';
    await access(path, constants.R_OK);
    return undefined;
  } catch (thrown) {
    return ['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '') ? 'missing' : 'unreadable';
  }
}

/** Files of format 2 begin with a mark; those of format 1 with their JSON. */
function unpacked(text: Buffer | undefined): Buffer | undefined {
  const [mark = -1] = text ?? [];
  if (text === undefined || textMarks.includes(mark)) return text;
  return mark === zstdMark ? inflated(text.subarray(1)) : undefined;
}

function inflated(bytes: Buffer): Buffer {
  return zstdDecompressSync(bytes, { maxOutputLength: backupBounds.indexBytes });
}

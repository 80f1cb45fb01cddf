import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { backupBounds } from '../limits.ts';
import { decrypt, deriveKey, isAuthentic, type ResticKey } from './crypto.ts';

/** Where a blob lies: its pack, and its length there and as it was. */
export interface BlobPlace {
  readonly pack: string;
  readonly offset: number;
  readonly length: number;
  /** Bytes before compression; `length` less the overhead where it is not compressed. */
  readonly plain: number;
}

/** restic's own files on this machine, opened for reading: what a backup holds, from index and trees, without reading file contents. */
export interface ResticFiles {
  blob(id: string): BlobPlace | undefined;
  /** A tree's text; undefined when it cannot be read whole and right. */
  tree(id: string): Promise<Buffer | undefined>;
  /** A small file of the repository (`config`, `locks/ID`) as JSON; undefined when it cannot be read. */
  json(path: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Names in one of its folders. */
  names(folder: 'locks' | 'keys'): Promise<readonly string[]>;
  /** Packs that an index names and that are not there, or are cut. */
  readonly brokenPacks: ReadonlyMap<string, 'missing' | 'cut'>;
  /** Every pack that an index names, with the least bytes that it must have. */
  readonly packs: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const zstdMark = 2;
const textMarks = [0x5b, 0x7b];
const keyTries = 20;
const statsTogether = 64;

/** Opens a repository's index; undefined where it cannot be (password, size, damage): then the tool alone is asked. Never throws. */
export async function openResticFiles(folder: string, password: string): Promise<ResticFiles | undefined> {
  try {
    const key = await masterKey(folder, password);
    return key === undefined ? undefined : await withIndex(folder, key);
  } catch {
    return undefined;
  }
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

async function withIndex(folder: string, key: ResticKey): Promise<ResticFiles | undefined> {
  const blobs = new Map<string, BlobPlace>();
  const packBytes = new Map<string, number>();
  let total = 0;
  for (const name of await readdir(join(folder, 'index'))) {
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
        if (!blobs.has(id)) blobs.set(id, { pack: pack.id, offset, length, plain: plain ?? length - 32 });
      }
      packBytes.set(pack.id, least);
    }
  }
  const brokenPacks = await broken(folder, packBytes);
  let openPack: { readonly id: string; readonly file: Awaited<ReturnType<typeof open>> } | undefined;
  return {
    blob: (id) => blobs.get(id),
    brokenPacks,
    packs: packBytes,
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
        const text = place.plain === place.length - 32 ? plain : inflated(plain);
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

async function broken(
  folder: string,
  packBytes: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, 'missing' | 'cut'>> {
  const found = new Map<string, 'missing' | 'cut'>();
  const all = [...packBytes];
  for (let at = 0; at < all.length; at += statsTogether) {
    await Promise.all(
      all.slice(at, at + statsTogether).map(async ([id, least]) => {
        const size = await stat(packPath(folder, id)).then(
          (pack) => pack.size,
          () => undefined,
        );
        if (size === undefined) found.set(id, 'missing');
        else if (size < least) found.set(id, 'cut');
      }),
    );
  }
  return found;
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

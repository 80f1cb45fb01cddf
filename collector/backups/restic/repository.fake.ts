import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveKey, poly1305Aes, type ResticKey } from './crypto.ts';

/** An irreducible polynomial of degree 53, as every repository has one. */
const polynomial = '2005f5f256ad65';

export interface FakeFile {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * A repository of restic's own format (version 2) that real restic reads, checks and writes to; its key costs little, so that many calls
 * of restic are quick. For tests and benches alone: it writes nothing safely.
 */
export interface FakeRepository {
  readonly folder: string;
  /** Keeps a folder of files as a tree, each file one blob; equal ones once. */
  tree(files: readonly FakeFile[]): string;
  snapshot(wish: {
    readonly at: number;
    readonly tree: string;
    readonly tags: readonly string[];
    readonly host?: string;
    readonly paths?: readonly string[];
  }): string;
  lock(lock: {
    readonly at: number;
    readonly host: string;
    readonly pid: number;
    readonly exclusive?: boolean;
  }): string;
  /** Writes packs and index; call it last. */
  flush(): void;
}

interface Blob {
  readonly id: string;
  readonly type: 'data' | 'tree';
  readonly offset: number;
  readonly length: number;
}

const packBytes = 4 * 1024 * 1024;

export async function createFakeRepository(folder: string, password: string): Promise<FakeRepository> {
  for (const each of ['data', 'index', 'keys', 'locks', 'snapshots'])
    mkdirSync(join(folder, each), { recursive: true });
  const key: ResticKey = { encrypt: randomBytes(32), macK: randomBytes(16), macR: randomBytes(16) };
  // Poly1305 has no use for these bits, and restic refuses a key that has them set.
  for (const index of [3, 7, 11, 15]) key.macR[index] = (key.macR[index] ?? 0) & 0x0f;
  for (const index of [4, 8, 12]) key.macR[index] = (key.macR[index] ?? 0) & 0xfc;
  const salt = randomBytes(64);
  const cost = { N: 1024, r: 8, p: 1 };
  const user = await deriveKey(password, salt, cost);
  if (user === undefined) throw new Error('no key');
  const base64 = (bytes: Buffer): string => bytes.toString('base64');
  const master = { mac: { k: base64(key.macK), r: base64(key.macR) }, encrypt: base64(key.encrypt) };
  const keyFile = JSON.stringify({
    created: '2026-01-01T00:00:00Z',
    username: 'test',
    hostname: 'test',
    kdf: 'scrypt',
    ...cost,
    salt: base64(salt),
    data: base64(seal(Buffer.from(JSON.stringify(master)), user)),
  });
  writeFileSync(join(folder, 'keys', hashOf(Buffer.from(keyFile))), keyFile);
  const config = { version: 2, id: randomBytes(32).toString('hex'), chunker_polynomial: polynomial };
  writeFileSync(join(folder, 'config'), seal(Buffer.from(JSON.stringify(config)), key));

  const known = new Set<string>();
  const packs: { readonly id: string; readonly blobs: readonly Blob[] }[] = [];
  const open = { data: newPack(), tree: newPack() };

  function newPack(): { parts: Buffer[]; blobs: Blob[]; bytes: number } {
    return { parts: [], blobs: [], bytes: 0 };
  }

  function add(type: Blob['type'], content: Buffer): string {
    const id = hashOf(content);
    if (known.has(id)) return id;
    known.add(id);
    const pack = open[type];
    const sealed = seal(content, key);
    pack.blobs.push({ id, type, offset: pack.bytes, length: sealed.length });
    pack.parts.push(sealed);
    pack.bytes += sealed.length;
    if (pack.bytes >= packBytes) write(type);
    return id;
  }

  function write(type: Blob['type']): void {
    const { parts, blobs } = open[type];
    open[type] = newPack();
    if (blobs.length === 0) return;
    const header = Buffer.concat(
      blobs.map(({ id, length }) => {
        const entry = Buffer.alloc(37);
        entry.writeUInt8(type === 'data' ? 0 : 1, 0);
        entry.writeUInt32LE(length, 1);
        entry.write(id, 5, 'hex');
        return entry;
      }),
    );
    const sealed = seal(header, key);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(sealed.length);
    const bytes = Buffer.concat([...parts, sealed, size]);
    const id = hashOf(bytes);
    mkdirSync(join(folder, 'data', id.slice(0, 2)), { recursive: true });
    writeFileSync(join(folder, 'data', id.slice(0, 2), id), bytes);
    packs.push({ id, blobs });
  }

  function save(kind: 'index' | 'snapshots' | 'locks', document: object): string {
    const sealed = seal(Buffer.from(JSON.stringify(document)), key);
    const id = hashOf(sealed);
    writeFileSync(join(folder, kind, id), sealed);
    return id;
  }

  return {
    folder,
    tree(files) {
      const nodes = [...files]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, content }) => ({
          name,
          type: 'file',
          mode: 0o644,
          mtime: '2026-01-01T00:00:00Z',
          atime: '2026-01-01T00:00:00Z',
          ctime: '2026-01-01T00:00:00Z',
          uid: 0,
          gid: 0,
          size: content.length,
          content: content.length === 0 ? [] : [add('data', content)],
        }));
      return add('tree', Buffer.from(`${JSON.stringify({ nodes })}\n`));
    },
    snapshot: ({ at, tree, tags, host = 'test', paths = ['/data'] }) =>
      save('snapshots', { time: new Date(at).toISOString(), tree, paths, hostname: host, username: 'test', tags }),
    lock: ({ at, host, pid, exclusive = false }) =>
      save('locks', { time: new Date(at).toISOString(), exclusive, hostname: host, username: 'test', pid }),
    flush() {
      write('data');
      write('tree');
      if (packs.length > 0) save('index', { packs });
      packs.length = 0;
    },
  };
}

function seal(text: Buffer, key: ResticKey): Buffer {
  const nonce = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', key.encrypt, nonce);
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, sealed, poly1305Aes(sealed, nonce, key)]);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

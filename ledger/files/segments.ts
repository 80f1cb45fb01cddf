import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../limits.ts';
import { tileWidth } from '../verify/index.ts';
import { type AppendFile, openAppendFile } from './disk.ts';

/** Read at a time when everything is read; longer than any entry. */
const blockBytes = 4_194_304;

/**
 * The entries of the ledger in files of 65,536, each entry with two bytes of length before it: a run of 256 of them is a
 * tlog-tiles bundle as it stands. Where each bundle begins is held in memory (8 bytes for 256 entries) and in a file of its
 * own, which is made anew from the entries whenever it does not reach.
 */
export class Segments {
  readonly #folder: string;
  readonly #starts: AppendFile;
  #growing: { readonly segment: number; readonly file: AppendFile } | undefined;
  /** Offset in its file of every bundle that has begun. */
  readonly #offsets: number[] = [];
  #size = 0;
  /** End of the last entry in its file. */
  #end = 0;
  #startsWritten = 0;

  private constructor(folder: string, starts: AppendFile) {
    this.#folder = folder;
    this.#starts = starts;
  }

  /** Opens with the starts of the bundles of `size` entries; gives undefined when they are not there: then call `rebuild`. */
  static async open(
    folder: string,
    size: number,
  ): Promise<{ readonly segments: Segments; readonly complete: boolean }> {
    const segments = new Segments(folder, await openAppendFile(join(folder, 'bundles')));
    const bundles = Math.ceil(size / tileWidth);
    const complete = segments.#starts.bytes >= bundles * 8;
    const bytes = complete ? await segments.#starts.read(0, bundles * 8) : new Uint8Array(0);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let index = 0; index * 8 < bytes.length; index++) segments.#offsets.push(Number(view.getBigUint64(index * 8)));
    await segments.#starts.truncate(bytes.length);
    segments.#startsWritten = segments.#offsets.length;
    return { segments, complete };
  }

  get size(): number {
    return this.#size;
  }

  /** Takes on an entry that already lies in the files; `end` is where it ends. */
  adopt(end: number): void {
    const begin = this.#size % limits.entriesPerSegment === 0 ? 0 : this.#end;
    if (this.#size % tileWidth === 0 && this.#offsets.length <= this.#size / tileWidth) this.#offsets.push(begin);
    this.#size += 1;
    this.#end = end;
  }

  /** Says how many entries there are without looking at them; `end` is where the last one ends in its file. */
  resume(size: number, end: number): void {
    this.#size = size;
    this.#end = end;
  }

  /** Writes entries that fit into the file of the next one; they count once `commit` is called. */
  async write(entries: readonly Uint8Array[]): Promise<void> {
    const file = await this.#file(Math.floor(this.#size / limits.entriesPerSegment));
    const begin = this.#size % limits.entriesPerSegment === 0 ? 0 : this.#end;
    if (file.bytes !== begin) await file.truncate(begin);
    const bytes = Buffer.allocUnsafe(entries.reduce((sum, { length }) => sum + 2 + length, 0));
    let offset = 0;
    for (const entry of entries) {
      offset = bytes.writeUInt16BE(entry.length, offset);
      bytes.set(entry, offset);
      offset += entry.length;
    }
    await file.write(bytes);
    await file.sync();
  }

  /** Counts what was written and synced. */
  commit(entries: readonly Uint8Array[]): void {
    for (const entry of entries) {
      const begin = this.#size % limits.entriesPerSegment === 0 ? 0 : this.#end;
      this.adopt(begin + 2 + entry.length);
    }
  }

  /** How many of the next entries still fit into the file of the next one. */
  get room(): number {
    return limits.entriesPerSegment - (this.#size % limits.entriesPerSegment);
  }

  /** The bytes of a bundle, as far as its entries are counted. */
  async bundle(number: number): Promise<Uint8Array> {
    const offset = this.#offsets[number];
    if (offset === undefined) return new Uint8Array(0);
    const perSegment = limits.entriesPerSegment / tileWidth;
    const segment = Math.floor(number / perSegment);
    const last = (number + 1) * tileWidth >= this.#size;
    const next = (number + 1) % perSegment === 0 ? undefined : this.#offsets[number + 1];
    return this.#read(segment, offset, last ? this.#end : (next ?? Number.MAX_SAFE_INTEGER));
  }

  /**
   * The whole entries that lie behind the counted ones, read block by block; ends at the first that is not whole. What is taken
   * on while it runs (`adopt`) does not disturb it.
   */
  async *beyond(): AsyncGenerator<{ readonly entry: Uint8Array; readonly end: number }> {
    let index = this.#size;
    let offset = index % limits.entriesPerSegment === 0 ? 0 : this.#end;
    for (;;) {
      const segment = Math.floor(index / limits.entriesPerSegment);
      const block = await this.#read(segment, offset, offset + blockBytes);
      let at = 0;
      for (;;) {
        const length = ((block[at] ?? 0) << 8) | (block[at + 1] ?? 0);
        if (at + 2 > block.length || at + 2 + length > block.length) break;
        const entry = block.subarray(at + 2, at + 2 + length);
        at += 2 + length;
        index += 1;
        yield { entry, end: offset + at };
        if (index % limits.entriesPerSegment === 0) break;
      }
      if (at === 0) return;
      offset = index % limits.entriesPerSegment === 0 ? 0 : offset + at;
    }
  }

  /** Where a bundle begins in its file; undefined when it has not begun. */
  startOf(bundle: number): number | undefined {
    return this.#offsets[bundle];
  }

  /** Cuts off everything behind the counted entries; gives the bytes that went. */
  async cut(): Promise<number> {
    const segment = Math.floor(this.#size / limits.entriesPerSegment);
    const file = await this.#file(segment);
    const begin = this.#size % limits.entriesPerSegment === 0 ? 0 : this.#end;
    const torn = file.bytes - begin;
    if (torn > 0) await file.truncate(begin);
    return torn;
  }

  /** Forgets every start, for making them anew. */
  async rebuild(): Promise<void> {
    this.#offsets.length = 0;
    this.#startsWritten = 0;
    this.#size = 0;
    this.#end = 0;
    await this.#starts.truncate(0);
  }

  /** Writes and syncs the starts of new bundles. */
  async sync(): Promise<void> {
    const fresh = this.#offsets.slice(this.#startsWritten);
    if (fresh.length === 0) return;
    const bytes = Buffer.alloc(fresh.length * 8);
    for (const [index, offset] of fresh.entries()) bytes.writeBigUInt64BE(BigInt(offset), index * 8);
    if (this.#starts.bytes !== this.#startsWritten * 8) await this.#starts.truncate(this.#startsWritten * 8);
    await this.#starts.write(bytes);
    await this.#starts.sync();
    this.#startsWritten += fresh.length;
  }

  async close(): Promise<void> {
    await this.#starts.close();
    await this.#growing?.file.close();
  }

  /** The file that grows, held open. */
  async #file(segment: number): Promise<AppendFile> {
    if (this.#growing?.segment === segment) return this.#growing.file;
    const before = this.#growing;
    this.#growing = undefined;
    await before?.file.close();
    const file = await openAppendFile(this.#path(segment));
    this.#growing = { segment, file };
    return file;
  }

  /** Older files are opened for one reading: there are many, and they are seldom read. */
  async #read(segment: number, offset: number, end: number): Promise<Uint8Array> {
    if (this.#growing?.segment === segment) return this.#growing.file.read(offset, end - offset);
    const handle = await open(this.#path(segment), 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (handle === undefined) return new Uint8Array(0);
    try {
      const length = Math.max(0, Math.min(end, (await handle.stat()).size) - offset);
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  #path(segment: number): string {
    return join(this.#folder, `${String(segment).padStart(6, '0')}.entries`);
  }
}

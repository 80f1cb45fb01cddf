import { join } from 'node:path';
import type { EpochMs } from '../../core/index.ts';
import { type LedgerRecord, type RecordKind, recordKinds, tileWidth } from '../verify/index.ts';
import { type AppendFile, openAppendFile } from './disk.ts';

/** What a search needs of a record to know whether to look at it. */
export type RecordTraits = Pick<LedgerRecord, 'kind' | 'subject'> & { readonly at: EpochMs };

/** What a search asks of a bundle. */
export interface BundleQuestion {
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly kinds?: readonly RecordKind[];
  readonly subject?: string;
}

/** Bits that stand for the subjects of a bundle; two are set for each. */
const subjectBits = 512;
/** Kinds (32 bits), earliest, latest (float64), subjects. */
const bytesOfBundle = 4 + 8 + 8 + subjectBits / 8;

/**
 * Of each full bundle: which kinds, times and subjects it may hold, so that a search passes over most of them. It may say yes in
 * vain, never no. 84 bytes for 256 records, in memory and in a file that is made anew when it does not reach.
 */
export class Summaries {
  readonly #file: AppendFile;
  #bytes: Buffer;
  #full = 0;
  #written = 0;
  #open: RecordTraits[] = [];

  private constructor(file: AppendFile) {
    this.#file = file;
    this.#bytes = Buffer.alloc(1024 * bytesOfBundle);
  }

  /** Opens those of the full bundles of `size` records; `complete` is false, and none are there, when the file does not reach. */
  static async open(
    folder: string,
    size: number,
  ): Promise<{ readonly summaries: Summaries; readonly complete: boolean }> {
    const summaries = new Summaries(await openAppendFile(join(folder, 'summaries')));
    const wanted = Math.floor(size / tileWidth) * bytesOfBundle;
    const complete = summaries.#file.bytes >= wanted;
    const bytes = complete ? await summaries.#file.read(0, wanted) : new Uint8Array(0);
    summaries.#full = bytes.length / bytesOfBundle;
    summaries.#written = summaries.#full;
    summaries.#reserve();
    summaries.#bytes.set(bytes);
    return { summaries, complete };
  }

  /** Takes the next record. */
  add(traits: RecordTraits): void {
    this.#open.push(traits);
    if (this.#open.length < tileWidth) return;
    this.#reserve();
    const offset = this.#full * bytesOfBundle;
    let kinds = 0;
    let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { kind, at, subject } of this.#open) {
      kinds |= bitOf(kind);
      earliest = Math.min(earliest, at);
      latest = Math.max(latest, at);
      for (const bit of bitsOf(subject)) {
        const place = offset + 20 + (bit >> 3);
        this.#bytes[place] = (this.#bytes[place] ?? 0) | (1 << (bit & 7));
      }
    }
    this.#bytes.writeUInt32BE(kinds >>> 0, offset);
    this.#bytes.writeDoubleBE(earliest, offset + 4);
    this.#bytes.writeDoubleBE(latest, offset + 12);
    this.#open = [];
    this.#full += 1;
  }

  /** Whether a bundle may hold what is asked for. */
  may(bundle: number, { from, to, kinds, subject }: BundleQuestion): boolean {
    if (bundle >= this.#full) return true;
    const offset = bundle * bytesOfBundle;
    if (from !== undefined && this.#bytes.readDoubleBE(offset + 12) < from) return false;
    if (to !== undefined && this.#bytes.readDoubleBE(offset + 4) >= to) return false;
    const held = this.#bytes.readUInt32BE(offset);
    if (kinds !== undefined && !kinds.some((kind) => (held & bitOf(kind)) !== 0)) return false;
    if (subject === undefined) return true;
    return bitsOf(subject).every((bit) => ((this.#bytes[offset + 20 + (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0);
  }

  /** Lets no search pass over a bundle any more, as what was written of it is wrong. */
  forget(bundle: number): void {
    if (bundle >= this.#full) return;
    const offset = bundle * bytesOfBundle;
    this.#bytes.fill(0xff, offset, offset + bytesOfBundle);
    this.#bytes.writeDoubleBE(Number.NEGATIVE_INFINITY, offset + 4);
    this.#bytes.writeDoubleBE(Number.POSITIVE_INFINITY, offset + 12);
  }

  /** Writes those of new full bundles; lost ones are made anew at the next start. */
  async write(): Promise<void> {
    const fresh = this.#bytes.subarray(this.#written * bytesOfBundle, this.#full * bytesOfBundle);
    if (fresh.length === 0) return;
    const begin = this.#written * bytesOfBundle;
    if (this.#file.bytes !== begin) await this.#file.truncate(begin);
    await this.#file.write(Buffer.from(fresh));
    this.#written = this.#full;
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #reserve(): void {
    if ((this.#full + 1) * bytesOfBundle <= this.#bytes.length) return;
    const grown = Buffer.alloc((this.#full + 1) * bytesOfBundle * 2);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

function bitOf(kind: RecordKind): number {
  return 1 << recordKinds.indexOf(kind);
}

/** FNV-1a of the subject, cut in two. */
function bitsOf(subject: string): readonly number[] {
  let hash = 0x811c9dc5;
  for (let index = 0; index < subject.length; index++) hash = Math.imul(hash ^ subject.charCodeAt(index), 0x01000193);
  return [(hash >>> 0) % subjectBits, (hash >>> 16) % subjectBits];
}

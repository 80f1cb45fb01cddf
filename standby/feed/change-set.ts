import { createHash } from 'node:crypto';
import type { EpochMs } from '../../core/index.ts';
import type { Change, SqlValue } from '../../store/index.ts';
import { limits } from '../limits.ts';

/** SHA-256 in hex over a set and the checksum before it: two feeds with the same checksum have the same past. */
export type Checksum = string;

/** One committed write transaction of the store: its statements with their parameters, in order. */
export interface ChangeSet {
  /** From 1, without gaps within one feed. */
  readonly sequence: number;
  /** Checksum of the set before. */
  readonly previous: Checksum;
  /** When it was committed, by the writer's clock. */
  readonly at: EpochMs;
  readonly changes: readonly Change[];
}

export interface EncodedSet {
  readonly bytes: Uint8Array;
  readonly checksum: Checksum;
}

/** Begins every set, with the version of its form. */
const magic = 0x465a_4301;
const checksumBytes = 32;

/** A set as bytes; its last 32 are the checksum of all before them. */
export function encodeSet({ sequence, previous, at, changes }: ChangeSet): EncodedSet {
  const parts: Uint8Array[] = [];
  const head = Buffer.alloc(4 + 8 + 8);
  head.writeUInt32BE(magic, 0);
  head.writeBigUInt64BE(BigInt(sequence), 4);
  head.writeDoubleBE(at, 12);
  parts.push(head, Buffer.from(previous, 'hex'), count(changes.length));
  for (const { sql, params, changed } of changes) {
    parts.push(...framed(Buffer.from(sql, 'utf8')), count(changed), count(params.length));
    for (const value of params) parts.push(...encodeValue(value));
  }
  const body = Buffer.concat(parts);
  const sum = createHash('sha256').update(body).digest();
  return { bytes: Buffer.concat([body, sum]), checksum: sum.toString('hex') };
}

/** The set that bytes hold; undefined when they are not one, or not as they were written. */
export function decodeSet(bytes: Uint8Array): (ChangeSet & { readonly checksum: Checksum }) | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (data.length < 20 + 2 * checksumBytes + 4 || data.readUInt32BE(0) !== magic) return undefined;
  const body = data.subarray(0, data.length - checksumBytes);
  const checksum = createHash('sha256').update(body).digest();
  if (!checksum.equals(data.subarray(body.length))) return undefined;
  try {
    const reader = new Reader(body, 20);
    const previous = reader.take(checksumBytes).toString('hex');
    const changes = Array.from({ length: reader.count(limits.changesPerSet) }, (): Change => {
      const sql = reader.take(reader.count()).toString('utf8');
      const changed = reader.count(limits.maxCount);
      const params = Array.from({ length: reader.count(limits.paramsPerChange) }, () => reader.value());
      return { sql, params, changed };
    });
    const sequence = Number(body.readBigUInt64BE(4));
    return reader.atEnd
      ? { sequence, previous, at: body.readDoubleBE(12), changes, checksum: checksum.toString('hex') }
      : undefined;
  } catch {
    // A length that points behind the end.
    return undefined;
  }
}

/** Values of SQL as bytes: a letter for the type, then the value. */
export function encodeValue(value: SqlValue): readonly Uint8Array[] {
  if (value === null) return [Buffer.from('n')];
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9, 'd');
    bytes.writeDoubleBE(value, 1);
    return [bytes];
  }
  return typeof value === 'string'
    ? [Buffer.from('t'), ...framed(Buffer.from(value, 'utf8'))]
    : [Buffer.from('b'), ...framed(value)];
}

/** Reads what was put together of counts, values and bytes. @throws RangeError behind the end, or for what is no value. */
export class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw new RangeError('behind the end');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  count(most = this.#bytes.length): number {
    const value = this.take(4).readUInt32BE(0);
    if (value > most) throw new RangeError('too many');
    return value;
  }

  value(): SqlValue {
    const type = this.take(1).toString('latin1');
    if (type === 'n') return null;
    if (type === 'd') return this.take(8).readDoubleBE(0);
    if (type === 't') return this.take(this.count()).toString('utf8');
    if (type === 'b') return Buffer.from(this.take(this.count()));
    throw new RangeError('no value');
  }
}

export function count(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

function framed(bytes: Uint8Array): readonly Uint8Array[] {
  return [count(bytes.length), bytes];
}

import { promisify } from 'node:util';
import { deflate, deflateSync, inflate, inflateSync } from 'node:zlib';
import { limits } from '../limits.ts';
import { emptyPoints, type PointColumn, type Points } from '../series/points.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readColumn, writeColumn } from './column.ts';
import { decodeMetric, encodeMetric } from './metric.ts';

const deflateInPool = promisify(deflate);
const inflateInPool = promisify(inflate);
/** Below this, handing the work to another thread takes more of our own thread's time than doing it. */
const smallBytes = 4_096;

// The zlib container, not raw deflate: its Adler-32 tells a torn chunk from a whole one for 6 bytes.
async function pack(plain: Buffer): Promise<Buffer> {
  // A small window: the compressor's tables would otherwise be a hundred times larger than what it is given.
  if (plain.length < smallBytes) return deflateSync(plain, { level: 6, windowBits: 12, memLevel: 5 });
  return deflateInPool(plain, { level: 6, windowBits: 15, memLevel: 8 });
}

async function unpack(packed: Uint8Array): Promise<Buffer> {
  const options = { maxOutputLength: maxBytes };
  return packed.length < smallBytes ? inflateSync(packed, options) : inflateInPool(packed, options);
}

/** First byte of a chunk: a format number in the upper bits, then what it holds. */
const format = 1 << 4;
const isRolled = 1;
const isDeflated = 2;
/** Points of one chunk at most (an hour of one-second samples is 3,600), and its size before compression. */
const maxPoints = 100_000;
const maxBytes = 16_777_216;
/** Below this size the compressor's own overhead eats what it saves. */
const worthDeflating = 64;

/**
 * Points of one entity as bytes: times, then one run per metric, deflated together. Raw values come back exactly; rolled-up
 * ones with an error of at most 2^-8 (0.4 %), whole sums and counts exactly. A metric equal to the one before takes one byte.
 */
export async function encodeChunk(points: Points, rolled: boolean): Promise<Buffer> {
  const length = points.at.length;
  const writer = new ByteWriter();
  writer.varint(length);
  writeColumn(writer, points.at, { rounded: false });
  writer.varint(points.columns.length);
  let previous: Buffer | undefined;
  for (const column of points.columns) {
    const bytes = encodeMetric(column, length, rolled);
    if (previous?.equals(bytes)) {
      writer.byte(1);
    } else {
      writer.byte(0);
      writer.bytes(bytes);
    }
    previous = bytes;
  }
  const plain = writer.finish();
  const kind = format | (rolled ? isRolled : 0);
  if (plain.length >= worthDeflating) {
    const packed = await pack(plain);
    if (packed.length < plain.length) return Buffer.concat([Buffer.of(kind | isDeflated), packed]);
  }
  return Buffer.concat([Buffer.of(kind), plain]);
}

/** Reads a chunk; rejects with an Error on bytes that are none. */
export async function decodeChunk(body: Uint8Array): Promise<Points> {
  const kind = body[0] ?? 0;
  if ((kind & ~3) !== format) throw new RangeError('not a chunk');
  const rest = body.subarray(1);
  const reader = new ByteReader((kind & isDeflated) === 0 ? rest : await unpack(rest));
  const length = reader.varint();
  if (length > maxPoints) throw new RangeError('too many points');
  const at = readColumn(reader, length);
  const width = reader.varint();
  if (width > limits.maxColumns) throw new RangeError('too many columns');
  const columns: PointColumn[] = [];
  for (let index = 0; index < width; index++) {
    const previous = columns.at(-1);
    if (reader.byte() === 1 && previous !== undefined) columns.push(previous);
    else columns.push(decodeMetric(reader, length, (kind & isRolled) !== 0));
  }
  return { at, columns };
}

/** Reads a stored chunk; one that is damaged is reported and stands as no points, so that the rest stays readable. */
export async function readStoredChunk(
  { id, body }: { readonly id?: unknown; readonly body?: unknown },
  onDamage: OnDamage,
): Promise<Points> {
  try {
    if (!(body instanceof Uint8Array)) throw new RangeError('not a chunk');
    return await decodeChunk(body);
  } catch (error) {
    onDamage(Number(id), error);
    return emptyPoints(0);
  }
}

/** Told of a chunk or bundle that cannot be read. */
export type OnDamage = (id: number, error: unknown) => void;

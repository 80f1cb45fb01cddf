import { countAt, type PointColumn, rawColumn } from '../series/points.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readColumn, writeColumn } from './column.ts';

const allPresent = 0;
const somePresent = 1;
const nonePresent = 2;

/** One metric of a chunk: which points have a value, then the values; rolled-up ones as mean, min, max, last, count. */
export function encodeMetric(column: PointColumn, length: number, rolled: boolean): Buffer {
  const writer = new ByteWriter();
  const present = Array.from({ length }, (_, index) => countAt(column, index) > 0);
  const indexes = present.flatMap((is, index) => (is ? [index] : []));
  if (indexes.length === 0) {
    writer.byte(nonePresent);
    return writer.finish();
  }
  writer.byte(indexes.length === length ? allPresent : somePresent);
  if (indexes.length < length) writer.bytes(bitmap(present));
  const pick = (values: readonly number[]) => indexes.map((index) => values[index] ?? Number.NaN);
  const mean = pick(column.mean);
  if (!rolled) {
    writeColumn(writer, mean, { rounded: false });
    return writer.finish();
  }
  const counts = indexes.map((index) => countAt(column, index));
  writeColumn(writer, counts, { rounded: false });
  const written = new ByteWriter();
  writeColumn(written, mean, { rounded: true, counts });
  writer.bytes(written.finish());
  // The others are written against the mean as the reader will see it.
  const reference = readColumn(new ByteReader(written.finish()), mean.length, { counts });
  for (const part of ['min', 'max', 'last'] as const) {
    writeColumn(writer, pick(column[part]), { rounded: true, reference });
  }
  return writer.finish();
}

export function decodeMetric(reader: ByteReader, length: number, rolled: boolean): PointColumn {
  const presence = reader.byte();
  if (presence > nonePresent) throw new RangeError('unknown presence');
  const present = presence === somePresent ? reader.bytes(Math.ceil(length / 8)) : undefined;
  const indexes = Array.from({ length }, (_, index) => index).filter((index) =>
    present === undefined ? presence === allPresent : (((present[index >> 3] ?? 0) >> (index & 7)) & 1) === 1,
  );
  const spread = (values: readonly number[], gap = Number.NaN) => {
    if (indexes.length === length) return values;
    const all = new Array<number>(length).fill(gap);
    indexes.forEach((index, position) => {
      all[index] = values[position] ?? gap;
    });
    return all;
  };
  if (indexes.length === 0) return rawColumn(spread([]));
  if (!rolled) return rawColumn(spread(readColumn(reader, indexes.length)));
  const counts = readColumn(reader, indexes.length);
  const mean = readColumn(reader, indexes.length, { counts });
  const [min, max, last] = [0, 1, 2].map(() => readColumn(reader, indexes.length, { reference: mean }));
  return {
    mean: spread(mean),
    min: spread(min ?? mean),
    max: spread(max ?? mean),
    last: spread(last ?? mean),
    count: spread(counts, 0),
  };
}

function bitmap(present: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(present.length / 8));
  present.forEach((is, index) => {
    if (is) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bits;
}

import type { ByteReader, ByteWriter } from './bytes.ts';
import { decodeDecimal, encodeDecimal } from './decimal.ts';
import { decodeExact, decodeRounded, encodeExact, encodeRounded } from './float.ts';

const zeros = 0;
const decimal = 1;
const exact = 2;
const rounded = 3;
const sums = 4;

/** How a column may be written: raw values exactly, rolled-up ones rounded, as differences to `reference` where given. */
export type Coding =
  | { readonly rounded: false }
  /** `counts`: the values are means of that many; where their sums have few decimals, those are kept, exactly. */
  | { readonly rounded: true; readonly reference?: readonly number[]; readonly counts?: readonly number[] };

/** Writes values without gaps in whichever coding is shortest for them. */
export function writeColumn(writer: ByteWriter, values: readonly number[], coding: Coding): void {
  if (values.every((value) => value === 0)) {
    writer.byte(zeros);
    return;
  }
  const asDecimal = encodeDecimal(values, coding.rounded);
  if (coding.rounded) {
    const candidates = [
      { mode: decimal, bytes: asDecimal },
      { mode: sums, bytes: coding.counts === undefined ? undefined : encodeSums(values, coding.counts) },
      { mode: rounded, bytes: encodeRounded(values, coding.reference) },
    ];
    writeShortest(writer, candidates);
  } else if (asDecimal !== undefined && asDecimal.length < values.length * 6) {
    writer.byte(decimal);
    writer.bytes(asDecimal);
  } else {
    writer.byte(exact);
    writer.bytes(encodeExact(values));
  }
}

/** The first of the shortest: exact codings stand before rounded ones. */
function writeShortest(
  writer: ByteWriter,
  candidates: readonly { mode: number; bytes: Uint8Array | undefined }[],
): void {
  const given = candidates.flatMap(({ mode, bytes }) => (bytes === undefined ? [] : [{ mode, bytes }]));
  const best = given.reduce((shortest, other) => (other.bytes.length < shortest.bytes.length ? other : shortest));
  writer.byte(best.mode);
  writer.bytes(best.bytes);
}

function encodeSums(means: readonly number[], counts: readonly number[]): Uint8Array | undefined {
  const totals = means.map((mean, index) => {
    const total = mean * (counts[index] ?? 1);
    const short = Math.round(total * 1000) / 1000;
    // The running mean is off by some last bits; more than that is a sum with many decimals.
    return Math.abs(short - total) <= 1e-9 * Math.abs(total) ? short : Number.NaN;
  });
  return encodeDecimal(totals, false);
}

/** Reads `length` values; `reference` as it was when they were written (after its own rounding). */
export function readColumn(
  reader: ByteReader,
  length: number,
  { reference, counts }: { readonly reference?: readonly number[]; readonly counts?: readonly number[] } = {},
): number[] {
  const mode = reader.byte();
  if (mode === zeros) return new Array<number>(length).fill(0);
  if (mode === decimal) return decodeDecimal(reader, length);
  if (mode === exact) return decodeExact(reader, length);
  if (mode === rounded) return decodeRounded(reader, length, reference);
  if (mode === sums) return decodeDecimal(reader, length).map((total, index) => total / (counts?.[index] ?? 1));
  throw new RangeError('unknown column coding');
}

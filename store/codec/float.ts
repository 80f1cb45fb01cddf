import { type ByteReader, ByteWriter } from './bytes.ts';

/** Doubles exactly, the first bytes of all first: equal signs and exponents lie together for the compressor. */
export function encodeExact(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  const planes = new Uint8Array(values.length * 8);
  values.forEach((value, index) => {
    view.setFloat64(0, value);
    for (let plane = 0; plane < 8; plane++) planes[plane * values.length + index] = view.getUint8(plane);
  });
  return planes;
}

export function decodeExact(reader: ByteReader, length: number): number[] {
  const planes = reader.bytes(length * 8);
  const view = new DataView(new ArrayBuffer(8));
  return Array.from({ length }, (_, index) => {
    for (let plane = 0; plane < 8; plane++) view.setUint8(plane, planes[plane * length + index] ?? 0);
    return view.getFloat64(0);
  });
}

/** Significant bits kept of a rolled-up value: it is off by at most 2^-8, 0.4 %. */
export const significantBits = 8;
/** Largest relative error of a rolled-up value. */
export const roundingError = 2 ** -significantBits;

const view = new DataView(new ArrayBuffer(8));
/** Bits of the upper word of a double that are given up. */
const shift = 20 - (significantBits - 1);

/** A whole number that rises with the value: sign, exponent and the first bits of the fraction, rounded to nearest. */
export function codeOf(value: number): number {
  view.setFloat64(0, Math.abs(value));
  const high = view.getUint32(0);
  const code = (high + 2 ** (shift - 1)) >>> shift;
  return value < 0 ? -code : code;
}

export function valueOfCode(code: number): number {
  view.setUint32(0, (Math.abs(code) << shift) >>> 0);
  view.setUint32(4, 0);
  const value = view.getFloat64(0);
  return code < 0 ? -value : value;
}

/** Rounded values as differences of their codes: to the one before, or to `reference` where given. */
export function encodeRounded(values: readonly number[], reference: readonly number[] | undefined): Uint8Array {
  let previous = 0;
  const differences = values.map((value, index) => {
    const code = codeOf(value);
    const difference = code - (reference === undefined ? previous : codeOf(reference[index] ?? 0));
    // The first has nothing before it; it goes into the head, so that it does not widen all.
    previous = code;
    return reference === undefined && index === 0 ? 0 : difference;
  });
  const least = differences.reduce((a, b) => Math.min(a, b), 0);
  const most = differences.reduce((a, b) => Math.max(a, b), 0);
  const width = Math.max(1, Math.ceil((32 - Math.clz32(most - least)) / 8));
  const writer = new ByteWriter();
  writer.byte(width);
  writer.signed(reference === undefined ? codeOf(values[0] ?? 0) : 0);
  writer.signed(least);
  for (let plane = 0; plane < width; plane++) {
    for (const difference of differences) writer.byte(((difference - least) >>> (8 * plane)) & 0xff);
  }
  return writer.finish();
}

export function decodeRounded(reader: ByteReader, length: number, reference: readonly number[] | undefined): number[] {
  const width = reader.byte();
  if (width < 1 || width > 4) throw new RangeError('unknown rounded coding');
  let previous = reader.signed();
  const least = reader.signed();
  const planes = reader.bytes(length * width);
  return Array.from({ length }, (_, index) => {
    let difference = 0;
    for (let plane = width - 1; plane >= 0; plane--)
      difference = difference * 256 + (planes[plane * length + index] ?? 0);
    previous = difference + least + (reference === undefined ? previous : codeOf(reference[index] ?? 0));
    return valueOfCode(previous);
  });
}

import { type ByteReader, ByteWriter } from './bytes.ts';

const scales = [1, 100, 1000] as const;
const progression = 0;
/** Larger scaled values would lose digits in the second difference. */
const largest = 2 ** 49;

/** The scale at which every value is a whole number exactly, or undefined. */
function exactScale(values: readonly number[]): (typeof scales)[number] | undefined {
  return scales.find((scale) => values.every((value) => toWhole(value, scale) / scale === value));
}

function toWhole(value: number, scale: number): number {
  const whole = Math.round(value * scale);
  return Math.abs(whole) < largest ? whole + 0 : Number.NaN;
}

/**
 * Values with few decimals (counters of time, states, whole numbers) as differences: a steady column takes 3 to 10 bytes.
 * With `rounded`, values of 1 and more are rounded to 0.001 first. Undefined when the values are not of that sort.
 */
export function encodeDecimal(values: readonly number[], rounded: boolean): Uint8Array | undefined {
  const scale = exactScale(values) ?? (rounded && values.every(roundsWell) ? 1000 : undefined);
  if (scale === undefined) return undefined;
  const whole = values.map((value) => toWhole(value, scale));
  const first = whole[0] ?? 0;
  const step = (whole[1] ?? first) - first;
  const writer = new ByteWriter();
  if (whole.every((value, index) => value === first + step * index)) {
    writer.byte(scales.indexOf(scale) * 4 + progression);
    writer.signed(first);
    writer.signed(step);
    return writer.finish();
  }
  const candidates = [1, 2].map((order) => encodeDifferences(whole, scales.indexOf(scale) * 4 + order, order));
  return candidates.reduce((best, other) => (other.length < best.length ? other : best));
}

function roundsWell(value: number): boolean {
  return value === 0 || (Math.abs(value) >= 1 && !Number.isNaN(toWhole(value, 1000)));
}

function encodeDifferences(whole: readonly number[], header: number, order: number): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(header);
  let previous = 0;
  let slope = 0;
  for (const value of whole) {
    writer.signed(value - previous - slope);
    if (order === 2) slope = value - previous;
    previous = value;
  }
  return writer.finish();
}

export function decodeDecimal(reader: ByteReader, length: number): number[] {
  const header = reader.byte();
  const scale = scales[header >> 2];
  const order = header & 3;
  if (scale === undefined || order > 2) throw new RangeError('unknown decimal coding');
  if (order === progression) {
    const first = reader.signed();
    const step = reader.signed();
    return Array.from({ length }, (_, index) => (first + step * index) / scale);
  }
  const values: number[] = [];
  let previous = 0;
  let slope = 0;
  for (let index = 0; index < length; index++) {
    const value = previous + slope + reader.signed();
    values.push(value / scale);
    if (order === 2) slope = value - previous;
    previous = value;
  }
  return values;
}

/** DER (X.690 sections 8 and 10), as much of it as certificates and requests need: written whole, read strictly. */

export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** What is no DER, or not what was asked for. */
export class DerError extends Error {}

/** One value: tag, length in its shortest form, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => der(derTags.sequence, ...content);
export const set = (...content: readonly Uint8Array[]): Buffer => der(derTags.set, ...content);
export const octets = (bytes: Uint8Array): Buffer => der(derTags.octetString, bytes);
export const utf8 = (text: string): Buffer => der(derTags.utf8, Buffer.from(text, 'utf8'));
export const yes = (): Buffer => der(derTags.boolean, Buffer.from([0xff]));
/** Bits that fill whole octets; `unused` of the last octet are not meant. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => der(derTags.bitString, Buffer.from([unused]), bytes);
/** `[number]`, explicit. */
export const tagged = (number: number, ...content: readonly Uint8Array[]): Buffer => der(0xa0 | number, ...content);
/** `[number]`, implicit over a primitive value. */
export const implicit = (number: number, bytes: Uint8Array): Buffer => der(0x80 | number, bytes);

/** A positive integer by its big-endian octets. */
export function integer(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((octet) => octet !== 0);
  const short = start < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(start));
  const isNegative = ((short[0] ?? 0) & 0x80) !== 0;
  return der(derTags.integer, isNegative ? Buffer.concat([Buffer.from([0]), short]) : short);
}

/** An object identifier by its text, `2.5.29.15`. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return der(derTags.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** RFC 5280 section 4.1.2.5: UTCTime through 2049, GeneralizedTime from then on; whole seconds. */
export function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, '');
  return digits < '2050'
    ? der(derTags.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : der(derTags.generalizedTime, Buffer.from(digits, 'latin1'));
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const octetsOf: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) octetsOf.unshift(left % 256);
  return Buffer.from([0x80 | octetsOf.length, ...octetsOf]);
}

function base128(value: number): number[] {
  const found = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) found.unshift(0x80 | (left % 128));
  return found;
}

/** One value that was read. */
export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
  /** With tag and length, as it was signed. */
  readonly whole: Buffer;
}

/** The values that fill `bytes` exactly. @throws DerError */
export function readDer(bytes: Uint8Array): readonly DerValue[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: DerValue[] = [];
  for (let at = 0; at < all.length; ) {
    const { headerBytes, length } = readLength(all, at + 1);
    const from = at + 1 + headerBytes;
    if (from + length > all.length) throw new DerError('cut');
    found.push({
      tag: all[at] ?? 0,
      content: all.subarray(from, from + length),
      whole: all.subarray(at, from + length),
    });
    at = from + length;
  }
  return found;
}

/** The parts of the only value in `bytes`, which must have this tag. @throws DerError */
export function partsOf(value: DerValue | undefined, tag: number): readonly DerValue[] {
  return readDer(contentOf(value, tag));
}

/** @throws DerError where there is none, or one of another tag. */
export function contentOf(value: DerValue | undefined, tag: number): Buffer {
  if (value?.tag !== tag) throw new DerError(`no value of tag ${tag}`);
  return value.content;
}

function readLength(bytes: Buffer, at: number): { readonly headerBytes: number; readonly length: number } {
  const first = bytes[at];
  if (first === undefined || first === 0x80 || first > 0x84) throw new DerError('length');
  if (first < 0x80) return { headerBytes: 1, length: first };
  const count = first - 0x80;
  if (at + 1 + count > bytes.length) throw new DerError('cut');
  const length = bytes.readUIntBE(at + 1, count);
  // DER has one spelling of a length: the shortest.
  if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError('length');
  return { headerBytes: 1 + count, length };
}

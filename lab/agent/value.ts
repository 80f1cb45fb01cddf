import { isOid, writeOidContents } from './oid.ts';

/** A value as it stands on the wire: BER tag (RFC 2578, RFC 3416) and contents. */
export interface Value {
  readonly tag: number;
  readonly contents: Uint8Array;
}

/** The tags of SMIv2's types and of SNMPv2's exceptions. */
export const tags = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const;

const nothing = new Uint8Array(0);

/** The exceptions that take a value's place (RFC 3416 section 3), and null, which requests carry. */
export const noSuchObject: Value = { tag: tags.noSuchObject, contents: nothing };
export const noSuchInstance: Value = { tag: tags.noSuchInstance, contents: nothing };
export const endOfMibView: Value = { tag: tags.endOfMibView, contents: nothing };
export const nullValue: Value = { tag: tags.null, contents: nothing };

/** The shortest two's complement octets of a number (X.690 section 8.3). */
function signedContents(number: bigint): Uint8Array {
  let length = 1;
  while (BigInt.asIntN(8 * length, number) !== number) length += 1;
  const contents = Buffer.alloc(length);
  let rest = number;
  for (let at = length - 1; at >= 0; at -= 1) {
    contents[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return contents;
}

const small = Array.from({ length: 128 }, (_, number) => Uint8Array.of(number));

/** The same for 0 to 2^53 without the cost of bigint: counters are read on every poll. */
function naturalContents(number: number): Uint8Array {
  const common = number < small.length ? small[number] : undefined;
  if (common !== undefined) return common;
  let length = 1;
  for (let limit = 0x80; number >= limit; limit *= 0x100) length += 1;
  const contents = Buffer.alloc(length);
  let rest = number;
  for (let at = length - 1; at >= 0; at -= 1) {
    contents[at] = rest % 0x100;
    rest = Math.floor(rest / 0x100);
  }
  return contents;
}

/** Most numbers of an agent are words or zero: one object for each serves all rows. */
const smallNumbers: Readonly<Record<number, readonly Value[]>> = Object.fromEntries(
  [tags.integer, tags.counter32, tags.gauge32, tags.timeTicks, tags.counter64].map((tag) => [
    tag,
    small.map((contents) => ({ tag, contents })),
  ]),
);

function smallNumber(tag: number, number: number | bigint): Value | undefined {
  return typeof number === 'number' ? smallNumbers[tag]?.[number] : undefined;
}

/** INTEGER; a number beyond 32 bits is cut to its low 32 bits, as agents with a wrong cast do. */
export function integer(number: number | bigint): Value {
  const common = smallNumber(tags.integer, number);
  if (common !== undefined) return common;
  if (typeof number === 'number' && number >= 0 && number < 2 ** 31)
    return { tag: tags.integer, contents: naturalContents(Math.floor(number)) };
  return {
    tag: tags.integer,
    contents: signedContents(BigInt.asIntN(32, BigInt(typeof number === 'number' ? Math.trunc(number) : number))),
  };
}

/** OCTET STRING; text is sent as UTF-8. */
export function octets(bytes: string | Uint8Array): Value {
  return { tag: tags.octetString, contents: typeof bytes === 'string' ? Buffer.from(bytes) : bytes };
}

/** Opaque, its octets as they are. */
export function opaque(bytes: Uint8Array): Value {
  return { tag: tags.opaque, contents: bytes };
}

/** OBJECT IDENTIFIER; what is no OID becomes 0.0 (zeroDotZero, RFC 2578). */
export function objectIdentifier(oid: string): Value {
  const text = isOid(oid) ? oid : '0.0';
  const contents = Buffer.alloc(text.length * 5);
  return { tag: tags.objectIdentifier, contents: contents.subarray(0, writeOidContents(contents, text, 0)) };
}

/** IpAddress of four octets; a real agent may send another number of them, so any are taken. */
export function ipAddress(address: string | Uint8Array): Value {
  return {
    tag: tags.ipAddress,
    contents: typeof address === 'string' ? Buffer.from(address.split('.').map(Number)) : address,
  };
}

function unsigned32(tag: number, number: number | bigint): Value {
  const common = smallNumber(tag, number);
  if (common !== undefined) return common;
  const low =
    typeof number === 'bigint' ? Number(BigInt.asUintN(32, number)) : ((number % 2 ** 32) + 2 ** 32) % 2 ** 32;
  return { tag, contents: naturalContents(Math.floor(low)) };
}

/** Counter32: the low 32 bits, as a counter that wraps. */
export function counter32(number: number | bigint): Value {
  return unsigned32(tags.counter32, number);
}

/** Gauge32 and Unsigned32; a negative number shows as its 32-bit complement, as real agents send it. */
export function gauge32(number: number | bigint): Value {
  return unsigned32(tags.gauge32, number);
}

/** TimeTicks in hundredths of a second, modulo 2^32. */
export function timeTicks(hundredths: number | bigint): Value {
  return unsigned32(tags.timeTicks, hundredths);
}

/** Counter64, modulo 2^64. */
export function counter64(number: number | bigint): Value {
  const common = smallNumber(tags.counter64, number);
  if (common !== undefined) return common;
  if (typeof number === 'number' && number >= 0 && Number.isSafeInteger(number))
    return { tag: tags.counter64, contents: naturalContents(number) };
  const whole = typeof number === 'bigint' ? number : BigInt(Math.trunc(number));
  return { tag: tags.counter64, contents: signedContents(BigInt.asUintN(64, whole)) };
}

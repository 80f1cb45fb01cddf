import { decodeCounter64, type SnmpValue } from '../varbind.ts';
import { signed, unsigned } from './ber-reader.ts';
import { oidText } from './oid-octets.ts';

const noSuchObject: SnmpValue = { type: 'noSuchObject', value: null };
const noSuchInstance: SnmpValue = { type: 'noSuchInstance', value: null };
const endOfMibView: SnmpValue = { type: 'endOfMibView', value: null };
const none: SnmpValue = { type: 'null', value: null };
const malformed: SnmpValue = { type: 'malformed', value: null };

/** Values that most cells have (a status, a zero) are made once: the poll's garbage is what its CPU goes into. */
const sharedNumbers = 64;
const small = {
  integer: shared('integer'),
  counter32: shared('counter32'),
  gauge32: shared('gauge32'),
  timeTicks: shared('timeTicks'),
} as const;

function shared<T extends NumberType>(type: T): readonly SnmpValue[] {
  return Array.from({ length: sharedNumbers }, (_, value) => ({ type, value }));
}

type NumberType = 'integer' | 'counter32' | 'gauge32' | 'timeTicks';

function number(type: NumberType, value: number | undefined): SnmpValue | undefined {
  if (value === undefined) return undefined;
  return (value >= 0 && value < sharedNumbers ? small[type][value] : undefined) ?? { type, value };
}

/** An OCTET STRING where it came, without a view of it until somebody wants one: a view costs more than decoding a row. */
export class PackedOctets {
  readonly type = 'octets';
  readonly #data: Buffer;
  readonly #start: number;
  readonly #end: number;

  constructor(data: Buffer, start: number, end: number) {
    this.#data = data;
    this.#start = start;
    this.#end = end;
  }

  /** A view of the answer. */
  get value(): Buffer {
    return this.#data.subarray(this.#start, this.#end);
  }

  /** Whether these are the octets `from` to `end` of another buffer. */
  isSame(other: Uint8Array, from: number, end: number): boolean {
    const length = this.#end - this.#start;
    if (length !== end - from) return false;
    for (let i = 0; i < length; i++) if (this.#data[this.#start + i] !== other[from + i]) return false;
    return true;
  }
}

/**
 * A value from its tag (RFC 3416, RFC 2578) and contents; octets are views of `data`. `malformed` is a Counter64 without a
 * safe reading; undefined is no SNMP value at all: an unknown tag, an empty number, an IpAddress of three octets.
 */
export function decodeValue(tag: number, data: Buffer, start: number, end: number): SnmpValue | undefined {
  switch (tag) {
    case 0x46:
      return counter64(data, start, end);
    case 0x02:
      return number('integer', signed(data, start, end));
    case 0x41:
      return number('counter32', unsigned(data, start, end));
    case 0x42:
      return number('gauge32', unsigned(data, start, end));
    case 0x43:
      return number('timeTicks', unsigned(data, start, end));
    case 0x04:
      return { type: 'octets', value: data.subarray(start, end) };
    case 0x44:
      return { type: 'opaque', value: data.subarray(start, end) };
    case 0x06: {
      const value = oidText(data, start, end);
      return value === undefined ? undefined : { type: 'oid', value };
    }
    case 0x40:
      return end - start === 4 ? { type: 'ipAddress', value: data.subarray(start, end).join('.') } : undefined;
    case 0x05:
      return end === start ? none : undefined;
    case 0x80:
      return end === start ? noSuchObject : undefined;
    case 0x81:
      return end === start ? noSuchInstance : undefined;
    case 0x82:
      return end === start ? endOfMibView : undefined;
    default:
      return undefined;
  }
}

/** Most counters fit into 53 bits, where one number and one bigint are enough; `decodeCounter64` knows all the rest. */
function counter64(data: Buffer, start: number, end: number): SnmpValue {
  const first = data[start] ?? 0;
  if (end > start && end - start <= 7 && first < 0x20) {
    let value = 0;
    for (let at = start; at < end; at++) value = value * 256 + (data[at] ?? 0);
    return { type: 'counter64', value: BigInt(value) };
  }
  const value = decodeCounter64(data.subarray(start, end));
  return value === undefined ? malformed : { type: 'counter64', value };
}

/**
 * One name and value of an answer. Counter64 is a bigint; octet strings stay bytes, because only the reader of a column
 * knows whether they are text, a MAC or an address. `malformed` is a value that has no safe reading.
 */
export type Varbind = { readonly oid: string } & SnmpValue;

export type SnmpValue =
  | { readonly type: 'integer' | 'counter32' | 'gauge32' | 'timeTicks'; readonly value: number }
  | { readonly type: 'counter64'; readonly value: bigint }
  | { readonly type: 'octets' | 'opaque'; readonly value: Buffer }
  | { readonly type: 'oid' | 'ipAddress'; readonly value: string }
  | { readonly type: 'null' | NoValue | 'malformed'; readonly value: null };

/** RFC 3416 exceptions: no such object, no such row, nothing after this. */
export type NoValue = 'noSuchObject' | 'noSuchInstance' | 'endOfMibView';

/** A varbind whose tag is a word, from an ASN.1 tag and what the BER decoder made of the value. */
export function decodeVarbind(oid: string, tag: number, raw: unknown): Varbind {
  switch (tag) {
    case 2:
      return typeof raw === 'number' ? { oid, type: 'integer', value: raw } : malformed(oid);
    case 4:
      return Buffer.isBuffer(raw) ? { oid, type: 'octets', value: raw } : malformed(oid);
    case 65:
      return typeof raw === 'number' ? { oid, type: 'counter32', value: raw } : malformed(oid);
    case 66:
      return typeof raw === 'number' ? { oid, type: 'gauge32', value: raw } : malformed(oid);
    case 67:
      return typeof raw === 'number' ? { oid, type: 'timeTicks', value: raw } : malformed(oid);
    case 70: {
      const value = Buffer.isBuffer(raw) ? decodeCounter64(raw) : undefined;
      return value === undefined ? malformed(oid) : { oid, type: 'counter64', value };
    }
    case 6:
      return typeof raw === 'string' ? { oid, type: 'oid', value: raw } : malformed(oid);
    case 64:
      return typeof raw === 'string' ? { oid, type: 'ipAddress', value: raw } : malformed(oid);
    case 68:
      return Buffer.isBuffer(raw) ? { oid, type: 'opaque', value: raw } : malformed(oid);
    case 5:
      return { oid, type: 'null', value: null };
    case 128:
      return { oid, type: 'noSuchObject', value: null };
    case 129:
      return { oid, type: 'noSuchInstance', value: null };
    case 130:
      return { oid, type: 'endOfMibView', value: null };
    default:
      return malformed(oid);
  }
}

function malformed(oid: string): Varbind {
  return { oid, type: 'malformed', value: null };
}

/**
 * The content octets of a Counter64. Eight octets are read unsigned: an agent that forgot the leading zero and one that
 * sent a negative number mean the same number modulo 2^64. Shorter with the sign bit set is ambiguous (a small number
 * without its zero, or -1): undefined, as no reading of it is safe.
 */
export function decodeCounter64(octets: Buffer): bigint | undefined {
  // At most a zero and eight octets (X.690 section 8.3.2).
  if (octets.length > 9) return undefined;
  let start = 0;
  while (start < octets.length - 1 && octets[start] === 0) start++;
  const length = octets.length - start;
  if (length === 0 || length > 8) return undefined;
  if (length === 8) return octets.readBigUInt64BE(start);
  if (start === 0 && (octets[0] ?? 0) > 0x7f) return undefined;
  if (length <= 6) return BigInt(octets.readUIntBE(start, length));
  return (BigInt(octets.readUInt8(start)) << 48n) | BigInt(octets.readUIntBE(start + 1, 6));
}

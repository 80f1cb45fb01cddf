import { createRequire } from 'node:module';
import { oidText } from './wire/oid-octets.ts';

/** The reader of asn1-ber that net-snmp decodes with. */
export interface LibraryReader {
  readString(tag: number, asBuffer: true): Buffer | null;
  readOID(tag?: number): string | null;
  _readTag(tag?: number): number | null;
}

const objectIdentifier = 0x06;

/** The prototype of every reader of the net-snmp at this place of the module tree. */
export function readerOf(require: NodeJS.Require): LibraryReader {
  const { Ber }: { Ber: { Reader: { prototype: LibraryReader } } } = createRequire(require.resolve('net-snmp'))(
    'asn1-ber',
  );
  return Ber.Reader.prototype;
}

/**
 * Amends asn1-ber where it takes octets for a value that they are not: a number beyond 32 bits loses its high part, an
 * OID below the arc 2 has another beginning, one that is empty, cut or beyond 2^32-1 becomes some other name.
 */
export function amendReading(reader: LibraryReader): void {
  const readNumber = reader._readTag;
  reader._readTag = function (this: LibraryReader, tag) {
    const value = readNumber.call(this, tag);
    if (value !== null && (value < -(2 ** 31) || value >= 2 ** 32)) throw new RangeError('a number beyond 32 bits');
    return value;
  };
  reader.readOID = function (this: LibraryReader, tag = objectIdentifier) {
    const octets = this.readString(tag, true);
    const text = octets === null ? undefined : oidText(octets, 0, octets.length);
    if (octets !== null && text === undefined) throw new RangeError('octets that are no OID');
    return text ?? null;
  };
}

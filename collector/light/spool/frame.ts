/** How one record stands in a file: two octets of mark, length, checksum, and the record itself. */
import { crc32 } from 'node:zlib';
import { lightBounds } from '../limits.ts';

const mark = 0x465a;
export const frameHeadBytes = 10;

/** One record that was found whole, and where it ends. */
export interface FoundFrame {
  readonly payload: Buffer;
  readonly end: number;
}

export function encodeFrame(payload: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(frameHeadBytes + payload.length);
  framed.writeUInt16BE(mark, 0);
  framed.writeUInt32BE(payload.length, 2);
  framed.writeUInt32BE(crc32(payload), 6);
  framed.set(payload, frameHeadBytes);
  return framed;
}

/** The record at this place; undefined where none stands whole. */
export function frameAt(bytes: Buffer, at: number): FoundFrame | undefined {
  if (at + frameHeadBytes > bytes.length || bytes.readUInt16BE(at) !== mark) return undefined;
  const length = bytes.readUInt32BE(at + 2);
  const end = at + frameHeadBytes + length;
  if (length > lightBounds.recordBytes || end > bytes.length) return undefined;
  const payload = bytes.subarray(at + frameHeadBytes, end);
  return crc32(payload) === bytes.readUInt32BE(at + 6) ? { payload, end } : undefined;
}

/** The next place from `at` on where a whole record stands; undefined where there is none. For what lies behind damage. */
export function nextFrame(bytes: Buffer, at: number): number | undefined {
  for (let place = bytes.indexOf('FZ', at, 'latin1'); place >= 0; place = bytes.indexOf('FZ', place + 1, 'latin1'))
    if (frameAt(bytes, place) !== undefined) return place;
  return undefined;
}

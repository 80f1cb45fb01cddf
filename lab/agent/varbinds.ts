import { writeOidContents } from './oid.ts';
import type { Value } from './value.ts';

function lengthOctets(length: number): number {
  if (length < 0x80) return 1;
  return length < 0x100 ? 2 : 3;
}

function writeHeader(target: Buffer, tag: number, length: number, offset: number): number {
  let at = offset;
  target[at++] = tag;
  if (length >= 0x100) {
    target[at++] = 0x82;
    target[at++] = length >> 8;
  } else if (length >= 0x80) {
    target[at++] = 0x81;
  }
  target[at++] = length & 0xff;
  return at;
}

/** The largest UDP payload over IPv4; no list grows beyond it. */
export const maxDatagramOctets = 65_507;
/** RFC 2578 allows 128 numbers of at most five octets. */
const maxOidOctets = 640;

/** Encoded variable bindings that never grow beyond a limit. */
export interface VarbindList {
  /** Appends a binding; false, and nothing changed, when it does not fit. */
  add(oid: string, value: Value): boolean;
  /** Takes the last binding back. */
  removeLast(): void;
  readonly count: number;
  /** A copy of all bindings, without the header of their sequence. */
  bytes(): Buffer;
}

const scratch = Buffer.alloc(maxDatagramOctets);
const oidScratch = Buffer.alloc(maxOidOctets);

/** A list with room for `limitOctets`. Only one list may be filled at a time: all share one buffer. */
export function varbindList(limitOctets: number): VarbindList {
  const limit = Math.min(limitOctets, maxDatagramOctets);
  const ends: number[] = [];
  let end = 0;
  return {
    add(oid, value) {
      const oidLength = writeOidContents(oidScratch, oid, 0);
      const valueLength = value.contents.length;
      const body = 1 + lengthOctets(oidLength) + oidLength + 1 + lengthOctets(valueLength) + valueLength;
      if (end + 1 + lengthOctets(body) + body > limit) return false;
      let at = writeHeader(scratch, 0x30, body, end);
      at = writeHeader(scratch, 0x06, oidLength, at);
      oidScratch.copy(scratch, at, 0, oidLength);
      at = writeHeader(scratch, value.tag, valueLength, at + oidLength);
      scratch.set(value.contents, at);
      end = at + valueLength;
      ends.push(end);
      return true;
    },
    removeLast() {
      ends.pop();
      end = ends.at(-1) ?? 0;
    },
    get count() {
      return ends.length;
    },
    bytes: () => Buffer.from(scratch.subarray(0, end)),
  };
}

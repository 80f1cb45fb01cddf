const dot = 46;
const zero = 48;

const maxSubIdentifiers = 128;
const maxSubIdentifier = 0xffffffff;

/** Whether a text is an OID as a row may have it: 2 to 128 sub-identifiers (RFC 2578 section 3.5) of 32 bits. */
export function isOid(text: string): boolean {
  let count = 0;
  let number = -1;
  let first = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : dot;
    if (code === dot) {
      if (number < 0) return false;
      count += 1;
      if (count === 1) first = number;
      // X.690 section 8.19.4: below the arcs 0 and 1 there are 40 numbers.
      if (count === 2 && first < 2 && number > 39) return false;
      number = -1;
      continue;
    }
    if (code < zero || code > zero + 9) return false;
    number = Math.max(number, 0) * 10 + code - zero;
    if (number > maxSubIdentifier) return false;
  }
  return first <= 2 && count >= 2 && count <= maxSubIdentifiers;
}

/** Order of two OIDs in a MIB view: number by number, a prefix before what it begins. Reads in place, allocates nothing. */
export function compareOids(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    let left = 0;
    let right = 0;
    for (; i < a.length && a.charCodeAt(i) !== dot; i += 1) left = left * 10 + a.charCodeAt(i) - zero;
    for (; j < b.length && b.charCodeAt(j) !== dot; j += 1) right = right * 10 + b.charCodeAt(j) - zero;
    if (left !== right) return left < right ? -1 : 1;
    i += 1;
    j += 1;
  }
  if (i >= a.length && j >= b.length) return 0;
  return i >= a.length ? -1 : 1;
}

/** Writes the BER contents of an OID (X.690 section 8.19) at `offset`; gives the offset behind it. Needs 5 octets a number. */
export function writeOidContents(target: Buffer, oid: string, offset: number): number {
  let at = offset;
  let position = 0;
  let first = 0;
  let index = 0;
  while (position < oid.length) {
    let number = 0;
    for (; position < oid.length && oid.charCodeAt(position) !== dot; position += 1)
      number = number * 10 + oid.charCodeAt(position) - zero;
    position += 1;
    index += 1;
    if (index === 1) {
      first = number;
      continue;
    }
    at = writeSubIdentifier(target, index === 2 ? first * 40 + number : number, at);
  }
  return at;
}

function writeSubIdentifier(target: Buffer, number: number, offset: number): number {
  let at = offset;
  if (number >= 0x10000000) target[at++] = 0x80 | Math.floor(number / 0x10000000);
  if (number >= 0x200000) target[at++] = 0x80 | ((number >>> 21) & 0x7f);
  if (number >= 0x4000) target[at++] = 0x80 | ((number >>> 14) & 0x7f);
  if (number >= 0x80) target[at++] = 0x80 | ((number >>> 7) & 0x7f);
  target[at++] = number & 0x7f;
  return at;
}

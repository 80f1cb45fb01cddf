/** Encoded OIDs that are kept; the scheduled poll asks for the same few hundred at every device. */
const keptOids = 4_096;
const maxSubIdentifier = 0xffff_ffff;
const encoded = new Map<string, Buffer>();

/**
 * The contents octets of a dotted OID (X.690 8.19). Not to be changed by the caller. Undefined when the text is no OID:
 * fewer than two sub-identifiers, or one that is not a number from 0 to 2^32-1.
 */
export function oidOctets(oid: string): Buffer | undefined {
  const known = encoded.get(oid);
  if (known !== undefined) return known;
  const octets = encodeOid(oid);
  if (octets === undefined) return undefined;
  if (encoded.size >= keptOids) encoded.clear();
  encoded.set(oid, octets);
  return octets;
}

function encodeOid(oid: string): Buffer | undefined {
  const [first, second, ...rest] = oid.split('.').map(subIdentifier);
  if (first === undefined || second === undefined || first > 2 || (first < 2 && second > 39)) return undefined;
  const octets: number[] = [];
  for (const part of [first * 40 + second, ...rest]) {
    if (part === undefined) return undefined;
    appendSubIdentifier(part, octets);
  }
  return Buffer.from(octets);
}

function subIdentifier(text: string): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  return value >= 0 && value <= maxSubIdentifier ? value : undefined;
}

function appendSubIdentifier(value: number, to: number[]): void {
  const groups = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) groups.push((rest & 0x7f) | 0x80);
  to.push(...groups.reverse());
}

/**
 * The dotted text of contents octets; undefined when they are no OID: empty, cut within a sub-identifier, one beyond 2^32-1
 * (RFC 2578 section 3.5), or one with more octets than it needs (X.690 8.19.2), in which the order of names could be hidden.
 */
export function oidText(data: Buffer, start: number, end: number): string | undefined {
  if (end <= start) return undefined;
  let text = '';
  let value = 0;
  let isFirst = true;
  let isNew = true;
  for (let at = start; at < end; at++) {
    const octet = data[at] ?? 0;
    if (octet === 0x80 && isNew) return undefined;
    value = value * 128 + (octet & 0x7f);
    // The first may carry 2^32-1 under the arc 2, hence 80 more.
    if (value > maxSubIdentifier + 80) return undefined;
    isNew = octet <= 0x7f;
    if (!isNew) {
      if (at + 1 === end) return undefined;
      continue;
    }
    if (isFirst) {
      const root = value < 40 ? 0 : value < 80 ? 1 : 2;
      text = `${root}.${value - root * 40}`;
      isFirst = false;
    } else if (value > maxSubIdentifier) return undefined;
    else text += `.${value}`;
    value = 0;
  }
  return text;
}

/**
 * As much of a broken name as can be read: the dotted text of its whole sub-identifiers before the first mistake. Undefined
 * when there is none.
 */
export function oidBeginning(data: Buffer, start: number, end: number): string | undefined {
  for (let cut = end; cut > start; cut--) {
    const text = oidText(data, start, cut);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The dotted text of an index: contents octets that follow a column's. Undefined as for `oidText`; '' when there are none. */
export function indexText(data: Buffer, start: number, end: number): string | undefined {
  let text = '';
  let value = 0;
  let isNew = true;
  for (let at = start; at < end; at++) {
    const octet = data[at] ?? 0;
    if (octet === 0x80 && isNew) return undefined;
    value = value * 128 + (octet & 0x7f);
    if (value > maxSubIdentifier) return undefined;
    isNew = octet <= 0x7f;
    if (!isNew) {
      if (at + 1 === end) return undefined;
      continue;
    }
    text = text === '' ? String(value) : `${text}.${value}`;
    value = 0;
  }
  return text;
}

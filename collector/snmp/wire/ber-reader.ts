/**
 * Reads BER (X.690) from any bytes and never throws: after the first mistake `failedAt` says at which octet it was, every
 * read gives nothing and the caller may look once, at the end. Lengths beyond the enclosing element are mistakes.
 */
export class BerReader {
  readonly data: Buffer;
  /** The next octet. */
  at: number;
  /** Where the enclosing element ends. */
  limit: number;
  /** Octet of the first mistake; -1 while there is none. */
  failedAt = -1;

  constructor(data: Buffer, at = 0, limit = data.length) {
    this.data = data;
    this.at = at;
    this.limit = limit;
  }

  get failed(): boolean {
    return this.failedAt >= 0;
  }

  /** Notes a mistake; only the first counts. */
  fail(at: number): void {
    if (this.failedAt < 0) this.failedAt = at;
    this.at = this.limit;
  }

  /** The tag of the next element, without moving; -1 at the end. */
  peek(): number {
    return this.at < this.limit ? (this.data[this.at] ?? -1) : -1;
  }

  /** Steps into an element with this tag: `at` is the first octet of its contents, the result the one after its last. */
  enter(tag: number): number {
    const { data, limit } = this;
    const start = this.at;
    let at = start + 2;
    if (this.failedAt >= 0 || at > limit || data[start] !== tag) {
      this.fail(start);
      return this.at;
    }
    let length = data[start + 1] ?? 0x80;
    if (length >= 0x80) {
      let octets = length & 0x7f;
      // No indefinite lengths (RFC 3417 section 8), and none that needs more than four octets.
      if (octets === 0 || octets > 4 || at + octets > limit) {
        this.fail(start + 1);
        return this.at;
      }
      for (length = 0; octets > 0; octets--) length = length * 256 + (data[at++] ?? 0);
    }
    if (length > limit - at) {
      this.fail(start + 1);
      return this.at;
    }
    this.at = at;
    return at + length;
  }

  /** Steps into an element and makes it the enclosing one. */
  descend(tag: number): void {
    this.limit = this.enter(tag);
  }

  /** An INTEGER of the signed 32-bit range; 0 on a mistake. */
  integer(): number {
    const start = this.at;
    const end = this.enter(0x02);
    const value = signed(this.data, this.at, end);
    this.at = end;
    if (value === undefined) {
      this.fail(start);
      return 0;
    }
    return value;
  }

  /** The contents of an OCTET STRING, as a view. */
  octetString(): Buffer {
    const end = this.enter(0x04);
    const octets = this.data.subarray(this.at, end);
    this.at = end;
    return octets;
  }
}

/**
 * Contents of an INTEGER; undefined when empty or longer than the four octets that its 32 bits may take. X.690 section 8.3.2
 * forbids superfluous octets of sign altogether, but old agents fill every number up to four, and Net-SNMP reads them.
 */
export function signed(data: Buffer, start: number, end: number): number | undefined {
  if (end <= start || end - start > 4) return undefined;
  let value = ((data[start] ?? 0) << 24) >> 24;
  for (let at = start + 1; at < end; at++) value = (value << 8) | (data[at] ?? 0);
  return value;
}

/**
 * Contents of a Counter32, Gauge32 or TimeTicks: at most a zero and four octets. A number sent without its leading zero octet
 * is read unsigned.
 */
export function unsigned(data: Buffer, start: number, end: number): number | undefined {
  if (end - start > 5) return undefined;
  let at = start;
  while (at < end - 1 && data[at] === 0) at++;
  if (end <= start || end - at > 4) return undefined;
  let value = 0;
  // A short negative number is its value modulo 2^32, as other managers read it.
  if (at === start && (data[at] ?? 0) > 0x7f) value = -1;
  for (; at < end; at++) value = (value << 8) | (data[at] ?? 0);
  return value >>> 0;
}

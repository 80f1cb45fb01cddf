/**
 * Writes BER (X.690, definite lengths) backwards into a buffer that grows: contents come before their header, so that
 * every length is known when it is written and nothing is moved. The last thing of a message is written first.
 */
export class BerWriter {
  #data: Buffer;
  #at: number;

  constructor(capacity = 2_048) {
    this.#data = Buffer.allocUnsafe(capacity);
    this.#at = capacity;
  }

  /** Octets written so far: a mark for `wrap`, and a place counted from the message's end. */
  get length(): number {
    return this.#data.length - this.#at;
  }

  /** Forgets what was written; the buffer stays. */
  reset(): void {
    this.#at = this.#data.length;
  }

  /** A copy of what was written. */
  take(): Buffer {
    return Buffer.from(this.#data.subarray(this.#at));
  }

  octet(value: number): void {
    if (this.#at === 0) this.#grow(1);
    this.#data[--this.#at] = value;
  }

  raw(octets: Uint8Array): void {
    if (this.#at < octets.length) this.#grow(octets.length);
    this.#at -= octets.length;
    this.#data.set(octets, this.#at);
  }

  /** Puts a header before everything written since the mark. */
  wrap(tag: number, mark: number): void {
    const length = this.length - mark;
    if (length < 0x80) this.octet(length);
    else {
      let octets = 0;
      for (let rest = length; rest > 0; rest >>>= 8) {
        this.octet(rest & 0xff);
        octets++;
      }
      this.octet(0x80 | octets);
    }
    this.octet(tag);
  }

  /** An INTEGER of the signed 32-bit range in the fewest octets (X.690 8.3.2). */
  integer(value: number): void {
    const mark = this.length;
    let rest = value | 0;
    do {
      this.octet(rest & 0xff);
      rest >>= 8;
      // On until what is left is only the sign, and the last octet shows that sign.
    } while (!((rest === 0 && !this.#signBit()) || (rest === -1 && this.#signBit())));
    this.wrap(0x02, mark);
  }

  octetString(octets: Uint8Array): void {
    const mark = this.length;
    this.raw(octets);
    this.wrap(0x04, mark);
  }

  #signBit(): boolean {
    return ((this.#data[this.#at] ?? 0) & 0x80) !== 0;
  }

  #grow(needed: number): void {
    const written = this.#data.subarray(this.#at);
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#data.length, written.length + needed + 64));
    larger.set(written, larger.length - written.length);
    this.#at = larger.length - written.length;
    this.#data = larger;
  }
}

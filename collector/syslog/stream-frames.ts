import { maxMessageOctets } from './read-syslog.ts';
import type { SyslogFault } from './syslog-message.ts';

/** A frame of a stream: a message's octets, or what was wrong with the framing. */
export type Frame =
  | { readonly kind: 'message'; readonly octets: Buffer }
  | { readonly kind: 'bad'; readonly fault: Extract<SyslogFault, 'bad-frame' | 'too-long'>; readonly detail: string };

/**
 * Takes a TCP stream apart (RFC 6587): each message begins with its length and a space (octet counting, the only framing in
 * TLS, RFC 5425), or ends with a line feed. Which one is told by its first octet, a digit or not. Bounded: of a message that is
 * longer than `maxMessageOctets` the rest is passed over; of a length that cannot be the stream has no way back.
 */
export class StreamFrames {
  readonly #take: (frame: Frame) => void;
  #held: Buffer = Buffer.alloc(0);
  /** Octets of a message that are still to be passed over. */
  #skip = 0;
  /** Passing over the rest of a line that was too long. */
  #skipLine = false;

  constructor(take: (frame: Frame) => void) {
    this.#take = take;
  }

  /** Octets that wait for the rest of their message. */
  get heldOctets(): number {
    return this.#held.length;
  }

  /** False when the stream can no longer be taken apart: the connection is to be closed. */
  push(chunk: Buffer): boolean {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    for (;;) {
      const before = this.#held.length;
      if (before === 0) return true;
      if (this.#skip > 0) this.#passOver();
      else if (this.#skipLine) this.#passOverLine();
      else if (isDigit(this.#held[0] ?? 0)) {
        if (!this.#counted()) return false;
      } else this.#line();
      if (this.#held.length === before) return true;
    }
  }

  /** The stream ended: what is held is a last message without its line feed, or half of a counted one. */
  end(): void {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    if (rest.length === 0 || this.#skip > 0 || this.#skipLine) return;
    if (isDigit(rest[0] ?? 0)) {
      this.#take({
        kind: 'bad',
        fault: 'bad-frame',
        detail: `the stream ended after ${rest.length} octets of a message`,
      });
    } else this.#take({ kind: 'message', octets: rest });
  }

  #passOver(): void {
    const octets = Math.min(this.#skip, this.#held.length);
    this.#skip -= octets;
    this.#drop(octets);
  }

  #passOverLine(): void {
    const lineEnd = this.#held.indexOf(0x0a);
    this.#skipLine = lineEnd < 0;
    this.#drop(lineEnd < 0 ? this.#held.length : lineEnd + 1);
  }

  /** One message with its length before it; false when the length cannot be. */
  #counted(): boolean {
    const held = this.#held;
    const space = held.subarray(0, longestLength + 1).indexOf(0x20);
    if (space < 0 && held.length <= longestLength && onlyDigits(held, held.length)) return true;
    const length = space > 0 && onlyDigits(held, space) ? Number(held.toString('latin1', 0, space)) : 0;
    if (length < 1 || length > longestFrame || held[0] === 0x30) {
      const detail = `a message's length is no number from 1 to ${longestFrame}`;
      this.#take({ kind: 'bad', fault: 'bad-frame', detail });
      this.#held = Buffer.alloc(0);
      return false;
    }
    const start = space + 1;
    const wanted = Math.min(length, maxMessageOctets + 1);
    if (held.length < start + wanted) return true;
    this.#take({ kind: 'message', octets: held.subarray(start, start + wanted) });
    this.#skip = length - wanted;
    this.#drop(start + wanted);
    return true;
  }

  #line(): void {
    const lineEnd = this.#held.subarray(0, maxMessageOctets + 1).indexOf(0x0a);
    if (lineEnd >= 0) {
      // An empty line is padding between messages: LF after CR LF, or after a counted message.
      if (lineEnd > 0) this.#take({ kind: 'message', octets: this.#held.subarray(0, lineEnd) });
      this.#drop(lineEnd + 1);
      return;
    }
    if (this.#held.length <= maxMessageOctets) return;
    this.#take({ kind: 'message', octets: this.#held.subarray(0, maxMessageOctets + 1) });
    this.#drop(maxMessageOctets + 1);
    this.#skipLine = true;
  }

  #drop(octets: number): void {
    this.#held = this.#held.subarray(octets);
  }
}

/** Digits of a length, and the longest message whose rest is passed over rather than the connection closed. */
const longestLength = 7;
const longestFrame = 1_048_576;

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}

function onlyDigits(octets: Buffer, end: number): boolean {
  for (let at = 0; at < end; at++) if (!isDigit(octets[at] ?? 0)) return false;
  return end > 0;
}

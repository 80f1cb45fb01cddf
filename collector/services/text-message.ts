/** Messages of SIP (RFC 3261 section 7) and RTSP (RFC 2326 section 4): a first line, headers, an empty line, a body. */
import type { Reader } from './channel.ts';

export interface TextMessage {
  readonly firstLine: string;
  /** By name in small letters; a header that comes several times keeps all, in their order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** A status line: `SIP/2.0 200 OK`. */
export interface StatusLine {
  readonly protocol: string;
  readonly status: number;
  readonly phrase: string;
}

/** Octets of the head, and of the body that may follow it. */
const bounds = { headBytes: 16_384, bodyBytes: 65_536, headers: 128 } as const;

/** SIP's one-letter names of headers (RFC 3261 section 7.3.3). */
const compact: Readonly<Record<string, string>> = {
  ...{ c: 'content-type', f: 'from', i: 'call-id', k: 'supported', l: 'content-length' },
  ...{ m: 'contact', s: 'subject', t: 'to', v: 'via' },
};

interface ReadingAsk {
  readonly protocol: 'SIP' | 'RTSP';
  readonly over: 'stream' | 'datagram';
  /** Made where what was heard cannot be a message of this protocol. */
  readonly garbage: () => Error;
}

/**
 * Reads one message from the beginning of what was heard; undefined: not all has come yet. A body counts by Content-Length, on a datagram
 * also to its end. @throws what `garbage` makes
 */
export function textMessageReader({ protocol, over, garbage }: ReadingAsk): Reader<TextMessage> {
  const status = new RegExp(`^${protocol}/\\d\\.\\d \\d{3}(?: |$)`);
  const request = new RegExp(`^[A-Z_]+ \\S+ ${protocol}/\\d\\.\\d$`);
  const beginning = new RegExp(`^(?:${protocol}/|[A-Z_]+(?: |$))`);
  return (heard) => {
    // Lone line ends before a message are keep-alives (RFC 5626 section 3.5.1).
    let start = 0;
    while (heard[start] === 0x0d || heard[start] === 0x0a) start += 1;
    const end = heard.indexOf('\r\n\r\n', start);
    const head = heard.subarray(start, end < 0 ? heard.length : end).toString('latin1');
    // What does not begin like a message will not become one.
    if (head !== '' && !beginning.test(head)) throw garbage();
    if (end < 0) {
      if (heard.length - start > bounds.headBytes || over === 'datagram') throw garbage();
      return undefined;
    }
    const [firstLine = '', ...lines] = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
    if (!status.test(firstLine) && !request.test(firstLine)) throw garbage();
    const headers = headersOf(lines, garbage);
    const declared = headers.get('content-length')?.[0];
    const bodyAt = end + 4;
    const length = declared === undefined ? (over === 'datagram' ? heard.length - bodyAt : 0) : Number(declared);
    if (!Number.isInteger(length) || length < 0 || length > bounds.bodyBytes) throw garbage();
    if (heard.length < bodyAt + length) {
      if (over === 'datagram') throw garbage();
      return undefined;
    }
    const body = heard.subarray(bodyAt, bodyAt + length).toString('utf8');
    return { value: { firstLine, headers, body }, octets: bodyAt + length };
  };
}

function headersOf(lines: readonly string[], garbage: () => Error): ReadonlyMap<string, readonly string[]> {
  if (lines.length > bounds.headers) throw garbage();
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, value = ''] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) throw garbage();
    const full = compact[name.toLowerCase()] ?? name.toLowerCase();
    headers.set(full, [...(headers.get(full) ?? []), value]);
  }
  return headers;
}

/** The parts of a status line; undefined where it is a request or nothing. */
export function statusLineOf(firstLine: string): StatusLine | undefined {
  const [, protocol, status, phrase = ''] = /^([A-Z]+\/\d\.\d) (\d{3})(?: (.*))?$/.exec(firstLine) ?? [];
  return protocol === undefined ? undefined : { protocol, status: Number(status), phrase };
}

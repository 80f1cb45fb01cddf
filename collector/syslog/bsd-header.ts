import { decodeText } from '../snmp/text.ts';
import { isMoment, momentOf } from './moment.ts';
import type { SyslogHead } from './rfc5424-header.ts';

/** A header is looked for in so many octets; the text may be longer. */
const headOctets = 320;

/**
 * Sequence number and colon of Cisco and Ruijie; a star or dot before a time that is not synchronised; the time in its
 * dialects (RFC 3164, with a year before or after the clock as Huawei and H3C write it, with fractions and a zone as Cisco
 * does); or the time of RFC 3339.
 */
const sequence = /^(?:\d{1,10}: )?(?:\d{1,10}: )?[*.]?/;
const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const clock = '\\d{1,2}:\\d\\d:\\d\\d(?:[.:]\\d{1,6})?';
const bsdTime = new RegExp(
  `^(?:${months}) {1,2}\\d{1,2} (?:\\d{4} ${clock}|${clock}(?: \\d{4})?)(?: ?[A-Z]{2,5})?(?:[+-]\\d\\d:?\\d\\d)?:?(?= |$)`,
);
const isoTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?:?(?= |$)/;
const hostName = /^[\p{L}\p{N}][\p{L}\p{N}._:@/-]{0,254}(?= )/u;
/** TAG of RFC 3164 section 4.1.3 with its process id. */
const tag = /^([\p{L}\p{N}][\p{L}\p{N}._/()-]{0,47})(?:\[([^\]\s]{1,32})\])?: ?/u;
/** The makers' own: `%%01IFNET/4/LINK_STATE(l)[12]:`, `%%10IFNET/3/PHY_UPDOWN:`, `%LINK-3-UPDOWN:`. */
const makersTag = /^(%{1,2}[A-Za-z0-9_/.-]{3,80})(?:\([a-z]+\))?(?:\[(\d{1,10})\])?: ?/;

/**
 * What RFC 3164 and the makers' dialects of it put before the text. Nothing in it is obliged to be there: what does not look like a
 * part of a header is text.
 */
export function readBsd(body: Buffer): SyslogHead & {
  /** A time that the calendar or the clock has not: it is not believed. */
  readonly badTime: string | undefined;
} {
  let headEnd = Math.min(body.length, headOctets);
  // Never cut a UTF-8 character in two: the rest would no longer look like UTF-8.
  if (headEnd < body.length) while (headEnd > 0 && ((body[headEnd] ?? 0) & 0xc0) === 0x80) headEnd--;
  const head = decodeText(body.subarray(0, headEnd));
  let rest = head.slice((sequence.exec(head)?.[0] ?? '').length);
  const time = (bsdTime.exec(rest) ?? isoTime.exec(rest))?.[0];
  let host: string | undefined;
  if (time === undefined) rest = head;
  else {
    rest = rest.slice(time.length).trimStart();
    // Cisco sends no host name: what follows the time is then the maker's tag or the program's, which ends with a colon.
    const name = hostName.exec(rest)?.[0];
    if (name !== undefined && !name.endsWith(':')) {
      host = name;
      rest = rest.slice(name.length).trimStart();
    }
  }
  const found = makersTag.exec(rest) ?? tag.exec(rest);
  const app = found?.[1];
  // The maker's tag stays in the text: it is what an operator looks for.
  const skipped = found === null || found[0].startsWith('%') ? 0 : found[0].length;
  const before = head.length - rest.length + skipped;
  const written = time?.replace(/:$/, '');
  const moment = written === undefined ? undefined : momentOf(written);
  const isBad = moment !== undefined && !isMoment(moment);
  return {
    sentAt: isBad ? undefined : written,
    badTime: isBad ? written : undefined,
    host,
    app,
    procId: found?.[2],
    messageId: undefined,
    data: undefined,
    textAt: octetsOf(body, head, before),
  };
}

/** How many octets of the body the first characters of its decoded head took. */
function octetsOf(body: Buffer, head: string, characters: number): number {
  const part = head.slice(0, characters);
  // Nearly every header is ASCII; a host name in Chinese is found by trying.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  if (/^[\u0000-\u007f]*$/.test(part)) return part.length;
  for (let octets = part.length; octets <= Math.min(body.length, headOctets); octets++) {
    if (decodeText(body.subarray(0, octets)) === part) return octets;
  }
  return 0;
}

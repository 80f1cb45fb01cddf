import { decodeText } from '../snmp/text.ts';
import { isMoment, momentOf } from './moment.ts';
import type { SyslogMessage } from './syslog-message.ts';

/** What stands before the text, and where the text begins. */
export type SyslogHead = Pick<SyslogMessage, 'sentAt' | 'host' | 'app' | 'procId' | 'messageId' | 'data'> & {
  readonly textAt: number;
};

/** The longest that each field may be (RFC 5424 section 6): HOSTNAME, APP-NAME, PROCID, MSGID; TIMESTAMP in characters. */
const longest = { time: 48, host: 255, app: 48, procId: 128, messageId: 32 } as const;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;
const space = 0x20;

/** The header of RFC 5424 after the priority, beginning with the version 1; or the octet at which it stops being one. */
export function read5424(body: Buffer): SyslogHead | number {
  let at = 2;
  /** The next field; undefined when it is the nil value, a number when it is none. */
  function field(most: number): string | undefined | number {
    const end = body.subarray(at, at + most + 1).indexOf(space);
    if (end < 1) return at;
    const text = decodeText(body.subarray(at, at + end));
    at += end + 1;
    return text === '-' ? undefined : text;
  }
  const timeAt = at;
  const time = field(longest.time);
  if (typeof time === 'number') return time;
  const sentAt = time === undefined ? undefined : utcOf(time);
  if (time !== undefined && sentAt === undefined) return timeAt;
  const host = field(longest.host);
  if (typeof host === 'number') return host;
  const app = field(longest.app);
  if (typeof app === 'number') return app;
  const procId = field(longest.procId);
  if (typeof procId === 'number') return procId;
  // The last field before the structured data ends with a space too.
  const messageId = field(longest.messageId);
  if (typeof messageId === 'number') return messageId;
  const dataEnd = structuredDataEnd(body, at);
  if (dataEnd < 0) return -dataEnd;
  const data = body[at] === 0x2d ? undefined : decodeText(body.subarray(at, dataEnd));
  return { sentAt, host, app, procId, messageId, data, textAt: Math.min(body.length, dataEnd + 1) };
}

function utcOf(text: string): string | undefined {
  const moment = timestamp.test(text) ? momentOf(text) : undefined;
  const time = moment !== undefined && isMoment(moment) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Where the structured data ends (RFC 5424 section 6.3); the negative octet at which it is none. */
function structuredDataEnd(body: Buffer, start: number): number {
  if (body[start] === 0x2d) return start + 1 >= body.length || body[start + 1] === space ? start + 1 : -(start + 1);
  if (body[start] !== 0x5b) return -start;
  let at = start;
  while (body[at] === 0x5b) {
    let quoted = false;
    for (at++; at < body.length; at++) {
      const octet = body[at];
      if (octet === 0x5c && quoted) at++;
      else if (octet === 0x22) quoted = !quoted;
      else if (octet === 0x5d && !quoted) break;
    }
    if (at >= body.length) return -start;
    at++;
  }
  return at >= body.length || body[at] === space ? at : -at;
}

import { decodeText } from '../snmp/text.ts';
import { readBsd } from './bsd-header.ts';
import { read5424 } from './rfc5424-header.ts';
import { facilities, type SyslogMessage, type SyslogReading, severities } from './syslog-message.ts';

/** RFC 5424 section 6.1 asks receivers for 2,048 octets and wishes for 8,192; what is longer is cut and named. */
export const maxMessageOctets = 8_192;
const lastPriority = 191;

/** What a message without a priority gets (RFC 3164 section 4.3.3): user, notice. */
const usualPriority = 13;
const angleOpen = 0x3c;
const angleClose = 0x3e;

/** Reads one syslog message of any bytes. Never throws. Text is UTF-8, or GB18030 where it is not. */
export function readSyslog(octets: Buffer): SyslogReading {
  let end = octets.length;
  while (end > 0 && isTrailer(octets[end - 1] ?? 0)) end--;
  if (end === 0) {
    return { ok: false, fault: 'empty', octet: 0, detail: 'there is nothing in it', message: undefined };
  }
  const tooLong = end > maxMessageOctets;
  const whole = octets.subarray(0, Math.min(end, maxMessageOctets));
  const priority = priorityOf(whole);
  if (typeof priority === 'string') {
    const message = plain(usualPriority, textOf(whole));
    const detail =
      priority === 'no-priority'
        ? 'it does not begin with <PRI>'
        : `its priority is no number from 0 to ${lastPriority}`;
    return { ok: false, fault: priority, octet: priority === 'no-priority' ? 0 : 1, detail, message };
  }
  const { value, end: at } = priority;
  const body = whole.subarray(at);
  const is5424 = body[0] === 0x31 && body[1] === 0x20;
  const head = is5424 ? read5424(body) : readBsd(body);
  const badTime = typeof head === 'object' && 'badTime' in head ? head.badTime : undefined;
  const { facility, severity } = plain(value, '');
  if (typeof head === 'number') {
    const message = plain(value, textOf(body));
    const detail = `its header cannot be read from octet ${at + head}`;
    return { ok: false, fault: 'bad-header', octet: at + head, detail, message };
  }
  const { sentAt, host, app, procId, messageId, data, textAt } = head;
  const message = {
    format: is5424 ? 'rfc5424' : 'bsd',
    facility,
    severity,
    sentAt,
    host,
    app,
    procId,
    messageId,
    data,
    text: textOf(body.subarray(textAt)),
  } as const;
  if (tooLong) {
    // Of a stream nobody knows how many more: it passes over what follows the first octet too many.
    const octets = end === maxMessageOctets + 1 ? `more than ${maxMessageOctets}` : end;
    const detail = `it has ${octets} octets; the first ${maxMessageOctets} are kept`;
    return { ok: false, fault: 'too-long', octet: maxMessageOctets, detail, message };
  }
  if (badTime !== undefined) {
    // Nobody knows what was meant (RFC 3164 section 4.3.2): when it came is the time that counts, as for every message.
    const detail = `its time "${badTime}" cannot be and was not believed`;
    return { ok: false, fault: 'bad-time', octet: at, detail, message };
  }
  return { ok: true, message };
}

/** What devices put at the end of a message beside its words: line ends and NULs. */
function isTrailer(octet: number): boolean {
  return octet === 0x0a || octet === 0x0d || octet === 0x00;
}

function priorityOf(octets: Buffer): { readonly value: number; readonly end: number } | 'no-priority' | 'bad-priority' {
  if (octets[0] !== angleOpen) return 'no-priority';
  const close = octets.subarray(0, 6).indexOf(angleClose);
  const digits = close < 2 || close > 4 ? '' : octets.toString('latin1', 1, close);
  const value = /^(0|[1-9]\d{0,2})$/.test(digits) ? Number(digits) : lastPriority + 1;
  return value > lastPriority ? 'bad-priority' : { value, end: close + 1 };
}

/** Text without a byte order mark (RFC 5424 section 6.4), control characters made visible. */
function textOf(octets: Buffer): string {
  const hasMark = octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf;
  return decodeText(hasMark ? octets.subarray(3) : octets).trim();
}

function plain(priority: number, text: string): SyslogMessage {
  return {
    format: 'bsd',
    facility: facilities[priority >> 3] ?? 'user',
    severity: severities[priority & 7] ?? 'notice',
    sentAt: undefined,
    host: undefined,
    app: undefined,
    procId: undefined,
    messageId: undefined,
    data: undefined,
    text,
  };
}

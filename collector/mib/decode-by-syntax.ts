import { setBits } from '../snmp/bits.ts';
import { decodeDateAndTime, deviceTimeText } from '../snmp/date-and-time.ts';
import { opaqueFloat } from '../snmp/opaque.ts';
import { decodeText } from '../snmp/text.ts';
import type { SnmpValue } from '../snmp/varbind.ts';
import { displayInteger, displayOctets } from './display-hint.ts';
import type { Syntax } from './model.ts';

const dateHint = '2d-1d-1d,1d:1d:1d.1d,1a1d:1d';

/**
 * A value as its syntax says it is: an enumeration as its word, BITS as their names, octets by DISPLAY-HINT (text as UTF-8 or
 * GB18030, a DateAndTime in ISO 8601); counters beyond 2^53 as decimal text.
 */
export function decodeBySyntax(syntax: Syntax, value: SnmpValue, nameOf: (oid: string) => string | undefined) {
  switch (value.type) {
    case 'integer':
    case 'gauge32':
    case 'counter32':
    case 'timeTicks':
      return syntax.words.get(value.value) ?? integer(syntax, value.value);
    case 'counter64':
      return value.value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value.value) : value.value.toString();
    case 'ipAddress':
      return value.value;
    case 'oid':
      return nameOf(value.value) ?? value.value;
    case 'opaque':
      return opaqueFloat(value.value) ?? value.value.toString('hex');
    case 'octets':
      return octetsOf(syntax, value.value);
    default:
      return undefined;
  }
}

function integer({ hint }: Syntax, value: number): number | string {
  const shown = hint === undefined ? undefined : displayInteger(hint, value);
  const number = Number(shown);
  return shown === undefined || !hint?.startsWith('d') || Number.isNaN(number) ? (shown ?? value) : number;
}

function octetsOf({ type, words, hint }: Syntax, octets: Buffer): string {
  if (type === 'BITS') {
    return setBits(octets, 0)
      .map((bit) => words.get(bit) ?? `bit${bit}`)
      .join(',');
  }
  if (hint === dateHint) {
    const time = decodeDateAndTime(octets);
    if (time !== undefined) return deviceTimeText(time);
  }
  if (hint !== undefined && hint !== dateHint) return displayOctets(hint, octets, decodeText) ?? decodeText(octets);
  if (type === 'IpAddress' && octets.length === 4) return octets.join('.');
  // Without a hint octets are text when they can be read as one, else bytes.
  const text = decodeText(octets);
  return /[\u2400-\u2421\ufffd]|<U\+/.test(text.replaceAll(/[␉␊␍]/g, '')) ? octets.toString('hex') : text;
}

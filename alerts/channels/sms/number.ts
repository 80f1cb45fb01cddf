/** Telephone numbers as PDUs carry them (3GPP TS 23.040, 9.1.2.5), and as they are compared. */
import { textOfSeptets } from './gsm7.ts';

/** International by ISDN numbering, and of an unknown type. */
const international = 0x91;
const unknown = 0x81;
const digits = '0123456789*#abc';

/** An address field: number of digits, type, semi-octets. `text`: digits, with a plus where it is international. */
export function encodeAddress(text: string): Buffer {
  const number = text.replace(/^\+/, '');
  const type = text.startsWith('+') ? international : unknown;
  return Buffer.concat([Buffer.from([number.length, type]), semiOctets(number)]);
}

/** The service centre's address (TS 24.011): its length counts octets, and 0 means the one that the SIM knows. */
export function encodeCentre(text: string | undefined): Buffer {
  if (text === undefined) return Buffer.from([0]);
  const [, type = unknown, ...rest] = encodeAddress(text);
  return Buffer.from([rest.length + 1, type, ...rest]);
}

function semiOctets(number: string): Buffer {
  const even = number.length % 2 === 0 ? number : `${number}F`;
  return Buffer.from(even.replace(/(.)(.)/g, '$2$1'), 'hex');
}

/** An address field that begins at `at`; undefined where it is cut. `next` is where the rest begins. */
export function decodeAddress(
  octets: Uint8Array,
  at: number,
): { readonly text: string; readonly next: number } | undefined {
  const [length, type] = [octets[at], octets[at + 1]];
  if (length === undefined || type === undefined || length > 24) return undefined;
  const next = at + 2 + Math.ceil(length / 2);
  const value = octets.subarray(at + 2, next);
  if (next > octets.length) return undefined;
  const kind = (type >> 4) & 0x07;
  // Names of senders, as operators use them.
  if (kind === 5) return { text: textOfSeptets(value, Math.floor((length * 4) / 7)), next };
  const nibbles = [...value].flatMap((octet) => [octet & 0x0f, octet >> 4]).slice(0, length);
  const text = nibbles.map((nibble) => digits[nibble] ?? '').join('');
  return { text: kind === 1 ? `+${text}` : text, next };
}

/** One writing for one telephone: international, where it is known how. Networks tell the same number in either way. */
export function sameNumber(text: string, countryCode: string): string {
  const bare = text.replace(/[\s()./-]/g, '');
  if (bare.startsWith('+')) return bare;
  if (bare.startsWith('00')) return `+${bare.slice(2)}`;
  // Short codes of operators have no international form.
  if (!/^\d{7,}$/.test(bare)) return bare;
  // Some networks leave the plus out: 86 and a whole mobile number behind it.
  if (bare.startsWith(countryCode) && bare.length >= countryCode.length + 10) return `+${bare}`;
  return `+${countryCode}${bare.replace(/^0/, '')}`;
}

/** What comes from the network: SMS-DELIVER and SMS-STATUS-REPORT (3GPP TS 23.040, 9.2.2.1 and 9.2.2.3). Nothing here throws. */
import { textOfSeptets } from './gsm7.ts';
import { decodeAddress } from './number.ts';

export type Incoming =
  | { readonly what: 'text'; readonly from: string; readonly text: string }
  | {
      readonly what: 'report';
      readonly to: string;
      /** As `+CMGS` told it: 0 to 255, of one part. */
      readonly reference: number;
      /** `waiting`: the service centre still tries. */
      readonly state: 'delivered' | 'waiting' | 'lost';
      /** TP-Status. */
      readonly status: number;
    };

/** Reads a PDU with its service centre before it; undefined where it is none of the two, or cut. */
export function readIncoming(hex: string): Incoming | undefined {
  if (!/^(?:[0-9a-f]{2}){2,400}$/i.test(hex)) return undefined;
  const all = Buffer.from(hex, 'hex');
  const octets = all.subarray(1 + (all[0] ?? 0));
  const first = octets[0];
  if (first === undefined) return undefined;
  if ((first & 0x03) === 2) return readReport(octets);
  return (first & 0x03) === 0 ? readText(octets, (first & 0x40) !== 0) : undefined;
}

function readReport(octets: Buffer): Incoming | undefined {
  const reference = octets[1];
  const to = decodeAddress(octets, 2);
  // Two times of seven octets stand before the status.
  const status = to === undefined ? undefined : octets[to.next + 14];
  if (reference === undefined || to === undefined || status === undefined) return undefined;
  return { what: 'report', to: to.text, reference, state: stateOf(status), status };
}

/** 9.2.3.15; what is reserved is taken for lost only where its range says that nobody tries any more. */
function stateOf(status: number): 'delivered' | 'waiting' | 'lost' {
  if (status <= 0x02) return 'delivered';
  return status >= 0x40 && status <= 0x7f ? 'lost' : 'waiting';
}

function readText(octets: Buffer, hasHeader: boolean): Incoming | undefined {
  const from = decodeAddress(octets, 1);
  if (from === undefined) return undefined;
  const coding = codingOf(octets[from.next + 1] ?? 0);
  // Protocol, coding, time of the service centre (7), length.
  const length = octets[from.next + 9];
  const data = octets.subarray(from.next + 10);
  if (length === undefined) return undefined;
  const headerOctets = hasHeader ? (data[0] ?? 0) + 1 : 0;
  if (coding === 'gsm7') {
    const headerSeptets = Math.ceil((headerOctets * 8) / 7);
    const fill = headerSeptets * 7 - headerOctets * 8;
    const count = Math.max(0, Math.min(length, 160) - headerSeptets);
    return { what: 'text', from: from.text, text: textOfSeptets(data.subarray(headerOctets), count, fill) };
  }
  const body = data.subarray(headerOctets, Math.min(length, 140));
  const even = body.subarray(0, body.length & ~1);
  const text = coding === 'ucs2' ? Buffer.from(even).swap16().toString('utf16le') : body.toString('latin1');
  return { what: 'text', from: from.text, text: text.toWellFormed() };
}

/** TS 23.038, 4: the alphabet of a data coding scheme. */
function codingOf(scheme: number): 'gsm7' | 'octets' | 'ucs2' {
  const group = scheme >> 4;
  if (group === 0xf) return (scheme & 0x04) === 0 ? 'gsm7' : 'octets';
  if (group === 0xe) return 'ucs2';
  if (group >= 0xc) return 'gsm7';
  const alphabet = (scheme >> 2) & 0x03;
  return alphabet === 2 ? 'ucs2' : alphabet === 1 ? 'octets' : 'gsm7';
}

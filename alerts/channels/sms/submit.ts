/** A text as SMS-SUBMIT PDUs (3GPP TS 23.040, 9.2.2.2): 7 bit where its alphabet allows it, UCS-2 else, in parts where it is long. */
import { packSeptets, septetsOf } from './gsm7.ts';
import { encodeAddress, encodeCentre } from './number.ts';

/** What one message holds alone, and as a part behind a header of six octets. */
const room = { septets: { alone: 160, part: 153 }, units: { alone: 70, part: 67 } } as const;
const validPeriod12Hours = 143;

export type Parts =
  | { readonly coding: 'gsm7'; readonly parts: readonly (readonly number[])[] }
  /** UTF-16 code units: what TS 23.038 calls UCS-2; a pair of surrogates stays in one part. */
  | { readonly coding: 'ucs2'; readonly parts: readonly string[] };

/** Cuts a text into parts; half of a pair of surrogates becomes U+FFFD. */
export function partsOf(text: string): Parts {
  const whole = text.toWellFormed();
  const septets = septetsOf(whole);
  if (septets !== undefined) return { coding: 'gsm7', parts: cut(septets, room.septets).map((part) => part.flat()) };
  return { coding: 'ucs2', parts: cut([...whole], room.units).map((part) => part.join('')) };
}

/** Pieces (characters) go whole into a part. */
function cut<T extends { readonly length: number }>(
  pieces: readonly T[],
  { alone, part }: { readonly alone: number; readonly part: number },
): readonly (readonly T[])[] {
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  if (total <= alone) return [pieces];
  const parts: T[][] = [];
  let [last, filled]: [T[], number] = [[], part];
  for (const piece of pieces) {
    if (filled + piece.length > part) {
      last = [];
      filled = 0;
      parts.push(last);
    }
    last.push(piece);
    filled += piece.length;
  }
  return parts;
}

export interface Submit {
  /** With the service centre before it, in hexadecimal. */
  readonly pdu: string;
  /** Octets without the service centre: the number that AT+CMGS wants (TS 27.005, 4.3). */
  readonly length: number;
}

/** One PDU for each part. `reference` (0 to 255) is that of the whole: it tells parts of one message from those of another. */
export function submitsOf(message: {
  readonly to: string;
  readonly text: string;
  readonly reference: number;
  readonly centre: string | undefined;
  readonly wantsReport: boolean;
}): readonly Submit[] {
  const { to, text, reference, centre, wantsReport } = message;
  const { coding, parts } = partsOf(text);
  const address = encodeAddress(to);
  return parts.map((part, index) => {
    // Information element 00: concatenated, 8 bit reference (9.2.3.24.1).
    const header = parts.length === 1 ? [] : [5, 0, 3, reference & 0xff, parts.length, index + 1];
    const { length, data } = userData(part, header);
    const first = 0x11 | (wantsReport ? 0x20 : 0) | (header.length > 0 ? 0x40 : 0);
    const tpdu = Buffer.concat([
      // Its own reference is the modem's to choose.
      Buffer.from([first, 0]),
      address,
      Buffer.from([0, coding === 'gsm7' ? 0 : 8, validPeriod12Hours, length]),
      data,
    ]);
    const pdu = Buffer.concat([encodeCentre(centre), tpdu])
      .toString('hex')
      .toUpperCase();
    return { pdu, length: tpdu.length };
  });
}

function userData(
  part: readonly number[] | string,
  header: readonly number[],
): { readonly length: number; readonly data: Buffer } {
  if (typeof part !== 'string') {
    const headerSeptets = Math.ceil((header.length * 8) / 7);
    const packed = packSeptets(part, headerSeptets * 7 - header.length * 8);
    return { length: headerSeptets + part.length, data: Buffer.concat([Buffer.from(header), packed]) };
  }
  const units = Buffer.from(part, 'utf16le').swap16();
  const data = Buffer.concat([Buffer.from(header), units]);
  return { length: data.length, data };
}

/**
 * Reads PDUs as 3GPP TS 23.040 and 23.038 write them, bit by bit, and throws where a rule is broken. It shares nothing with the
 * encoder, nor its alphabet, which is written here by names of ranges and numbers.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `code in hexadecimal, U+number` of each line: TS 23.038, 6.2.1 and 6.2.1.1 (as 1BXX). */
const alphabet = new Map(
  readFileSync(join(import.meta.dirname, 'gsm-03.38.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [code = '', point = ''] = line.split(/\s+/);
      return [code.toUpperCase(), String.fromCodePoint(Number.parseInt(point, 16))] as const;
    }),
);

export interface ReadSubmit {
  readonly centre: string;
  readonly to: string;
  readonly toType: number;
  readonly wantsReport: boolean;
  readonly coding: 'gsm7' | 'ucs2';
  readonly text: string;
  readonly concat: { readonly reference: number; readonly total: number; readonly sequence: number } | undefined;
  /** Octets without the centre. */
  readonly length: number;
}

const octetsOf = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
const rule = (holds: boolean, words: string): void => {
  if (!holds) throw new Error(`TS 23.040: ${words}`);
};

/** Digits of semi-octets, the low half first, with the filler where their number is odd. */
function digitsOf(octets: readonly number[], count: number): string {
  const halves = octets.flatMap((octet) => [octet % 16, Math.floor(octet / 16)]);
  rule(octets.length === Math.ceil(count / 2), 'address length counts digits');
  if (count % 2 === 1) rule(halves.at(-1) === 15, 'an odd number of digits ends with a filler of 1111');
  const digits = halves.slice(0, count);
  rule(
    digits.every((digit) => digit <= 9),
    'digits only',
  );
  return digits.join('');
}

export function readSubmit(hex: string): ReadSubmit {
  rule(/^([0-9A-F]{2})+$/.test(hex), 'whole octets in hexadecimal');
  const all = octetsOf(hex);
  const take = (count: number): number[] => {
    rule(all.length >= count, 'not cut');
    return all.splice(0, count);
  };
  const one = (): number => take(1)[0] ?? 0;
  const centreOctets = take(one());
  const centre =
    centreOctets.length === 0
      ? ''
      : `${centreOctets[0] === 0x91 ? '+' : ''}${centreOctets
          .slice(1)
          .flatMap((octet) => [octet % 16, Math.floor(octet / 16)])
          .filter((digit) => digit <= 9)
          .join('')}`;
  const length = all.length;
  const first = one().toString(2).padStart(8, '0');
  rule(first.endsWith('01'), 'SMS-SUBMIT has the message type 01');
  rule(first.slice(3, 5) === '10', 'a relative validity period is told by 10');
  one();
  const digits = one();
  rule(digits <= 20, 'at most 20 digits');
  const toType = one();
  rule(toType === 0x91 || toType === 0x81, 'a type of number with bit 7 set');
  const to = digitsOf(take(Math.ceil(digits / 2)), digits);
  rule(one() === 0, 'protocol identifier 0');
  const scheme = one();
  rule(scheme === 0 || scheme === 8, 'data coding of TS 23.038');
  one();
  const userLength = one();
  rule(all.length <= 140, 'user data have at most 140 octets');
  const hasHeader = first[1] === '1';
  let concat: ReadSubmit['concat'];
  const headerOctets = hasHeader ? (all[0] ?? 0) + 1 : 0;
  if (hasHeader) {
    const [udhl, element, elementLength, reference = 0, total = 0, sequence = 0] = all;
    rule(udhl === 5 && element === 0 && elementLength === 3, 'information element 00 has three octets');
    rule(total > 1 && sequence >= 1 && sequence <= total, 'sequence numbers go from 1 to the total');
    concat = { reference, total, sequence };
  }
  const common = { centre, to, toType, wantsReport: first[2] === '1', concat, length };
  if (scheme === 8) {
    rule(userLength === all.length, 'the length of UCS-2 counts octets, its header among them');
    const octets = all.slice(headerOctets);
    rule(octets.length % 2 === 0, 'UCS-2 has two octets for each unit');
    const units = octets.flatMap((high, index) => (index % 2 === 0 ? [high * 256 + (octets[index + 1] ?? 0)] : []));
    const text = String.fromCharCode(...units);
    rule(text.isWellFormed(), 'no part ends inside of a pair of surrogates');
    return { ...common, coding: 'ucs2', text };
  }
  rule(userLength <= 160, 'at most 160 septets');
  rule(
    all.length === Math.ceil((userLength * 7) / 8),
    'the length of 7 bit data counts septets, its header among them',
  );
  // The first bit of a septet is the lowest of its octet: one long row of bits, the lowest first.
  const bits = all.map((octet) => [...octet.toString(2).padStart(8, '0')].reverse().join('')).join('');
  const headerSeptets = Math.ceil((headerOctets * 8) / 7);
  let text = '';
  let escaped = '';
  for (let septet = headerSeptets; septet < userLength; septet += 1) {
    const value = Number.parseInt([...bits.slice(septet * 7, septet * 7 + 7)].reverse().join(''), 2);
    const code = escaped + value.toString(16).toUpperCase().padStart(2, '0');
    escaped = code === '1B' ? '1B' : '';
    if (escaped !== '') continue;
    const character = alphabet.get(code);
    rule(character !== undefined, `${code} is in the alphabet`);
    text += character;
  }
  rule(escaped === '', 'no part ends after an escape');
  return { ...common, coding: 'gsm7', text };
}

const semi = (digits: string): string => (digits.length % 2 === 0 ? digits : `${digits}F`).replace(/(.)(.)/g, '$2$1');
const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');
const address = (number: string): string => {
  const digits = number.replace('+', '');
  return `${hex(digits.length)}${number.startsWith('+') ? '91' : '81'}${semi(digits)}`;
};
/** 2026-01-05 09:00:00, eight hours east: quarters of an hour, 32. */
const stamp = '62105090000023';

/** SMS-DELIVER in UCS-2, behind a service centre. */
export function deliverPdu(from: string, text: string): string {
  const units = [...text].flatMap((character) => character.split('')).map((unit) => unit.charCodeAt(0));
  const data = units.map((unit) => hex(unit >> 8) + hex(unit & 255)).join('');
  return `0891683108200505F004${address(from)}0008${stamp}${hex(data.length / 2)}${data}`;
}

/** SMS-STATUS-REPORT. */
export function reportPdu(reference: number, to: string, status: number): string {
  return `0891683108200505F006${hex(reference)}${address(to)}${stamp}${stamp}${hex(status)}`;
}

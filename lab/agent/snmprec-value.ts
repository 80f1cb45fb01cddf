import { isOid } from './oid.ts';
import {
  counter32,
  counter64,
  gauge32,
  integer,
  ipAddress,
  nullValue,
  objectIdentifier,
  octets,
  opaque,
  timeTicks,
  type Value,
} from './value.ts';

export interface ParsedValue {
  readonly value: Value | (() => Value);
  /** The number did not fit its type. */
  readonly altered: boolean;
}

type NumberMaker = (number: bigint | number) => Value;

const numberTypes: Readonly<
  Record<string, { readonly make: NumberMaker; readonly min: bigint; readonly max: bigint }>
> = {
  '2': { make: integer, min: -(2n ** 31n), max: 2n ** 31n - 1n },
  '65': { make: counter32, min: 0n, max: 2n ** 32n - 1n },
  '66': { make: gauge32, min: 0n, max: 2n ** 32n - 1n },
  '67': { make: timeTicks, min: 0n, max: 2n ** 32n - 1n },
  '70': { make: counter64, min: 0n, max: 2n ** 64n - 1n },
};

/** More digits than this are no number of any device. */
const maxDigits = 40;

/** The common case, kept cheap: nine digits fit every type. */
function isNatural(digits: string): boolean {
  for (let at = 0; at < digits.length; at += 1) {
    const code = digits.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return digits.length > 0;
}

function parseHex(text: string): Buffer | undefined {
  return text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/**
 * snmpsim's `numeric` variation, as far as a replay needs it: a value that grows by `rate` a second from `initial` or
 * `min` when it is a counter or a time; standing still otherwise, so that a replay says the same each time.
 */
function varying(type: string, text: string, elapsedSeconds: () => number): (() => Value) | undefined {
  const settings = new Map(text.split(',').map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])] as const));
  const start = settings.get('initial') ?? settings.get('min') ?? 0;
  const rate = ['65', '67', '70'].includes(type) ? (settings.get('rate') ?? 0) : 0;
  const make = numberTypes[type]?.make;
  if (make === undefined || !Number.isFinite(start) || !Number.isFinite(rate)) return undefined;
  return () => make(BigInt(Math.floor(start + rate * elapsedSeconds())));
}

function bytesValue(type: string, bytes: Buffer): Value | undefined {
  if (type === '4') return octets(bytes);
  if (type === '64') return ipAddress(bytes);
  return type === '68' ? opaque(bytes) : undefined;
}

function dottedAddress(text: string): Value | undefined {
  const parts = text.trim().split('.');
  const fits = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return fits ? ipAddress(parts.join('.')) : undefined;
}

/** A value from its type word (`65`, `4x`, `67:numeric`) and text; the word says why when it is none. */
export function parseValue(word: string, text: string, elapsedSeconds: () => number): ParsedValue | 'type' | 'value' {
  const [typeAndForm = '', variation] = word.trim().split(':', 2);
  const hexadecimal = typeAndForm.endsWith('x');
  const type = hexadecimal ? typeAndForm.slice(0, -1) : typeAndForm;
  const numbers = numberTypes[type];
  if (variation !== undefined && numbers !== undefined && text.includes('=')) {
    const value = varying(type, text, elapsedSeconds);
    return value === undefined ? 'value' : { value, altered: false };
  }
  if (numbers !== undefined) {
    const digits = text.trim();
    if (!hexadecimal && digits.length <= 9 && isNatural(digits))
      return { value: numbers.make(Number(digits)), altered: false };
    const plain = hexadecimal ? /^[0-9a-fA-F]+$/ : /^[-+]?\d+$/;
    if (digits.length > maxDigits || !plain.test(digits)) return 'value';
    const number = BigInt(hexadecimal ? `0x${digits}` : digits);
    return { value: numbers.make(number), altered: number < numbers.min || number > numbers.max };
  }
  if (type === '5') return { value: nullValue, altered: false };
  if (type === '6') {
    const oid = text.trim().replace(/^\./, '');
    return isOid(oid) ? { value: objectIdentifier(oid), altered: false } : 'value';
  }
  if (type !== '4' && type !== '64' && type !== '68') return 'type';
  if (type === '64' && !hexadecimal) {
    const value = dottedAddress(text);
    return value === undefined ? 'value' : { value, altered: false };
  }
  const bytes = hexadecimal ? parseHex(text.trim()) : Buffer.from(text, 'latin1');
  const value = bytes === undefined ? undefined : bytesValue(type, bytes);
  return value === undefined ? 'value' : { value, altered: false };
}

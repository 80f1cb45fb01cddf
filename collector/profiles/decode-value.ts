import type { Cells } from '../snmp/cells.ts';
import { type DeviceTime, decodeDateAndTime, deviceTimeText, parseDeviceTime } from '../snmp/date-and-time.ts';
import { opaqueFloat } from '../snmp/opaque.ts';
import { decodeText } from '../snmp/text.ts';
import type { SnmpValue } from '../snmp/varbind.ts';
import { type Metric, type ProfileValue, profileBounds } from './model.ts';

type Decoded<T = ProfileValue> = T extends ProfileValue
  ? Omit<T, 'metric' | 'title' | 'means' | 'index' | 'label'>
  : never;

/**
 * A value as its profile says it is. Undefined where the device says that there is none; a value that cannot be (a share
 * above 1, a text without a number) is counted in `cells`.
 */
export function decodeValue(
  metric: Metric,
  value: SnmpValue,
  divisor: SnmpValue | undefined,
  cells: Cells,
): Decoded | undefined {
  const raw = rawOf(value, metric.prefix);
  if (raw === undefined) return cells.bad(metric.name);
  if (metric.absent.some((none) => none === raw)) return undefined;
  switch (metric.type) {
    case 'number':
      return numberOf(metric, raw, divisor, cells);
    case 'word':
      return wordOf(metric, raw);
    case 'date': {
      const time = timeOf(value, raw);
      // Never, permanent, not licensed: a text without a date is the device's word for none.
      return time === undefined ? undefined : { type: 'date', value: time.atMs, text: deviceTimeText(time) };
    }
    default:
      return raw === '' ? undefined : { type: 'text', value: String(raw).slice(0, profileBounds.textCharacters) };
  }
}

/** A number, or text without the prefix; undefined for what is neither. */
function rawOf(value: SnmpValue, prefix: string): number | string | undefined {
  switch (value.type) {
    case 'integer':
    case 'gauge32':
    case 'counter32':
    case 'timeTicks':
      return value.value;
    case 'counter64':
      return Number(value.value);
    case 'opaque':
      return opaqueFloat(value.value);
    case 'ipAddress':
    case 'oid':
      return value.value;
    case 'octets': {
      const text = decodeText(value.value).trim();
      return prefix !== '' && text.toLowerCase().startsWith(prefix.toLowerCase())
        ? text.slice(prefix.length).trim()
        : text;
    }
    default:
      return undefined;
  }
}

const leadingNumber = /^[+-]?\d{1,15}(?:\.\d{1,15})?/;

function numberOf(metric: Metric, raw: number | string, divisor: SnmpValue | undefined, cells: Cells) {
  const plain = asNumber(raw);
  if (plain === undefined) return raw === '' ? undefined : cells.bad(metric.name);
  if (metric.absent.includes(plain)) return undefined;
  let by = 1;
  if (metric.of !== undefined) {
    const whole = divisor === undefined ? undefined : asNumber(rawOf(divisor, '') ?? '');
    if (whole === undefined || whole <= 0) return undefined;
    by = whole;
  }
  // 5 * 0.01 is 0.05, but 7 * 0.01 is 0.07000000000000001: twelve digits are more than any device measures.
  const number = Number(((plain / by) * metric.scale + metric.offset).toPrecision(12));
  if (!(number >= metric.min && number <= metric.max) || metric.unit === undefined) return cells.bad(metric.name);
  return { type: 'number', value: number, unit: metric.unit } as const;
}

function asNumber(raw: number | string): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined;
  const [digits] = leadingNumber.exec(raw) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function wordOf({ words, good }: Metric, raw: number | string) {
  const word = words.get(String(raw));
  const code = typeof raw === 'number' ? { code: raw } : {};
  if (word === undefined)
    return { type: 'word', value: String(raw).slice(0, profileBounds.textCharacters), ...code } as const;
  return { type: 'word', value: word, ...code, ...(good.length === 0 ? {} : { good: good.includes(word) }) } as const;
}

function timeOf(value: SnmpValue, raw: number | string): DeviceTime | undefined {
  const binary = value.type === 'octets' ? decodeDateAndTime(value.value) : undefined;
  if (binary !== undefined) return binary;
  // A number is seconds since 1970; a small one is none.
  if (typeof raw === 'number') return raw >= 86_400 ? { atMs: raw * 1000, zoned: true } : undefined;
  return parseDeviceTime(raw);
}

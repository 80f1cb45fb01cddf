/** The moment that a DateAndTime names, and how exactly: without a zone the device's local time is all that is known. */
export interface DeviceTime {
  /** Milliseconds since 1970; a time without a zone is read as UTC. */
  readonly atMs: number;
  /** Eleven octets carry the offset from UTC, eight do not. */
  readonly zoned: boolean;
}

/**
 * DateAndTime (RFC 2579): year, month, day, hour, minute, second, tenths, and in eleven octets the offset from UTC. Seven
 * octets (no tenths) and an offset of zeros alone are what some makers send. Undefined for what no calendar has (month 13,
 * 31 April, all zeros for "never"). A leap second counts as the second before it.
 */
export function decodeDateAndTime(octets: Buffer): DeviceTime | undefined {
  const { length } = octets;
  if (length !== 7 && length !== 8 && length !== 11) return undefined;
  const [, , month = 0, day = 0, hour = 0, minute = 0, second = 0, tenths = 0] = octets;
  const atMs = calendarMs({ year: octets.readUInt16BE(0), month, day, hour, minute, second, tenths });
  if (atMs === undefined) return undefined;
  if (length !== 11 || octets.subarray(8).every((octet) => octet === 0)) return { atMs, zoned: false };
  const sign = octets[8] === 0x2b ? 1 : octets[8] === 0x2d ? -1 : 0;
  const [zoneHours = 0, zoneMinutes = 0] = octets.subarray(9);
  if (sign === 0 || zoneHours > 14 || zoneMinutes > 59) return undefined;
  return { atMs: atMs - sign * (zoneHours * 60 + zoneMinutes) * 60_000, zoned: true };
}

/** ISO 8601: UTC with `Z` where the zone is known, without any zone where it is not. */
export function deviceTimeText({ atMs, zoned }: DeviceTime): string {
  const text = new Date(atMs).toISOString();
  return zoned ? text : text.slice(0, -1);
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** No date that a device writes is longer; what follows is not looked at. */
const maxTextCharacters = 128;
const clock = String.raw`(?:[ T,]{1,2}(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?)?`;
/** `2018-04-09 18:07`, also inside of a longer text as `1.00000(2018-04-09 18:07)`; RFC 2579's own `2019-6-20,17:45:44.6`. */
const numeric = new RegExp(String.raw`(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${clock}`);
/** `Mon Jun 11 15:35:47 2018`, as C's ctime and most firewalls write it. */
const english = /\b([A-Za-z]{3}) {1,2}(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2})(?: [A-Z]{1,5})? (\d{4})\b/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;

/** A date that a device writes as text, without a zone; undefined when there is none in it, or no calendar has it. */
export function parseDeviceTime(text: string): DeviceTime | undefined {
  const shown = text.slice(0, maxTextCharacters).trim();
  const dashed = numeric.exec(shown);
  if (dashed !== null) {
    const [, year, , month, day, hour = '0', minute = '0', second = '0'] = dashed;
    return unzoned({ year, month, day, hour, minute, second });
  }
  const named = english.exec(shown);
  if (named !== null) {
    const [, name = '', day, hour, minute, second, year] = named;
    return unzoned({ year, month: months.indexOf(name.toLowerCase()) + 1, day, hour, minute, second });
  }
  const [, year, month, day] = compact.exec(shown) ?? [];
  return year === undefined ? undefined : unzoned({ year, month, day, hour: 0, minute: 0, second: 0 });
}

type Part = string | number | undefined;
type Calendar<T> = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', T>>;

function unzoned(parts: Calendar<Part>): DeviceTime | undefined {
  const of = (name: keyof typeof parts) => Number(parts[name]);
  const atMs = calendarMs({
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
    tenths: 0,
  });
  return atMs === undefined ? undefined : { atMs, zoned: false };
}

function calendarMs(parts: Calendar<number> & { readonly tenths: number }): number | undefined {
  const { year, month, day, hour, minute, second, tenths } = parts;
  if (!(year > 0 && hour <= 23 && minute <= 59 && second <= 60 && tenths <= 9)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, Math.min(second, 59), tenths * 100);
}

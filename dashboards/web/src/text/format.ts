import type { Language } from '../../../../core/message.ts';

const prefixes = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** `12.4 Mbit/s`: three digits and a decimal prefix; a dash for what is not known. */
export function bitsPerSecond(value: number | null | undefined): string {
  return withPrefix(value, 'bit/s');
}

/** Any amount with its decimal prefix. */
export function withPrefix(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  let [rest, index] = [Math.abs(value), 0];
  // 999.5 would round to four digits, so it moves on to the next prefix.
  while (rest >= 999.5 && index < prefixes.length - 1) [rest, index] = [rest / 1000, index + 1];
  const digits = rest === 0 || rest >= 100 ? 0 : rest >= 10 ? 1 : 2;
  const number = index === 0 && rest >= 1 ? rest.toFixed(rest < 10 && rest % 1 !== 0 ? 1 : 0) : rest.toFixed(digits);
  return `${value < 0 ? '−' : ''}${number} ${prefixes[index] ?? ''}${unit}`;
}

export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const value = share * 100;
  return `${value.toFixed(value > 0 && value < 9.95 ? 1 : 0)}%`;
}

/** `99.987%`, cut and never rounded up: 100% stands only for the whole. */
export function percentDown(share: number): string {
  return `${(Math.floor(share * 100_000 + 1e-7) / 1_000).toFixed(3)}%`;
}

const unitsZh = { day: '天', hour: '小时', minute: '分', second: '秒' } as const;
const unitsEn = { day: 'd', hour: 'h', minute: 'min', second: 's' } as const;

/** The two largest units: `3 小时 12 分`, `3 h 12 min`; below a minute seconds only. */
export function duration(milliseconds: number, language: Language): string {
  const units = language === 'en' ? unitsEn : unitsZh;
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [
    [Math.floor(total / 86_400), units.day],
    [Math.floor((total % 86_400) / 3_600), units.hour],
    [Math.floor((total % 3_600) / 60), units.minute],
    [total % 60, units.second],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return `0 ${units.second}`;
  return parts
    .slice(first, first + 2)
    .filter(([amount], index) => index === 0 || amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** The browser's own time zone as an offset people know: `UTC+8`. */
export function zoneName(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const hours = Math.trunc(minutes / 60);
  const rest = Math.abs(minutes % 60);
  return `UTC${minutes < 0 ? '−' : '+'}${Math.abs(hours)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** `2026-03-01 14:05:09`, local. */
export function dateTime(at: number | string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '–' : `${day(date)} ${clock(date)}`;
}

export function day(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day in another zone than the browser's: a report is made in the city's. */
export function dayIn(at: number | string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at));
}

export function clock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

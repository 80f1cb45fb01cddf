/** What stands in a database or a document, as the number or the moment that it means. */
import type { EpochMs } from '../../../core/index.ts';

/** When the city's clocks show a time that is given as if it were UTC: most databases keep the time on the wall, without a zone. */
export type WallToInstant = (wall: number) => EpochMs;

/** A number as databases and JSON write it; undefined: it is none, or so large that it would not be exact to a unit in 2^53. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$/.test(value.trim()))
    return undefined;
  const number = Number(value);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

const written =
  /^(\d{4})([-/]?)(\d{2})\2(\d{2})(?:[T ]?(\d{2})(:?)(\d{2})(?:\6(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[-+]\d{2}(?::?\d{2})?)?$/i;

/**
 * A moment: seconds or milliseconds since 1970 (10 or 13 digits), ISO 8601 in either form, or as databases write it
 * (`2026-10-01 08:00:00.5+08`, `2026/10/01`, `20261001080000`). Without a zone it is the city's. Undefined: it is none.
 */
export function momentOf(value: unknown, wallToInstant: WallToInstant): EpochMs | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const [, whole = '', fraction = ''] = /^(\d+)(\.\d+)?$/.exec(text) ?? [];
  if (whole.length === 10) return Math.round(Number(`${whole}${fraction}`) * 1_000);
  if (whole.length === 13) return Math.round(Number(`${whole}${fraction}`));
  const [, year, , month, day, hours = '00', , minutes = '00', seconds = '00', parts = '', zone] =
    written.exec(text) ?? [];
  if (year === undefined) return undefined;
  const wall = wallOf([year, month, day, hours, minutes, seconds].map(Number));
  if (wall === undefined) return undefined;
  const at = zone === undefined ? wallToInstant(wall) : wall - offsetOf(zone);
  return at + Math.floor(Number(`0.${parts || '0'}`) * 1_000);
}

/** Undefined: no calendar has that day, or no clock that time. */
function wallOf([year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0]: readonly number[]):
  | number
  | undefined {
  const wall = Date.UTC(year, month - 1, day, hours, minutes, seconds);
  const back = new Date(wall);
  const isReal =
    year >= 1900 &&
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    hours < 24 &&
    minutes < 60 &&
    seconds < 60;
  return isReal ? wall : undefined;
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^([-+])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Seconds in each unit that a person may write; a year is 365 days. */
const unitSeconds = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;
type Unit = keyof typeof unitSeconds;

/** Nothing in a city lasts longer; also keeps every sum exact. */
const longestSeconds = 200 * unitSeconds.y;

function isUnit(text: string | undefined): text is Unit {
  return text !== undefined && Object.hasOwn(unitSeconds, text);
}

/**
 * Reads `1500ms`, `60s`, `5m`, `26h`, `90d`, `2w`, `3y` or parts from large to small like `1h30m`, in seconds.
 * Undefined for anything else: no sign, no fraction, no bare number, at most 200 years.
 */
export function parseDuration(text: string): number | undefined {
  if (text.length > 40 || !/^(\d{1,9}(ms|s|m|h|d|w|y))+$/.test(text)) return undefined;
  let totalMs = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [, count, unit] of text.matchAll(/(\d+)([a-z]+)/g)) {
    if (!isUnit(unit) || unitSeconds[unit] >= smallest) return undefined;
    smallest = unitSeconds[unit];
    totalMs += Number(count) * Math.round(unitSeconds[unit] * 1000);
  }
  return totalMs > longestSeconds * 1000 ? undefined : totalMs / 1000;
}

/** Writes seconds in the largest unit that gives a whole number: 90000 is `25h`, 0.5 is `500ms`. */
export function formatDuration(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const units = (['y', 'w', 'd', 'h', 'm', 's'] as const).map((unit) => ({ unit, ms: unitSeconds[unit] * 1000 }));
  const fitting = ms === 0 ? undefined : units.find((unit) => ms % unit.ms === 0);
  if (ms === 0) return '0s';
  return fitting === undefined ? `${ms}ms` : `${ms / fitting.ms}${fitting.unit}`;
}

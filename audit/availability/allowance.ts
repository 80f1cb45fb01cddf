/** Shares are told apart to so many parts: finer than any contract speaks, and exact in whole numbers. */
const parts = 1_000_000_000n;

/** A share from 0 to 1 in whole parts of a thousand millionth. */
const partsOf = (share: number): bigint => BigInt(Math.round(share * Number(parts)));

/** How long something may be down in `baseMs` so that `target` (0 to 1) is still kept; whole milliseconds, exact. */
export function allowanceMs(baseMs: number, target: number): number {
  return Number((BigInt(baseMs) * (parts - partsOf(target))) / parts);
}

/** Whether the share of `goodMs` in `baseMs` is below a bound, told without rounding. */
export function isBelow(goodMs: number, baseMs: number, bound: number): boolean {
  return BigInt(goodMs) * parts < BigInt(baseMs) * partsOf(bound);
}

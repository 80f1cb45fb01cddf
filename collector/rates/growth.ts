import type { Counter } from '../observation.ts';
import type { GapReason } from './model.ts';

/** How much a counter grew, or why nobody can tell. */
export type Growth = number | Extract<GapReason, 'counter-reset' | 'impossible-rate' | 'too-far-apart'>;

const modulus = { 32: 2 ** 32, 64: 2 ** 64 } as const;

/** Difference modulo 2^bits. Small values take the cheap way; the difference is converted, never the values. */
function difference(before: Counter, after: Counter): number {
  if (before.value === after.value) return 0;
  const from = Number(before.value);
  const to = Number(after.value);
  if (from <= Number.MAX_SAFE_INTEGER && to <= Number.MAX_SAFE_INTEGER) {
    if (to >= from) return to - from;
    if (after.bits === 32) return to - from + modulus[32];
  }
  return Number(BigInt.asUintN(after.bits, after.value - before.value));
}

/**
 * Growth of a counter that can have grown by `mostPossible` at most between two readings of the same width.
 * A fall is a wrap only where a wrap can be: the way round must not be longer than the possible growth, and the
 * possible growth must be less than one whole turn, or nobody could count the turns.
 */
export function growth(before: Counter, after: Counter, mostPossible: number): Growth {
  if (mostPossible >= modulus[after.bits]) return 'too-far-apart';
  const grown = difference(before, after);
  if (grown <= mostPossible) return grown;
  return after.value < before.value ? 'counter-reset' : 'impossible-rate';
}

/** Stretches of time, exactly: half-open intervals of whole milliseconds, and sets of them. */
import type { EpochMs } from '../core/index.ts';

/** A half-open stretch of time: `from` belongs to it, `to` does not. */
export interface Interval {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Sorted intervals without overlap that cover the same time; empty and backward ones cover none. */
export function unionOf(intervals: readonly Interval[]): readonly Interval[] {
  const union: Interval[] = [];
  for (const { from, to } of intervals.filter((each) => each.to > each.from).sort((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last !== undefined && from <= last.to) union[union.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else union.push({ from, to });
  }
  return union;
}

/** What two unions have in common; both must be as `unionOf` gives them, and so is the result. */
export function intersectionOf(one: readonly Interval[], other: readonly Interval[]): readonly Interval[] {
  const common: Interval[] = [];
  let [a, b] = [0, 0];
  for (;;) {
    const [first, second] = [one[a], other[b]];
    if (first === undefined || second === undefined) return common;
    const from = Math.max(first.from, second.from);
    const to = Math.min(first.to, second.to);
    if (to > from) common.push({ from, to });
    if (first.to <= second.to) a += 1;
    else b += 1;
  }
}

/** What one union covers and the other does not. */
export function subtract(one: readonly Interval[], other: readonly Interval[]): readonly Interval[] {
  const left: Interval[] = [];
  let next = 0;
  for (const { from: begin, to } of one) {
    let from = begin;
    while ((other[next]?.to ?? Number.POSITIVE_INFINITY) <= from) next += 1;
    for (let at = next; (other[at]?.from ?? Number.POSITIVE_INFINITY) < to; at += 1) {
      const gap = other[at];
      if (gap === undefined) break;
      if (gap.from > from) left.push({ from, to: gap.from });
      from = Math.max(from, gap.to);
    }
    if (from < to) left.push({ from, to });
  }
  return left;
}

/** The part of a union within one interval. */
export function clip(union: readonly Interval[], within: Interval): readonly Interval[] {
  return intersectionOf(union, within.to > within.from ? [within] : []);
}

/** Milliseconds that a union covers. */
export function lengthOf(union: readonly Interval[]): number {
  return union.reduce((sum, { from, to }) => sum + to - from, 0);
}
